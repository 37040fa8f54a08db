/** Planed softwood: wandering growth rings, fibres and pores along the grain. */
import type { Rng } from '../../../base';
import { hole, patch, stain } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { crack, scratch } from '../lineDefects';
import { addValueNoise, fractalNoise } from '../noise';
import { blend, colour, type Surface } from '../surface';

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size, height, red, green, blue, gloss, part } = surface;
  const step = 1 / size;
  part.fill(1);
  const warp = new Float32Array(size * size);
  addValueNoise(warp, size, rng.split('warp'), { cellsX: 1, cellsY: 2.5, gain: 0.13 });
  addValueNoise(warp, size, rng.split('wander'), { cellsX: 4, cellsY: 9, gain: 0.018 });
  const fibres = new Float32Array(size * size);
  addValueNoise(fibres, size, rng.split('fibres'), { cellsX: 7, cellsY: 150, gain: 0.07 });
  addValueNoise(fibres, size, rng.split('pores'), { cellsX: 22, cellsY: 230, gain: 0.06 });
  const clouds = fractalNoise(size, rng.split('clouds'), { cellsX: 1.5, cellsY: 4, octaves: 3, gain: 0.07 });
  const rings = rng.range(9, 15);
  const slope = rng.range(-0.25, 0.25);
  const phase = rng.uniform();
  const tone = rng.range(0.88, 1.1);
  const early = blend(colour(214, 172, 118), colour(200, 158, 112), rng.uniform());
  const late = blend(colour(158, 104, 58), colour(140, 92, 60), rng.uniform());
  const contrast = rng.range(0.55, 0.95);
  let cx = 0;
  let cy = 0;
  let r = 0;
  if (flaw) {
    cx = flaw.rng.range(0.15, 0.85);
    cy = flaw.rng.range(0.15, 0.85);
    r = grade(0.012, 0.05, flaw.size);
  }
  const knot = flaw?.kind === 'knot';
  const strength = flaw ? grade(0.35, 1, flaw.contrast) : 0;
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) * step;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) * step;
      const i = y * size + x;
      let g = v + slope * u + warp[i];
      let dark = 0;
      let around = 0;
      if (flaw) {
        const dx = (u - cx) * (knot ? 0.7 : 0.45);
        const dy = v - cy;
        const d = Math.sqrt(dx * dx + dy * dy);
        if (knot) {
          // Rings bend around the branch and close upon it inside.
          const push = strength * r * Math.exp((-d * d) / (5 * r * r));
          g += dy > 0 ? -push : push;
          if (d < 1.3 * r) {
            dark = Math.min(1, Math.max(0, (1.3 * r - d) / (0.5 * r))) * strength;
            around = d / (0.33 * r);
          }
        } else if (Math.abs(dx) < 0.8 * r && Math.abs(dy) < 1.3 * r) {
          // A plug from another board: its rings do not meet the neighbours'.
          g += 0.37 / rings + 0.5 * slope * (u - cx);
        }
      }
      let ring = g * rings + phase;
      ring -= Math.floor(ring);
      // Earlywood darkens slowly into latewood and ends in a sharp line.
      const wood = ring < 0.82 ? ring * ring * 1.1 : (1 - ring) * 4.1;
      const edge = around - Math.floor(around);
      const t = contrast * (wood + (edge - wood) * dark);
      const value = tone * (1 + clouds[i] + fibres[i] * (0.7 + 0.6 * wood)) * (1 - 0.55 * dark);
      red[i] = (early[0] + (late[0] - early[0]) * t) * value;
      green[i] = (early[1] + (late[1] - early[1]) * t) * value * (1 - 0.1 * dark);
      blue[i] = (early[2] + (late[2] - early[2]) * t) * value * (1 - 0.15 * dark);
      height[i] = 0.0022 * fibres[i] - 0.0006 * wood;
      gloss[i] = 0.04;
    }
  }
}

/** A planed board. */
export const wood: Category = {
  name: 'wood',
  kind: 'texture',
  defects: {
    knot: 'structural',
    plug: 'structural',
    scratch: scratch({ colours: [colour(232, 205, 165), colour(90, 60, 38)], gloss: 0.02 }),
    crack: crack({ colour: colour(44, 28, 18), length: 1.2 }),
    stain: stain({ dyes: [colour(190, 170, 160), colour(165, 175, 200), colour(150, 120, 110)] }),
    worm_hole: hole({ inside: colour(38, 24, 16), radius: 0.75 }),
    paint: patch({ colours: [colour(205, 200, 190), colour(70, 90, 120)], gloss: 0.15, radius: 0.7 }),
  },
  paint,
};
