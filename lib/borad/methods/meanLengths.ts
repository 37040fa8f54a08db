/** The mean length of the teacher's feature vectors, scale by scale: what makes scales comparable. */
import { CancelledError } from '../base';
import { drawOnes, type ParameterTable } from '../layers';
import type { BaseArchitecture, FitContext } from './method';

/** Images that are read at once. */
const BATCH = 8;

/** Sum of the lengths of all vectors of a map [..., C]. */
function sumOfLengths(map: Float32Array, channels: number): number {
  let sum = 0;
  for (let start = 0; start < map.length; start += channels) {
    let square = 0;
    for (let i = start; i < start + channels; i++) square += map[i] * map[i];
    sum += Math.sqrt(square);
  }
  return sum;
}

/**
 * Mean over all training images and locations, one number per scale; 1 for a scale that is zero everywhere.
 *
 * @throws {CancelledError} the signal fired.
 */
export async function meanLengths({
  features,
  report,
  signal,
}: Pick<FitContext, 'features' | 'report' | 'signal'>): Promise<number[]> {
  const { samples, shapes } = features;
  const sums = shapes.map(() => 0);
  const progress = report('lengths of features', samples.length);
  for (let first = 0; first < samples.length; first += BATCH) {
    if (signal?.aborted) {
      progress.finish();
      throw new CancelledError(`Stopped at image ${first} of ${samples.length}, before the first step.`);
    }
    const last = Math.min(first + BATCH, samples.length);
    const maps = await features.gather(Array.from({ length: last - first }, (_, i) => first + i));
    maps.forEach((map, scale) => {
      sums[scale] += sumOfLengths(map, shapes[scale][2]);
    });
    progress.update(last);
  }
  progress.finish(`lengths of features of ${samples.length} training images`);
  return sums.map((sum, scale) => sum / (samples.length * shapes[scale][0] * shapes[scale][1]) || 1);
}

/** The constant of a state that holds lengths or multiples of them: ones, until a fit replaces it. */
export const lengthsTable =
  (name: string) =>
  ({ channels }: BaseArchitecture): ParameterTable =>
    new Map([[name, { shape: [channels.length], draw: drawOnes }]]);
