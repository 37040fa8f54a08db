/** Brushed steel sheet: fine parallel streaks and a broad reflection of the lamp. */
import type { Rng } from '../../../base';
import { dent, patch, stain } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { scratch } from '../lineDefects';
import { addValueNoise, fractalNoise } from '../noise';
import { colour, type Surface } from '../surface';

/** Streaks along x, [size, size], standard deviation about 1: what a brush leaves on metal. Shared by all steel parts. */
export function brushStreaks(size: number, rng: Rng, length = 1): Float32Array {
  const out = new Float32Array(size * size);
  addValueNoise(out, size, rng.split('coarse'), { cellsX: 2 / length, cellsY: 36, gain: 0.55 });
  addValueNoise(out, size, rng.split('middle'), { cellsX: 4 / length, cellsY: 90, gain: 0.6 });
  addValueNoise(out, size, rng.split('fine'), { cellsX: 9 / length, cellsY: 230, gain: 0.75 });
  return out;
}

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size, height, red, green, blue, gloss, part } = surface;
  part.fill(1);
  const streaks = brushStreaks(size, rng.split('streaks'));
  const clouds = fractalNoise(size, rng.split('clouds'), { cellsX: 2, octaves: 3, gain: 0.06 });
  const across = flaw && brushStreaks(size, flaw.rng.split('streaks'), 0.5);
  const shear = rng.range(-0.12, 0.12);
  const tone = rng.range(0.9, 1.08);
  const warm = rng.range(-0.02, 0.02);
  const band = rng.range(0.2, 0.8);
  const bandWidth = rng.range(0.25, 0.5);
  const bandGain = rng.range(0.1, 0.35);
  const base = colour(158, 160, 163);
  let cx = 0;
  let cy = 0;
  let rx = 1;
  let ry = 1;
  let mix = 0;
  if (flaw) {
    cx = flaw.rng.range(0.15, 0.85);
    cy = flaw.rng.range(0.15, 0.85);
    rx = grade(0.03, 0.13, flaw.size) * flaw.rng.range(0.8, 1.5);
    ry = grade(0.03, 0.11, flaw.size);
    mix = grade(0.4, 1, flaw.contrast);
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      // The brush runs slightly askew: a column reads the streaks from a shifted row, between two rows.
      const at = y + shear * (x - size / 2) + size;
      const row = Math.floor(at);
      const t = at - row;
      let s = streaks[(row % size) * size + x] * (1 - t) + streaks[((row + 1) % size) * size + x] * t;
      let lift = 1;
      if (across) {
        const dx = ((x + 0.5) / size - cx) / rx;
        const dy = ((y + 0.5) / size - cy) / ry;
        const d = dx * dx + dy * dy;
        if (d < 1) {
          const w = mix * Math.min(1, 4 * (1 - d));
          s += (0.8 * across[x * size + y] - s) * w;
          lift = 1 + 0.12 * w;
        }
      }
      const reach = ((y + shear * x) / size - band) / bandWidth;
      const sheen = 1 + bandGain / (1 + 4 * reach * reach);
      const value = tone * sheen * lift * (1 + 0.09 * s + clouds[i]);
      red[i] = base[0] * value * (1 + warm);
      green[i] = base[1] * value;
      blue[i] = base[2] * value * (1 - warm);
      height[i] = 0.00045 * s;
      gloss[i] = 0.3 + 0.05 * s;
    }
  }
}

/** Steel sheet with a brushed finish. */
export const brushedMetal: Category = {
  name: 'brushed_metal',
  kind: 'texture',
  defects: {
    scratch: scratch({ colours: [colour(235, 236, 240), colour(70, 70, 74)], depth: 0.0025, gloss: 0.5 }),
    dent: dent({ depth: 0.01 }),
    rust: patch({ colours: [colour(128, 74, 38), colour(104, 62, 40)], gloss: -0.25, radius: 0.8 }),
    stain: stain({
      dyes: [colour(200, 205, 215), colour(190, 175, 150), colour(225, 225, 190)],
      gloss: -0.12,
      radius: 1.2,
    }),
    cross_brushed: 'structural',
  },
  paint,
};
