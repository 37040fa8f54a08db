/** Cellular (Worley) noise, made once: a periodic tile of pebbles between creases. */
import { createRng } from '../../base';

/** Side of the tile in texels, a power of two. */
export const CELL_TILE = 512;
/** Cells along a side of the tile. */
const CELLS = 26;
let tile: Float32Array | undefined;

/** [CELL_TILE, CELL_TILE], periodic: 0 on the creases between cells, towards 1 inside them. The same in every process. */
export function cellNoise(): Float32Array {
  if (tile) return tile;
  const rng = createRng(7_310_551);
  const px = Float32Array.from({ length: CELLS * CELLS }, () => rng.uniform());
  const py = Float32Array.from({ length: CELLS * CELLS }, () => rng.uniform());
  tile = new Float32Array(CELL_TILE * CELL_TILE);
  for (let y = 0; y < CELL_TILE; y++) {
    for (let x = 0; x < CELL_TILE; x++) {
      const u = (x / CELL_TILE) * CELLS;
      const v = (y / CELL_TILE) * CELLS;
      const i = Math.floor(u);
      const j = Math.floor(v);
      let nearest = 9;
      let second = 9;
      for (let dj = -1; dj <= 1; dj++) {
        for (let di = -1; di <= 1; di++) {
          const cell = ((j + dj + CELLS) % CELLS) * CELLS + ((i + di + CELLS) % CELLS);
          const dx = i + di + px[cell] - u;
          const dy = j + dj + py[cell] - v;
          const d = dx * dx + dy * dy;
          if (d < nearest) {
            second = nearest;
            nearest = d;
          } else if (d < second) {
            second = d;
          }
        }
      }
      const gap = Math.min(1, 1.6 * (Math.sqrt(second) - Math.sqrt(nearest)));
      tile[y * CELL_TILE + x] = gap * (2 - gap);
    }
  }
  return tile;
}
