/** Bernoulli masks of the two views (method.md, section 2, step 2), drawn outside of the step. */
import type { Rng } from '../../base';
import type { BoradConfig } from './settings';

/** Masks of one view: [B, H, W, 1] per scale, 1 keeps a location. */
export type ViewMasks = Float32Array[];

/**
 * Masks of both views of one step (eqs. 39 and 40). With the configured probability every scale of every view gets its own Bernoulli
 * (1 - ratio) mask, else all are ones; a run without masking draws nothing.
 *
 * @param shapes [H, W, C] per scale.
 */
export function drawMasks(
  rng: Rng,
  shapes: readonly (readonly [number, number, number])[],
  batch: number,
  masking: BoradConfig['masking'],
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
