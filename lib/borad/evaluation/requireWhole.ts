import { DataError } from '../base';
import type { Evaluation } from './evaluate';

/** Failures that a message lists. */
const LISTED = 20;

/** What could not be measured, one line each, under a sentence that counts them. */
export function failuresText(failures: readonly string[]): string {
  const more = failures.length - LISTED;
  return [
    `Not everything could be measured, so some figures are missing or cover fewer images (${failures.length}):`,
    ...failures.slice(0, LISTED).map((failure) => `  ${failure}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

/**
 * For whoever compares figures: passes only what was measured whole.
 *
 * @throws {DataError} an image or a mask could not be used, or a number is not finite.
 */
export function requireWhole(evaluation: Evaluation): Evaluation {
  if (evaluation.failures.length > 0)
    throw new DataError(`${evaluation.dataset}: ${failuresText(evaluation.failures)}`);
  return evaluation;
}
