import { OptionError } from 'borad/base';
import { checkRows } from 'borad/metrics';
import { Matrix, SVD } from 'ml-matrix';

/** Items in the plane (or space) of their largest variance. */
export interface PrincipalComponents {
  /** [n, components]: centred rows on the principal axes; the unit is that of the features. */
  points: Float64Array;
  /** Share of the total variance on each axis, falling. */
  shares: number[];
}

/**
 * Principal component analysis: a linear picture, whose distances are never larger than the real ones.
 *
 * An axis points to where its largest loading is positive, so that the picture does not depend on the decomposition's sign.
 *
 * @param rows n rows of d features, row by row. @param components Axes, at most min(n, d). Default 2.
 * @throws {OptionError} components is out of range. @throws {ShapeError} rows do not hold n rows.
 * @throws {NumericError} a value is not finite.
 */
export function principalComponents(rows: ArrayLike<number>, n: number, components = 2): PrincipalComponents {
  const d = rows.length / n;
  checkRows(rows, n, d, 'principalComponents');
  if (!Number.isInteger(components) || components < 1 || components > Math.min(n, d)) {
    throw new OptionError(
      `principalComponents: components must be an integer from 1 to ${Math.min(n, d)}, got ${components}.`,
    );
  }
  const centred = Matrix.from1DArray(n, d, Array.from(rows)).center('column');
  const { rightSingularVectors: axes, diagonal } = new SVD(centred, { autoTranspose: true });
  const points = new Float64Array(n * components);
  for (let k = 0; k < components; k++) {
    const axis = axes.getColumn(k);
    const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    for (let i = 0; i < n; i++) {
      const sum = axis.reduce((total, weight, j) => total + centred.get(i, j) * weight, 0);
      points[i * components + k] = largest < 0 ? -sum : sum;
    }
  }
  const total = diagonal.reduce((sum, value) => sum + value * value, 0);
  return { points, shares: diagonal.slice(0, components).map((value) => (total > 0 ? value ** 2 / total : 0)) };
}
