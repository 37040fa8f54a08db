import { ShapeError } from '../base';
import { mean } from './mean';

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

const centred = (values: readonly number[]): number[] => {
  const middle = mean(values);
  return values.map((value) => value - middle);
};

/**
 * Pearson's correlation of paired values, from -1 to 1; NaN where one of the lists does not vary.
 *
 * @throws {ShapeError} the lists have different lengths. @throws {DataError} they are empty.
 */
export function correlation(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length)
    throw new ShapeError(`correlation: expected lists of equal length, got ${a.length} and ${b.length} values.`);
  const [u, v] = [centred(a), centred(b)];
  return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
}

/**
 * A correlation with its 95% interval by Fisher's transformation.
 *
 * @param n Independent pairs behind the correlation, more than 3.
 */
export function fisherInterval(r: number, n: number): { mean: number; lower: number; upper: number } {
  const end = (side: number): number => Math.tanh(Math.atanh(r) + (side * 1.96) / Math.sqrt(n - 3));
  return { mean: end(0), lower: end(-1), upper: end(1) };
}
