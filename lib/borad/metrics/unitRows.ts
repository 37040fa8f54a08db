import { NumericError, ShapeError } from '../base';

/** Rows scaled to length 1 in float64; zero rows stay zero. Throws {ShapeError} or {NumericError} in the caller's name. */
export function unitRows(x: ArrayLike<number>, n: number, d: number, caller: string): Float64Array {
  checkRows(x, n, d, caller);
  const unit = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let j = 0; j < d; j++) square += x[i * d + j] * x[i * d + j];
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let j = 0; j < d; j++) unit[i * d + j] = x[i * d + j] * scale;
  }
  return unit;
}

/** Throws unless x holds n rows of d finite values, n and d at least 1. */
export function checkRows(x: ArrayLike<number>, n: number, d: number, caller: string): void {
  if (!(n >= 1 && d >= 1) || !Number.isInteger(n) || !Number.isInteger(d) || x.length !== n * d) {
    throw new ShapeError(`${caller}: expected ${n} rows of ${d} values, got ${x.length} values.`);
  }
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i])) {
      throw new NumericError(
        `${caller}: value ${i % d} of row ${Math.floor(i / d)} is ${x[i]}, expected finite values.`,
      );
    }
  }
}
