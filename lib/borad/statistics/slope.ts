import { mean } from './mean';

/** Slope of the least-squares line through pairs; NaN where all x are equal. @param x @param y of one length. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const [middle, centre] = [mean(x), mean(y)];
  const over = x.reduce((sum, value, i) => sum + (value - middle) * ((y[i] as number) - centre), 0);
  return over / x.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}
