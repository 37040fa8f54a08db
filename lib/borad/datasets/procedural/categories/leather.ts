/** Grained leather: pebbles between creases at two scales, dyed unevenly. */
import type { Rng } from '../../../base';
import { hole, patch, stain } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { CELL_TILE, cellNoise } from '../cellNoise';
import { scratch } from '../lineDefects';
import { addValueNoise, fractalNoise } from '../noise';
import { blend, colour, type Surface } from '../surface';

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size, height, red, green, blue, gloss, part } = surface;
  const step = 1 / size;
  part.fill(1);
  const cells = cellNoise();
  const wrap = CELL_TILE - 1;
  const bend = fractalNoise(size, rng.split('bend'), { cellsX: 5, octaves: 2, gain: 6 });
  const tone = fractalNoise(size, rng.split('tone'), { cellsX: 2, octaves: 4, gain: 0.07 });
  const fine = new Float32Array(size * size);
  addValueNoise(fine, size, rng.split('fine'), { cellsX: 110, gain: 0.06 });
  const angle = rng.range(0, 2 * Math.PI);
  const zoom = CELL_TILE * rng.range(0.9, 1.08);
  const cos = Math.cos(angle) * zoom;
  const sin = Math.sin(angle) * zoom;
  const ox = rng.int(CELL_TILE);
  const oy = rng.int(CELL_TILE);
  const hide = blend(colour(128, 78, 46), colour(108, 66, 44), rng.uniform());
  const depth = rng.range(0.0035, 0.005);
  const bold = rng.range(0.32, 0.42);
  const folding = flaw?.kind === 'fold';
  const worn = flaw?.kind === 'worn';
  const cx = flaw ? flaw.rng.range(0.18, 0.82) : 0;
  const cy = flaw ? flaw.rng.range(0.18, 0.82) : 0;
  const turn = flaw ? flaw.rng.range(0, Math.PI) : 0;
  const tx = Math.cos(turn);
  const ty = Math.sin(turn);
  const length = flaw ? grade(folding ? 0.1 : 0.045, folding ? 0.38 : 0.13, flaw.size) : 1;
  const width = flaw ? (folding ? grade(0.007, 0.02, flaw.contrast) : length * 0.7) : 1;
  const strength = flaw ? grade(0.35, 1, flaw.contrast) : 0;
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) * step;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) * step;
      const i = y * size + x;
      const a = cos * u - sin * v + ox + bend[i] + 4096;
      const b = sin * u + cos * v + oy - bend[i] + 4096;
      const ia = a | 0;
      const ib = b | 0;
      const fa = a - ia;
      const fb = b - ib;
      const row = (ib & wrap) * CELL_TILE;
      const next = ((ib + 1) & wrap) * CELL_TILE;
      const left = ia & wrap;
      const right = (ia + 1) & wrap;
      const upper = cells[row + left] + (cells[row + right] - cells[row + left]) * fa;
      const lower = cells[next + left] + (cells[next + right] - cells[next + left]) * fa;
      let pebble = upper + (lower - upper) * fb;
      let shift = 0;
      let shade = 1;
      if (flaw) {
        const along = (tx * (u - cx) + ty * (v - cy)) / length;
        const across = (ty * (u - cx) - tx * (v - cy)) / width;
        const d = along * along + across * across;
        if (d < 6) {
          const bell = strength * Math.exp(-1.5 * d);
          if (folding) {
            shift = -0.03 * bell;
            shade = 1 - 0.5 * bell;
          } else if (worn) {
            pebble += (0.75 - pebble) * 0.9 * bell;
            shade = 1 + 0.32 * bell;
          }
        }
      }
      const value = shade * (1 - bold + bold * Math.min(1, 1.4 * pebble)) * (1 + tone[i] + fine[i]);
      red[i] = hide[0] * value;
      green[i] = hide[1] * value;
      blue[i] = hide[2] * value;
      height[i] = depth * pebble + shift + 0.0006 * fine[i];
      gloss[i] = 0.1 * pebble;
    }
  }
}

/** Brown leather. */
export const leather: Category = {
  name: 'leather',
  kind: 'texture',
  defects: {
    cut: scratch({ colours: [colour(178, 130, 92), colour(42, 26, 18)], depth: 0.016, gloss: 0, width: 1.8 }),
    fold: 'structural',
    worn: 'structural',
    stain: stain({ dyes: [colour(140, 130, 130), colour(190, 150, 150), colour(165, 175, 190)], gloss: 0.05 }),
    poke: hole({ inside: colour(24, 14, 10), rim: colour(96, 58, 38), radius: 0.9 }),
    glue: patch({ colours: [colour(176, 150, 116), colour(150, 120, 90)], gloss: 0.3, radius: 0.9 }),
  },
  paint,
};
