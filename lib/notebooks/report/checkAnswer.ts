import { OptionError } from 'borad/base';
import { markdown, type Prose } from './prose';

/**
 * Whether what a reader has found is right, in a sentence that does not give the answer away.
 *
 * @param given What the reader's function gave; NaN where it is not written yet.
 * @param right The right number. @param tolerance How far from it is right as well.
 * @throws {OptionError} the right number is not finite, or the tolerance is negative.
 */
export function checkAnswer(given: number, right: number, tolerance = 0): Prose {
  if (!Number.isFinite(right) || !(tolerance >= 0)) {
    throw new OptionError(
      `checkAnswer: expected a finite number and a tolerance of 0 or more, got ${right} and ${tolerance}.`,
    );
  }
  if (typeof given !== 'number' || Number.isNaN(given)) {
    return markdown('**Your turn.** The function above gives no number yet.');
  }
  const found = Number(given.toPrecision(4));
  if (Math.abs(given - right) <= tolerance) return markdown(`**Right:** ${found}.`);
  return markdown(`**Not yet:** ${found} is too ${given < right ? 'low' : 'high'}.`);
}
