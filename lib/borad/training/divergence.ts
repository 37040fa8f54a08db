/** A step whose numbers are not finite ends the training: what is not finite, and which images were in the batch. */
import { firstNonFinite, NumericError } from '../base';
import type { LossValues, Stepper } from './stepper';

const LOSSES = ['reconstruction', 'spatial', 'global', 'total'] as const;

/** What is not finite after a step, in words; undefined if everything is. */
export async function nonFinitePart(losses: LossValues, stepper: Stepper): Promise<string | undefined> {
  for (const name of LOSSES) {
    if (!Number.isFinite(losses[name])) return `the ${name} loss is ${losses[name]}`;
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
 * @param kept What is on disk, in words.
 */
export function divergence(about: {
  part: string;
  step: number;
  steps: number;
  images: readonly string[];
  kept: string;
}): NumericError {
  const { part, step, steps, images, kept } = about;
  return new NumericError(
    `Training stopped at step ${step + 1} of ${steps}: ${part}. Lower training.learningRate, loss.lambdaSpatial or loss.lambdaGlobal, or raise training.epsilon. Images of this step: ${[...new Set(images)].join(', ')}. ${kept}`,
  );
}
