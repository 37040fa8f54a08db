/** Which images a step takes. */
import { itemAt, type Rng } from '../base';

/** The endless sequence of shuffled epochs: the indices of step t, whatever was drawn before. */
export function batchIndices(rng: Rng, samples: number, batch: number, step: number): Int32Array {
  const indices = new Int32Array(batch);
  let epoch = -1;
  let order: readonly number[] = [];
  for (let i = 0; i < batch; i++) {
    const position = step * batch + i;
    const wanted = Math.floor(position / samples);
    if (wanted !== epoch) {
      epoch = wanted;
      order = [...rng.split(`epoch ${epoch}`).permutation(samples)];
    }
    indices[i] = itemAt(order, position % samples, 'images of an epoch');
  }
  return indices;
}
