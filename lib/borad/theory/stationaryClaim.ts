import {
  alignmentExpansion,
  alignmentExpansionGradient,
  rayleighQuotient,
  stationaryCondition,
} from './alignmentExpansion';
import { alignmentLossGradient, radialDerivative, tangentialGradient } from './alignmentLoss';
import { trace } from './covariance';
import { entropyBound } from './entropyBound';
import { type Bound, boundOf, type Identity, identityOf } from './identity';
import { addScaled, dot, norm } from './vectors';

/** What eqs. 36-38 come to at one residual. */
export interface StationaryClaim {
  /** rho = r^T Sigma r / |r|^2. */
  rho: number;
  /** 2 rho - Tr Sigma: the eigenvalue that eq. 37 asks for. An eigenvector has rho, so both agree only for rho = Tr Sigma. */
  required: number;
  /** The parts of eq. 34 along and across r, and the degree of eq. 33. */
  identities: Identity[];
  /** (Tr Sigma - greatest eigenvalue) / |r|^3 <= |gradient|: above 0 unless Sigma has rank one, so nowhere stationary. */
  bound: Bound;
}

/**
 * Eqs. 36-38 taken apart. Along r the gradient of eq. 33 is -(Tr Sigma - rho) / |r|^3, across r it is
 * -(Sigma r - rho r) / |r|^4. The second vanishes at exactly the eigenvectors, the first only if Sigma has rank one: so eq. 37
 * has no solution in general, while on a sphere |r| = const, where only the second counts, eq. 38 is the condition.
 *
 * @param r d values. @param sigma E[delta delta^T], d x d.
 * @throws {ShapeError} sizes differ. @throws {NumericError} r is 0, or sigma is no covariance.
 */
export function stationaryClaim(r: readonly number[], sigma: readonly (readonly number[])[]): StationaryClaim {
  const gradient = alignmentExpansionGradient(r, sigma);
  const rho = rayleighQuotient(r, sigma);
  const total = trace(sigma);
  const length = norm(r);
  const { left, right } = stationaryCondition(r, sigma);
  const across = addScaled(left, r, -rho).map((value) => -value / length ** 4);
  const greatest = entropyBound(sigma).eigenvalues[r.length - 1];
  const size = total / length ** 3;
  const doubled = r.map((value) => 2 * value);
  return {
    rho,
    required: 2 * rho - total,
    identities: [
      identityOf(
        'eqs. 34 and 37: gradient = -(left - right of eq. 37) / |r|^4',
        gradient,
        addScaled(left, right, -1).map((value) => -value / length ** 4),
        size,
      ),
      identityOf(
        'eq. 34 along r = -(Tr Sigma - rho) / |r|^3',
        dot(gradient, r) / length,
        (rho - total) / length ** 3,
        size,
      ),
      identityOf('eq. 34 across r = -(Sigma r - rho r) / |r|^4', tangentialGradient(r, gradient), across, size),
      identityOf(
        'L(2 r) = L(r) / 4',
        alignmentExpansion(doubled, sigma),
        alignmentExpansion(r, sigma) / 4,
        size * length,
      ),
    ],
    bound: boundOf(
      '|gradient| is at least (Tr - greatest eigenvalue) / |r|^3',
      (total - greatest) / length ** 3,
      norm(gradient),
    ),
  };
}

/** The derivative of the exact loss in |r|, in two ways. */
export interface RadialFall {
  /** By geometry: below 0 unless every difference is along r. */
  derivative: number;
  /** Geometry = gradient of eq. 27 along r. */
  identity: Identity;
}

/**
 * The exact loss of eq. 27 falls with |r| for differences of any size, not only small ones. The views are the ends of a segment
 * of length |delta| whose midpoint is r; with h = |delta| / 2, a = |r| and s the sine between delta and r, the origin sees it
 * under the angle phi of cot phi = (a / h - h / a) / (2 s), which falls strictly with a.
 *
 * @param r d values. @param differences equally probable, d values each.
 * @throws {NumericError} a view has length 0.
 */
export function radialFall(r: readonly number[], differences: readonly (readonly number[])[]): RadialFall {
  const a = norm(r);
  const exact = radialDerivative(r, alignmentLossGradient(r, differences));
  let derivative = 0;
  for (const delta of differences) {
    const h = norm(delta) / 2;
    const across = norm(tangentialGradient(r, delta)) / 2;
    if (across === 0) continue;
    const sine = across / h;
    const cotangent = (a / h - h / a) / (2 * sine);
    const slope = (1 / h + h / a ** 2) / (2 * sine);
    // d(1 - cos phi) = sin phi dphi, sin phi = (1 + cot^2)^(-1/2), dphi = -dcot / (1 + cot^2).
    derivative -= slope / (1 + cotangent ** 2) ** 1.5 / differences.length;
  }
  // Of the terms that nearly cancel where delta is almost along r.
  const size =
    Math.min(1, differences.reduce((sum, delta) => sum + dot(delta, delta), 0) / (differences.length * a ** 2)) / a;
  return {
    derivative,
    identity: identityOf('exact loss along r: geometry = gradient of eq. 27', derivative, exact, size),
  };
}
