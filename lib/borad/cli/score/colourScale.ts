/** The colour scale of a call of `borad score`: as asked for, else the run's own, else a fixed one. */
import { InvalidArgumentError } from 'commander';
import { loadScale } from '../../detection';
import type { Scoring } from './resultsFolder';

export type ColourScale = Scoring['colourScale'];

/** Parses `MAX` or `MIN,MAX`; anything else is a usage error. */
export function parseScale(text: string): { min: number; max: number } {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [min = Number.NaN, max = Number.NaN] = parts.length === 1 ? [0, ...parts] : parts;
  if (parts.length > 2 || !(Number.isFinite(max - min) && min < max))
    throw new InvalidArgumentError('Expected MAX above 0, or MIN,MAX with MIN below MAX.');
  return { min, max };
}

/** Scale of a run that has none: most normal photos of a trained run stay far below its middle. */
const FIXED = { min: 0, max: 1 };

/**
 * The scale, and a sentence about it where it is not the run's.
 *
 * @param run Folder of the run. @param weights SHA-256 of its weights.
 * @throws {DataError} the run's scale is damaged, and none was asked for.
 */
export function colourScale(
  asked: { min: number; max: number } | undefined,
  run: string,
  weights: string,
): { scale: ColourScale; note?: string } {
  if (asked) return { scale: { ...asked, source: '--scale' } };
  const measured = loadScale(run, weights);
  if (measured) {
    const { min, max, photos, source } = measured;
    return { scale: { min, max, source: `${photos} ${source}` } };
  }
  return {
    scale: { ...FIXED, source: 'fixed' },
    note: `${run} has no colour scale of its own for these weights: colours go from 0 to 1. \`borad train --data DATA --out ${run} --resume\` finishes the run and measures one.`,
  };
}
