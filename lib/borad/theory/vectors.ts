import { NumericError, ShapeError } from '../base';

/** Inner product of two vectors of equal length. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Euclidean length. */
export function norm(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}

/** a + factor * b. */
export function addScaled(a: readonly number[], b: readonly number[], factor: number): number[] {
  return a.map((value, i) => value + factor * b[i]);
}

/** Throws unless `rows` is a non-empty list of finite vectors of one length. */
export function checkRows(rows: readonly (readonly number[])[], what: string): void {
  const width = rows[0]?.length ?? 0;
  if (width === 0) throw new ShapeError(`${what}: expected at least one row with at least one value, got none.`);
  rows.forEach((row, i) => {
    if (row.length !== width) throw new ShapeError(`${what}: row ${i} has ${row.length} values, row 0 has ${width}.`);
    if (!row.every(Number.isFinite)) throw new NumericError(`${what}: row ${i} has a value that is not finite.`);
  });
}
