import { Matrix, SVD } from 'ml-matrix';
import { NumericError, ShapeError } from '../base';
import { type Identity, identityOf } from './identity';
import { addScaled, checkRows, dot, norm } from './vectors';

function checkBank(f: readonly number[], bank: readonly (readonly number[])[], what: string): void {
  checkRows(bank, `${what}: bank`);
  if (f.length !== bank[0].length) {
    throw new ShapeError(`${what}: the feature has ${f.length} channels, the prototypes have ${bank[0].length}.`);
  }
}

const combine = (bank: readonly (readonly number[])[], coefficients: readonly number[]): number[] =>
  bank.reduce(
    (v: number[], prototype, k) => addScaled(v, prototype, coefficients[k]),
    bank[0].map(() => 0),
  );

/**
 * v = (f P^T) P: routing through the prototypes with inner products as coefficients (eqs. 23 and 24).
 *
 * @param f C values. @param bank P, N rows of C values.
 * @throws {ShapeError} lengths differ.
 */
export function routeLinear(f: readonly number[], bank: readonly (readonly number[])[]): number[] {
  checkBank(f, bank, 'routeLinear');
  return combine(
    bank,
    bank.map((prototype) => dot(f, prototype)),
  );
}

/**
 * Routing with cosines as coefficients, as Section 3.3 has it in words (eq. 5). It lies in the same span but is not linear:
 * for c > 0 the images of f and c f are the same, so the length of f is lost.
 *
 * @throws {ShapeError} lengths differ. @throws {NumericError} the feature or a prototype has length 0.
 */
export function routeCosine(f: readonly number[], bank: readonly (readonly number[])[]): number[] {
  checkBank(f, bank, 'routeCosine');
  const coefficients = bank.map((prototype) => dot(f, prototype) / (norm(f) * norm(prototype)));
  if (!coefficients.every(Number.isFinite)) {
    throw new NumericError('routeCosine: the feature or a prototype has length 0, its cosine is undefined.');
  }
  return combine(bank, coefficients);
}

/**
 * f split into its part in span(P) and its part orthogonal to it, whether or not the prototypes are orthonormal or
 * independent: directions in which P is below 1e-12 of its greatest singular value do not count.
 *
 * @throws {ShapeError} lengths differ.
 */
export function splitBySpan(
  f: readonly number[],
  bank: readonly (readonly number[])[],
): { parallel: number[]; orthogonal: number[] } {
  checkBank(f, bank, 'splitBySpan');
  const svd = new SVD(new Matrix(bank.map((row) => [...row])), {
    computeLeftSingularVectors: false,
    autoTranspose: true,
  });
  const axes = svd.rightSingularVectors;
  const floor = 1e-12 * Math.max(...svd.diagonal);
  let parallel = f.map(() => 0);
  svd.diagonal.forEach((value, k) => {
    if (!(value > floor)) return;
    const axis = axes.getColumn(k);
    parallel = addScaled(parallel, axis, dot(f, axis));
  });
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
  /** Eqs. 23-25 and the rejection; exact for any P. */
  identities: Identity[];
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
  const mapped = routeLinear(f, bank);
  const mappedOrthogonal = routeLinear(orthogonal, bank);
  const product = Matrix.rowVector([...f])
    .mmul(map)
    .to1DArray();
  // Sizes of what cancels: an exact zero is measured against the gain of the map times the length of f.
  const size = map.norm('frobenius') * norm(f);
  const zero = f.map(() => 0);
  return {
    mapped,
    projection: parallel,
    normOfMappedOrthogonalPart: norm(mappedOrthogonal),
    idempotencyError: Matrix.sub(map.mmul(map), map).norm('frobenius'),
    identities: [
      identityOf('eqs. 23-24: f (P^T P) = sum of s_k p_k', product, mapped, size),
      identityOf('eq. 25: v has no part outside span(P)', splitBySpan(mapped, bank).orthogonal, zero, size),
      identityOf('B.3: the part of f outside span(P) is mapped to 0', mappedOrthogonal, zero, size),
    ],
  };
}
