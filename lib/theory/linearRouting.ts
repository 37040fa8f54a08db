import { Matrix, solve } from 'ml-matrix';
import { ShapeError } from '../base';
import { addScaled, checkRows, dot, norm } from './vectors';

/**
 * v = (f P^T) P: routing through the prototypes with inner products as coefficients (eqs. 23 and 24).
 *
 * @param f C values. @param bank P, N rows of C values.
 * @throws {ShapeError} lengths differ.
 */
export function routeLinear(f: readonly number[], bank: readonly (readonly number[])[]): number[] {
  checkRows(bank, 'routeLinear: bank');
  if (f.length !== bank[0].length) {
    throw new ShapeError(`routeLinear: the feature has ${f.length} channels, the prototypes have ${bank[0].length}.`);
  }
  return bank.reduce(
    (v: number[], prototype) => addScaled(v, prototype, dot(f, prototype)),
    f.map(() => 0),
  );
}

/**
 * f split into its part in span(P) and its part orthogonal to it, whether or not the prototypes are orthonormal.
 *
 * @throws {ShapeError} lengths differ.
 */
export function splitBySpan(
  f: readonly number[],
  bank: readonly (readonly number[])[],
): { parallel: number[]; orthogonal: number[] } {
  checkRows(bank, 'splitBySpan: bank');
  if (f.length !== bank[0].length) {
    throw new ShapeError(`splitBySpan: the feature has ${f.length} channels, the prototypes have ${bank[0].length}.`);
  }
  const rows = new Matrix(bank.map((row) => [...row]));
  const coefficients = solve(rows.transpose(), Matrix.columnVector([...f]), true).to1DArray();
  const parallel = bank.reduce(
    (v: number[], prototype, k) => addScaled(v, prototype, coefficients[k]),
    f.map(() => 0),
  );
  return { parallel, orthogonal: addScaled(f, parallel, -1) };
}

/** What Appendix B.3 claims of the routing, measured for one feature and one bank. */
export interface RoutingCheck {
  /** (f P^T) P. */
  mapped: number[];
  /** The orthogonal projection of f on span(P): equals `mapped` if the rows of P are orthonormal. */
  projection: number[];
  /** Length of the image of the part of f outside span(P): 0 for any P. */
  normOfMappedOrthogonalPart: number;
  /** Frobenius norm of A^2 - A for A = P^T P: 0 for orthonormal rows; above 0 the map is no projector (B.5). */
  idempotencyError: number;
}

/**
 * Checks the routing map against the orthogonal projector on span(P) (Appendix B.3 and B.5).
 *
 * @param f C values. @param bank P, N rows of C values.
 * @throws {ShapeError} lengths differ. @throws {NumericError} a prototype is not finite.
 */
export function checkRouting(f: readonly number[], bank: readonly (readonly number[])[]): RoutingCheck {
  const { parallel, orthogonal } = splitBySpan(f, bank);
  const rows = new Matrix(bank.map((row) => [...row]));
  const map = rows.transpose().mmul(rows);
  return {
    mapped: routeLinear(f, bank),
    projection: parallel,
    normOfMappedOrthogonalPart: norm(routeLinear(orthogonal, bank)),
    idempotencyError: Matrix.sub(map.mmul(map), map).norm('frobenius'),
  };
}
