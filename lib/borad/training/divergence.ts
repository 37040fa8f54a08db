/** A step whose numbers are not finite ends the training: what is not finite, and which images were in the batch. */
import { firstNonFinite, NumericError } from '../base';
import type { LossValues, Stepper } from './stepper';

/** What is not finite after a step, in words; undefined if everything is. */
export async function nonFinitePart(
  losses: LossValues,
  stepper: Pick<Stepper, 'isFinite' | 'read'>,
): Promise<string | undefined> {
  // The total is the sum of the parts: a part that is not finite says more.
  const { total, ...parts } = losses;
  for (const [name, value] of Object.entries({ ...parts, total })) {
    if (!Number.isFinite(value)) return `the ${name} loss is ${value}`;
  }
  if (await stepper.isFinite()) return undefined;
  for (const [name, { data }] of Object.entries(await stepper.read())) {
    const at = firstNonFinite(data);
    if (at >= 0)
      return `the losses are finite, but after the update ${name} holds ${data[at]}: a gradient is too large`;
  }
  return undefined;
}

/**
 * The error of such a step. Features are finite, since every source of them checks what it gives.
 *
 * @param images Ids of the step's images.
 * @param kept What is on disk, in words. @param weights Settings of loss weights.
 */
export function divergence(about: {
  part: string;
  step: number;
  steps: number;
  images: readonly string[];
  kept: string;
  weights: readonly string[];
}): NumericError {
  const { part, step, steps, images, kept, weights } = about;
  const lower = ['training.learningRate', ...weights];
  const named = lower.length > 1 ? `${lower.slice(0, -1).join(', ')} or ${lower[lower.length - 1]}` : lower[0];
  return new NumericError(
    `Training stopped at step ${step + 1} of ${steps}: ${part}. Lower ${named}, or raise training.epsilon. Images of this step: ${[...new Set(images)].join(', ')}. ${kept}`,
  );
}
