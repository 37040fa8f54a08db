import { NumericError } from '../base';
import { alignmentExpansion, alignmentExpansionGradient } from './alignmentExpansion';
import { alignmentLoss, alignmentLossGradient } from './alignmentLoss';
import { secondMoment } from './crossViewDifferences';
import { fitPowerLaw, type PowerLaw } from './powerLaw';
import { addScaled, norm } from './vectors';

/** Exact loss and expansion at one size of the differences. */
export interface ExpansionErrorRow {
  /** sqrt(E|delta|^2) / |r|. */
  ratio: number;
  /** Eq. 27, exact. */
  exact: number;
  /** Eq. 33. */
  expansion: number;
  /** |expansion / exact - 1|. */
  lossError: number;
  /** |gradient of eq. 34 - exact gradient| / |exact gradient|. */
  gradientError: number;
}

/** The error of eqs. 33 and 34 against the size of the differences. */
export interface ExpansionError {
  rows: ExpansionErrorRow[];
  /** Fit of lossError against ratio: slope 2. */
  lossOrder: PowerLaw;
  /** Fit of gradientError against ratio: slope 2. */
  gradientOrder: PowerLaw;
}

/**
 * The order of the error of the second-order expansion (eqs. 27-34): the differences are shrunk, r stays. The absolute error
 * is of order (|delta| / |r|)^4 and the loss of order 2, so the relative error has slope 2. Where the terms of order 4 nearly
 * cancel, that slope shows at small ratios only: take factors that keep the ratio below about 0.02.
 *
 * @param r midpoint residual, d values. @param differences equally probable, d values each. @param factors on the differences, at least two.
 * @throws {NumericError} r or a view has length 0, or the loss is 0, so that relative errors are undefined, or an error is
 *   0 because the differences are too small for float64 (ratios below about 1e-7).
 */
export function expansionError(
  r: readonly number[],
  differences: readonly (readonly number[])[],
  factors: readonly number[],
): ExpansionError {
  const rows = factors.map((factor) => {
    const scaled = differences.map((delta) => delta.map((value) => factor * value));
    const sigma = secondMoment(scaled);
    const exact = alignmentLoss(r, scaled);
    const gradient = alignmentLossGradient(r, scaled);
    if (!(exact > 0 && norm(gradient) > 0)) {
      throw new NumericError('expansionError: the loss or its gradient is 0, so its relative error is undefined.');
    }
    const expansion = alignmentExpansion(r, sigma);
    return {
      ratio: Math.sqrt(sigma.reduce((sum, row, i) => sum + row[i], 0)) / norm(r),
      exact,
      expansion,
      lossError: Math.abs(expansion / exact - 1),
      gradientError: norm(addScaled(alignmentExpansionGradient(r, sigma), gradient, -1)) / norm(gradient),
    };
  });
  const ratios = rows.map(({ ratio }) => ratio);
  return {
    rows,
    lossOrder: fitPowerLaw(
      ratios,
      rows.map(({ lossError }) => lossError),
    ),
    gradientOrder: fitPowerLaw(
      ratios,
      rows.map(({ gradientError }) => gradientError),
    ),
  };
}
