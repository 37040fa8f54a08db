/** Random projection: distances in a few numbers instead of many (Johnson and Lindenstrauss), for the coreset alone. */
import type { Rng } from '../../base';
import type { Points } from './coreset';

/**
 * Points times a matrix of standard normal numbers, divided by the root of the new width, so that squared distances stay the
 * same on average.
 *
 * @param width Numbers per point afterwards.
 */
export function randomProjection(points: Points, width: number, rng: Rng): Points {
  const count = points.data.length / points.width;
  const matrix = Float64Array.from({ length: points.width * width }, () => rng.normal() / Math.sqrt(width));
  const data = new Float32Array(count * width);
  const row = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    row.fill(0);
    for (let j = 0; j < points.width; j++) {
      const value = points.data[i * points.width + j];
      for (let k = 0; k < width; k++) row[k] += value * matrix[j * width + k];
    }
    data.set(row, i * width);
  }
  return { data, width };
}
