/** Gradient noise (Perlin 2002): smooth random values from random slopes at the corners of a grid. */
import type { Rng } from '../../base';

/** Smooth step with vanishing first and second derivative at both ends. */
const fade = (t: number) => t * t * t * (t * (t * 6 - 15) + 10);

const mix = (a: number, b: number, share: number) => a + (b - a) * share;

/**
 * Noise on a square of pixels, times the root of 2, so that its values reach about -1 and 1.
 *
 * @param size Height and width, pixels.
 * @param cells Rows and columns of the grid.
 * @returns [size, size].
 */
export function gradientNoise(rng: Rng, size: number, [rows, columns]: [number, number]): Float32Array {
  const corners = (rows + 1) * (columns + 1);
  const angles = Float64Array.from({ length: corners }, () => rng.range(0, 2 * Math.PI));
  const [slopesX, slopesY] = [angles.map(Math.cos), angles.map(Math.sin)];
  const noise = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const down = (y * rows) / size;
    const row = Math.floor(down);
    const v = down - row;
    for (let x = 0; x < size; x++) {
      const right = (x * columns) / size;
      const column = Math.floor(right);
      const u = right - column;
      const at = (dy: number, dx: number) => {
        const corner = (row + dy) * (columns + 1) + column + dx;
        return slopesX[corner] * (u - dx) + slopesY[corner] * (v - dy);
      };
      const top = mix(at(0, 0), at(0, 1), fade(u));
      const bottom = mix(at(1, 0), at(1, 1), fade(u));
      noise[y * size + x] = Math.SQRT2 * mix(top, bottom, fade(v));
    }
  }
  return noise;
}
