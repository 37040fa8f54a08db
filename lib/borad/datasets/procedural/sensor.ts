/** The sensor: noise and rounding. */
import type { Camera } from './camera';
import { normalTable } from './noise';

/**
 * Adds sensor noise to display levels and rounds them. Most of the noise is common to the channels, as a demosaicked
 * sensor's is.
 *
 * @param levels [size, size, 3], 0 to 255.
 * @returns [size, size, 3] bytes.
 */
export function expose(levels: Float32Array, size: number, camera: Camera): Uint8Array {
  const normals = normalTable();
  const wrap = normals.length - 1;
  const bytes = new Uint8ClampedArray(levels.length);
  const common = camera.noise * 0.8;
  const own = camera.noise * 0.6;
  const row = 3 * size;
  for (let y = 0; y < size; y++) {
    // Each row starts elsewhere in the table; the multiplier is odd and large, so rows do not overlap visibly.
    const start = (camera.noiseStart + Math.imul(y, 40503)) & wrap;
    const other = (start + 92821) & wrap;
    for (let x = 0, i = y * row; x < size; x++, i += 3) {
      const shared = common * normals[(start + x) & wrap];
      const at = other + 3 * x;
      bytes[i] = levels[i] + shared + own * normals[at & wrap];
      bytes[i + 1] = levels[i + 1] + shared + own * normals[(at + 1) & wrap];
      bytes[i + 2] = levels[i + 2] + shared + own * normals[(at + 2) & wrap];
    }
  }
  return new Uint8Array(bytes.buffer);
}
