/** A wall of small glazed tiles with grout between them. */
import type { Rng } from '../../../base';
import { patch, stain } from '../areaDefects';
import { addBlob } from '../blob';
import { type Category, type Flaw, grade } from '../category';
import { crack } from '../lineDefects';
import { addValueNoise, fractalNoise } from '../noise';
import { addBox, clearField, createField, subtract } from '../shapes';
import { stamp } from '../stamp';
import { blend, colour, type Surface, scaled } from '../surface';

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size, height, red, green, blue, part } = surface;
  const grit = fractalNoise(size, rng.split('grit'), { cellsX: 40, octaves: 3, gain: 0.1 });
  const joint = scaled(colour(150, 146, 140), rng.range(0.85, 1.1));
  for (let i = 0; i < size * size; i++) {
    const value = 1 + grit[i];
    red[i] = joint[0] * value;
    green[i] = joint[1] * value;
    blue[i] = joint[2] * value;
    height[i] = 0.004 * grit[i];
  }
  part.fill(1);
  const speckle = new Float32Array(size * size);
  addValueNoise(speckle, size, rng.split('speckle'), { cellsX: 90, gain: 0.06 });
  addValueNoise(speckle, size, rng.split('cloud'), { cellsX: 7, gain: 0.05 });
  const wave = fractalNoise(size, rng.split('wave'), { cellsX: 9, octaves: 2, gain: 0.0011 });
  const count = 3.4;
  const pitch = (1 / count) * rng.range(0.96, 1.04);
  const angle = rng.range(-0.05, 0.05);
  const cos = Math.cos(angle) * pitch;
  const sin = Math.sin(angle) * pitch;
  const ox = rng.range(-0.5, 0.5);
  const oy = rng.range(-0.5, 0.5);
  const glaze = blend(colour(112, 142, 152), colour(120, 150, 142), rng.uniform());
  const field = createField(size);
  const chip = createField(size);
  // The flawed tile lies near the middle, so that most of it is in the picture.
  const flawI = flaw ? flaw.rng.int(2) : -9;
  const flawJ = flaw ? flaw.rng.int(2) : -9;
  for (let j = -3; j <= 3; j++) {
    for (let i = -3; i <= 3; i++) {
      const tone = 1 + 0.06 * rng.normal();
      const lift = 0.0015 * rng.normal();
      let jx = 0.012 * rng.normal();
      let jy = 0.012 * rng.normal();
      let turn = angle + 0.008 * rng.normal();
      let material = scaled(glaze, tone);
      const flawed = flaw && i === flawI && j === flawJ ? flaw : undefined;
      if (flawed?.kind === 'misplaced') {
        const away = grade(0.03, 0.11, flawed.size);
        const side = flawed.rng.range(0, 2 * Math.PI);
        jx += away * Math.cos(side);
        jy += away * Math.sin(side);
        turn += grade(0.01, 0.12, flawed.contrast) * (flawed.rng.chance(0.5) ? 1 : -1);
      } else if (flawed?.kind === 'wrong_colour') {
        const other = flawed.rng.pick([colour(150, 120, 100), colour(90, 110, 160), colour(170, 165, 150)]);
        material = blend(material, other, grade(0.22, 0.9, flawed.contrast));
      }
      const x = 0.5 + cos * (i - 0.5 + ox + jx) - sin * (j - 0.5 + oy + jy);
      const y = 0.5 + sin * (i - 0.5 + ox + jx) + cos * (j - 0.5 + oy + jy);
      clearField(field);
      const half = 0.462 * pitch;
      addBox(field, x, y, half, half, turn, 0.012);
      if (flawed?.kind === 'chipped') {
        const cx = x + (flawed.rng.chance(0.5) ? 1 : -1) * half * flawed.rng.range(0.8, 1);
        const cy = y + (flawed.rng.chance(0.5) ? 1 : -1) * half * flawed.rng.range(0.2, 1);
        const radius = grade(0.012, 0.05, flawed.size);
        addBlob(chip, flawed.rng, cx, cy, { radius, wobble: 0.5, reach: 0.01 });
        // Broken clay shows where the glaze is gone.
        stamp(surface, field, {
          colour: blend(material, colour(196, 170, 146), grade(0.3, 1, flawed.contrast)),
          base: 0.001,
          relief: wave,
        });
        subtract(field, chip);
      }
      stamp(surface, field, {
        colour: material,
        base: 0.002,
        rise: 0.007 + lift,
        bevel: 0.016,
        gloss: 0.42,
        grain: speckle,
        relief: wave,
      });
    }
  }
}

/** Glazed tiles, blue-green. */
export const tile: Category = {
  name: 'tile',
  kind: 'texture',
  defects: {
    crack: crack({ colour: colour(50, 56, 58), depth: 0.002 }),
    chipped: 'structural',
    misplaced: 'structural',
    wrong_colour: 'structural',
    stain: stain({ dyes: [colour(205, 190, 160), colour(170, 175, 175)], gloss: -0.2 }),
    glue: patch({ colours: [colour(190, 186, 160), colour(222, 220, 214)], gloss: 0.3, rise: 0.004 }),
  },
  paint,
};
