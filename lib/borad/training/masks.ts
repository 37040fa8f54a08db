/** Bernoulli masks of the two views (method.md, section 2, step 2), drawn outside of the step. */
import type { Rng } from '../base';
import type { RunConfig } from '../config';

/** Masks of one view: [B, H, W, 1] a scale, 1 keeps a location. */
export type ViewMasks = Float32Array[];

/**
 * Masks of both views of one step. With the configured probability every scale of every view gets its own Bernoulli
 * (1 - ratio) mask, else all are ones; a run without masking draws nothing.
 *
 * @param shapes [H, W, C] a scale.
 */
export function drawMasks(
  rng: Rng,
  shapes: readonly (readonly [number, number, number])[],
  batch: number,
  masking: RunConfig['masking'],
): { online: ViewMasks; target: ViewMasks } {
  const active = masking.enabled && rng.chance(masking.probability);
  const view = () =>
    shapes.map(([height, width]) => {
      const mask = new Float32Array(batch * height * width).fill(1);
      if (active) for (let i = 0; i < mask.length; i++) if (rng.chance(masking.ratio)) mask[i] = 0;
      return mask;
    });
  return { online: view(), target: view() };
}

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
