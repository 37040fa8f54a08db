import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { NumericError, OptionError, ShapeError } from '../base';

/** Pairs of vectors, row by row. */
export interface VectorPairs {
  /** [rows, inputs]. */
  x: ArrayLike<number>;
  /** [rows, outputs]. */
  y: ArrayLike<number>;
  /** Vectors in each. */
  rows: number;
}

/** In squared units of Y. */
export interface ConditionalVariance {
  /** Mean squared distance of the held-out Y from its prediction: what Tr Cov(Y|X) is at most. */
  conditional: number;
  /** Mean squared distance of the held-out Y from the mean of the Y that were fitted. */
  total: number;
}

/** Share of the mean variance of X that is added to its diagonal: directions that do not vary must not decide. */
const RIDGE = 1e-4;

function widths({ x, y, rows }: VectorPairs): [number, number] {
  const [m, d] = [x.length / rows, y.length / rows];
  if (!(rows > 0) || !Number.isInteger(m) || !Number.isInteger(d) || m < 1 || d < 1) {
    throw new ShapeError(
      `linearConditionalVariance: expected ${rows} vectors of equal length on each side, got ${x.length} and ${y.length} numbers.`,
    );
  }
  return [m, d];
}

function meanOf(data: ArrayLike<number>, rows: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let i = 0; i < rows * width; i++) mean[i % width] += data[i] / rows;
  return mean;
}

/** Sigma_ab over rows, [widthA, widthB]. */
function crossCovariance(
  a: ArrayLike<number>,
  meanA: Float64Array,
  b: ArrayLike<number>,
  meanB: Float64Array,
  rows: number,
): Matrix {
  const [m, d] = [meanA.length, meanB.length];
  const sum = new Float64Array(m * d);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < m; i++) {
      const value = (a[r * m + i] - meanA[i]) / rows;
      for (let j = 0; j < d; j++) sum[i * d + j] += value * (b[r * d + j] - meanB[j]);
    }
  }
  return Matrix.from1DArray(m, d, sum);
}

/**
 * The conditional variance that the best *linear* predictor leaves (eqs. 19-22): fitted to some pairs, measured on others. The
 * predictor of eq. 21 may be any function, so this is an upper bound of Tr Cov(Y|X), the same for every model that is compared.
 *
 * @throws {ShapeError} lengths do not fit. @throws {OptionError} fewer pairs to fit than inputs.
 * @throws {NumericError} a vector is not finite.
 */
export function linearConditionalVariance(fitted: VectorPairs, heldOut: VectorPairs): ConditionalVariance {
  const [m, d] = widths(fitted);
  if (widths(heldOut).join() !== [m, d].join()) {
    throw new ShapeError(
      `linearConditionalVariance: expected held-out vectors of ${m} and ${d} numbers, as those that were fitted.`,
    );
  }
  if (fitted.rows <= m) {
    throw new OptionError(
      `linearConditionalVariance: ${fitted.rows} pairs are too few to fit a map of ${m} inputs; expected more pairs than inputs.`,
    );
  }
  const meanX = meanOf(fitted.x, fitted.rows, m);
  const meanY = meanOf(fitted.y, fitted.rows, d);
  const sums = crossCovariance(fitted.x, meanX, fitted.x, meanX, fitted.rows);
  // Rounding leaves the halves of the matrix apart in their last digits.
  const xx = Matrix.add(sums, sums.transpose()).mul(0.5);
  const ridge = Math.max((RIDGE * xx.trace()) / m, Number.MIN_VALUE);
  for (let i = 0; i < m; i++) xx.set(i, i, xx.get(i, i) + ridge);
  const solver = new CholeskyDecomposition(xx);
  if (!Number.isFinite(ridge) || !solver.isPositiveDefinite()) {
    throw new NumericError('linearConditionalVariance: the covariance of the inputs is not finite, or zero.');
  }
  const map = solver.solve(crossCovariance(fitted.x, meanX, fitted.y, meanY, fitted.rows)).to1DArray();
  let [conditional, total] = [0, 0];
  for (let r = 0; r < heldOut.rows; r++) {
    for (let j = 0; j < d; j++) {
      const deviation = heldOut.y[r * d + j] - meanY[j];
      let predicted = 0;
      for (let i = 0; i < m; i++) predicted += (heldOut.x[r * m + i] - meanX[i]) * map[i * d + j];
      conditional += (deviation - predicted) ** 2 / heldOut.rows;
      total += deviation ** 2 / heldOut.rows;
    }
  }
  if (!Number.isFinite(conditional)) throw new NumericError('linearConditionalVariance: a vector is not finite.');
  return { conditional, total };
}
