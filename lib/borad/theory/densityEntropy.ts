import { NumericError, OptionError } from '../base';
import { type Bound, boundOf } from './identity';

/** Shapes of one-dimensional densities; `twoPeaks` is an even mixture of two normals whose centres are 6 of their sd apart. */
export type DensityShape = 'normal' | 'uniform' | 'laplace' | 'logistic' | 'twoPeaks';

/** Names of {@link DensityShape}. */
export const densityShapes: DensityShape[] = ['normal', 'uniform', 'laplace', 'logistic', 'twoPeaks'];

const GAUSS = 0.5 * Math.log(2 * Math.PI * Math.E);
const PEAK = 3;

/** Entropy of the mixture of normals at +-3 of sd 1, in nats. The trapezoid sum of a smooth density converges to within rounding. */
function twoPeaksEntropy(): number {
  const step = 1 / 64;
  let entropy = 0;
  for (let x = -14; x <= 14; x += step) {
    const density =
      (Math.exp(-0.5 * (x - PEAK) ** 2) + Math.exp(-0.5 * (x + PEAK) ** 2)) / (2 * Math.sqrt(2 * Math.PI));
    entropy -= step * density * Math.log(density);
  }
  return entropy;
}

/** Differential entropy at variance 1, in nats. */
const UNIT_ENTROPY: Record<DensityShape, () => number> = {
  normal: () => GAUSS,
  uniform: () => 0.5 * Math.log(12),
  laplace: () => 1 + 0.5 * Math.log(2),
  logistic: () => 2 + Math.log(Math.sqrt(3) / Math.PI),
  twoPeaks: () => twoPeaksEntropy() - 0.5 * Math.log(1 + PEAK ** 2),
};

/**
 * Differential entropy of a one-dimensional density, in nats.
 *
 * @param variance above 0, in squared units of the variable.
 * @throws {OptionError} the shape is unknown. @throws {NumericError} the variance is not above 0.
 */
export function densityEntropy(shape: DensityShape, variance: number): number {
  const unit = UNIT_ENTROPY[shape];
  if (!unit) throw new OptionError(`densityEntropy: no shape "${shape}". Known: ${densityShapes.join(', ')}.`);
  if (!(variance > 0)) throw new NumericError(`densityEntropy: expected a variance above 0, got ${variance}.`);
  return unit() + 0.5 * Math.log(variance);
}

/**
 * h(Z) <= entropy of the Gaussian of the same covariance <= bound by the trace (eqs. 12 and 17), for Z of independent
 * components of one shape. The first slack is what the shape loses, the second what unequal variances lose.
 *
 * @param variances d values above 0.
 * @throws {OptionError} the shape is unknown. @throws {NumericError} a variance is not above 0.
 */
export function densityBounds(shape: DensityShape, variances: readonly number[]): { shape: Bound; variances: Bound } {
  const d = variances.length;
  const entropy = variances.reduce((sum, variance) => sum + densityEntropy(shape, variance), 0);
  const gaussian = variances.reduce((sum, variance) => sum + densityEntropy('normal', variance), 0);
  const mean = variances.reduce((sum, variance) => sum + variance, 0) / d;
  return {
    shape: boundOf('eq. 12: h(Z) <= entropy of the Gaussian', entropy, gaussian),
    variances: boundOf(
      'eq. 17: entropy of the Gaussian <= bound by the trace',
      gaussian,
      d * densityEntropy('normal', mean),
    ),
  };
}
