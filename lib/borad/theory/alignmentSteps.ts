import { NumericError } from '../base';
import { alignmentExpansion, alignmentExpansionGradient } from './alignmentExpansion';
import { alignmentLoss, alignmentLossGradient } from './alignmentLoss';
import { secondMoment } from './crossViewDifferences';
import { type Dual, differentiate, dualDot } from './dual';
import { type Identity, identityOf } from './identity';
import { addScaled, dot, norm } from './vectors';

/** The proof of Appendix B.4 for one difference, line by line. */
export interface AlignmentSteps {
  /** Eqs. 28 and 29, exact. */
  identities: Identity[];
  /** Relative errors of the approximations, each against the exact left side of its equation. */
  errors: {
    /** Eq. 30: product of the norms; of order |delta|^4 / |r|^4. */
    norms: number;
    /** Eq. 31, as an error of the loss 1 - cos: of order |delta|^2 / |r|^2. */
    fraction: number;
  };
}

/**
 * Eqs. 28-32 for one pair of views r +- delta / 2.
 *
 * @throws {NumericError} the loss is 0 (delta along r), so relative errors are undefined, or a view has length 0.
 */
export function alignmentSteps(r: readonly number[], delta: readonly number[]): AlignmentSteps {
  const [first, second] = [addScaled(r, delta, 0.5), addScaled(r, delta, -0.5)];
  const [rr, dd, rd] = [dot(r, r), dot(delta, delta), dot(r, delta)];
  const size = rr + dd / 4;
  const norms = norm(first) * norm(second);
  const numerator = rr - dd / 4;
  const loss = alignmentLoss(r, [delta]);
  if (!(loss > 1e-14)) {
    throw new NumericError(
      'alignmentSteps: the views have the same direction, so the relative error of the loss is undefined.',
    );
  }
  const norms30 = size - rd ** 2 / (2 * rr);
  const loss31 = dd / (2 * rr) - rd ** 2 / (2 * rr ** 2);
  return {
    identities: [
      identityOf('eq. 28: inner product of the views', dot(first, second), numerator, size),
      identityOf('eq. 29: product of the norms', norms, Math.sqrt(size ** 2 - rd ** 2)),
    ],
    errors: { norms: Math.abs(norms30 / norms - 1), fraction: Math.abs(loss31 / loss - 1) },
  };
}

/** L(r) (eq. 27) of duals, as half the squared distance of the views' directions, which small differences do not cancel. */
function dualLoss(r: Dual[], differences: readonly (readonly number[])[]): Dual {
  const terms = differences.map((delta) => {
    const [first, second] = [0.5, -0.5].map((factor) => {
      const view = r.map((value, i) => value.add(factor * delta[i]));
      const size = dualDot(view, view).sqrt();
      return view.map((value) => value.divide(size));
    });
    const apart = first.map((value, i) => value.subtract(second[i]));
    return dualDot(apart, apart).multiply(0.5);
  });
  return terms.reduce((sum, term) => sum.add(term)).multiply(1 / terms.length);
}

/** The right side of eq. 33 of duals. */
function dualExpansion(r: Dual[], sigma: readonly (readonly number[])[]): Dual {
  const squared = dualDot(r, r);
  const quadratic = dualDot(
    r,
    sigma.map((row) => dualDot(r, row)),
  );
  const trace = sigma.reduce((sum, row, i) => sum + row[i], 0);
  const half = squared
    .multiply(0)
    .add(trace)
    .divide(squared)
    .subtract(quadratic.divide(squared.multiply(squared)));
  return half.multiply(0.5);
}

/** Gradients of the exact loss and of its expansion, each by automatic differentiation. */
export interface AlignmentGradients {
  /** Of eq. 27, automatic. */
  exact: number[];
  /** Of eq. 33, automatic. */
  expansion: number[];
  /**
   * Eq. 34 against the automatic gradient of eq. 33; the closed gradient of eq. 27 against its automatic one; and Euler's
   * identity r . grad = -2 L of the expansion, which is homogeneous of degree -2.
   */
  identities: Identity[];
}

/**
 * Eq. 34 against automatic differentiation.
 *
 * @param r d values. @param differences equally probable cross-view differences of mean 0, d values each.
 * @throws {NumericError} r or a view has length 0.
 */
export function alignmentGradients(
  r: readonly number[],
  differences: readonly (readonly number[])[],
): AlignmentGradients {
  const sigma = secondMoment(differences);
  const exact = differentiate((x) => dualLoss(x, differences), r);
  const expansion = differentiate((x) => dualExpansion(x, sigma), r);
  const closed = alignmentLossGradient(r, differences);
  // The expansion's gradient is a difference of terms of size Tr(Sigma) / |r|^3.
  const size = sigma.reduce((sum, row, i) => sum + row[i], 0) / norm(r) ** 3;
  return {
    exact: exact.gradient,
    expansion: expansion.gradient,
    identities: [
      identityOf('eq. 34: gradient of eq. 33', alignmentExpansionGradient(r, sigma), expansion.gradient, size),
      identityOf('gradient of eq. 27', closed, exact.gradient, size),
      identityOf(
        'r . gradient = -2 L (eq. 33 is homogeneous of degree -2)',
        dot(r, expansion.gradient),
        -2 * alignmentExpansion(r, sigma),
        size * norm(r),
      ),
    ],
  };
}
