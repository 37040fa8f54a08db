import { NumericError, ShapeError } from '../base';
import { mean, slope as slopeOf } from '../statistics';

/** y = factor * x^slope, fitted in logarithms. */
export interface PowerLaw {
  slope: number;
  factor: number;
  /** Largest |log(y) - fit|: 0 for an exact power law. */
  worst: number;
}

/**
 * The least-squares line through (log x, log y): its slope is the order of an error.
 *
 * @param x @param y values above 0, at least two different x.
 * @throws {ShapeError} lengths differ or fewer than two. @throws {NumericError} a value is not above 0, or all x are equal.
 */
export function fitPowerLaw(x: readonly number[], y: readonly number[]): PowerLaw {
  if (x.length !== y.length || x.length < 2) {
    throw new ShapeError(`fitPowerLaw: expected two or more pairs, got ${x.length} and ${y.length} values.`);
  }
  if (![...x, ...y].every((value) => value > 0 && Number.isFinite(value))) {
    throw new NumericError('fitPowerLaw: a value is not above 0, so it has no logarithm.');
  }
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const slope = slopeOf(u, v);
  if (Number.isNaN(slope)) throw new NumericError('fitPowerLaw: all x are equal, the slope is undefined.');
  const offset = mean(v) - slope * mean(u);
  return {
    slope,
    factor: Math.exp(offset),
    worst: Math.max(...u.map((value, i) => Math.abs(v[i] - offset - slope * value))),
  };
}
