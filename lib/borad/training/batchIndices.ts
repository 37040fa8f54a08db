/** Which images per step takes. */
import type { Rng } from '../base';

/** The endless sequence of shuffled epochs: the indices of step t, whatever was drawn before. */
export function batchIndices(rng: Rng, samples: number, batch: number, step: number): Int32Array {
  const indices = new Int32Array(batch);
  let epoch = -1;
  let order = new Int32Array(0);
  for (let i = 0; i < batch; i++) {
    const position = step * batch + i;
    const wanted = Math.floor(position / samples);
    if (wanted !== epoch) {
      epoch = wanted;
      order = Int32Array.from(rng.split(`epoch ${epoch}`).permutation(samples));
    }
    indices[i] = order[position % samples];
  }
  return indices;
}
