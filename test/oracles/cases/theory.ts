import {
  alignmentExpansion,
  alignmentExpansionGradient,
  alignmentLoss,
  alignmentLossGradient,
  checkRouting,
  covariance,
  crossViewDifferences,
  entropyBound,
  hardAssignment,
  optimalPredictor,
  radialDerivative,
  radialDerivativeExpansion,
  secondMoment,
  shiftLimit,
  tangentialGradient,
  totalVariance,
} from '../../../lib/borad/theory';
import { compareValues } from '../compareValues';
import type { Comparison, Oracle } from '../oracle';

type Values = Oracle['json'];

/** Keys of the reference that are inputs or remarks, not results. */
const INPUTS = new Set([
  ...['samples', 'covariance', 'isotropicScale', 'hardLabels', 'softWeights', 'f', 'orthonormalBank', 'movedBank'],
  ...['r', 'eigenvectorsAsColumns', 'eigenvalues', 'differences', 'note', 'angle', 'norm', 'scale', 'index', 'radius'],
]);

const length = (vector: number[]): number => Math.hypot(...vector);

function entropy({ samples, isotropicScale }: Values) {
  const sigma = covariance(samples);
  const isotropic = entropyBound(sigma.map((row, i) => row.map((_, j) => (i === j ? isotropicScale : 0))));
  const { gaussianEntropy, traceBound } = entropyBound(sigma);
  return {
    gaussianEntropy,
    traceBound,
    isotropicEntropy: isotropic.gaussianEntropy,
    isotropicBound: isotropic.traceBound,
  };
}

function routing({ f, orthonormalBank, movedBank }: Values) {
  const orthonormal = checkRouting(f, orthonormalBank);
  const moved = checkRouting(f, movedBank);
  return {
    mapOrthonormal: orthonormal.mapped,
    mapMoved: moved.mapped,
    normOfMappedOrthogonalPart: [orthonormal, moved].map((check) => check.normOfMappedOrthogonalPart),
    idempotencyError: [orthonormal, moved].map((check) => check.idempotencyError),
  };
}

function alignment({ r, eigenvalues, eigenvectorsAsColumns, rows, atEigenvectorsOnSphere: sphere }: Values) {
  const column = (index: number): number[] => eigenvectorsAsColumns.map((row: number[]) => sphere.radius * row[index]);
  const onSphere = crossViewDifferences(eigenvalues, eigenvectorsAsColumns, sphere.scale);
  return {
    rows: rows.map(({ scale }: { scale: number }) => {
      const differences = crossViewDifferences(eigenvalues, eigenvectorsAsColumns, scale);
      const sigma = secondMoment(differences);
      const gradient = alignmentLossGradient(r, differences);
      return {
        loss: alignmentLoss(r, differences),
        approximation33: alignmentExpansion(r, sigma),
        gradient,
        gradient34: alignmentExpansionGradient(r, sigma),
        radialDerivative: radialDerivative(r, gradient),
        radialApproximation: radialDerivativeExpansion(r, sigma),
      };
    }),
    atEigenvectorsOnSphere: {
      rows: sphere.rows.map(({ index }: { index: number }) => {
        const at = column(index);
        const gradient = alignmentLossGradient(at, onSphere);
        return {
          loss: alignmentLoss(at, onSphere),
          tangentialGradientNorm: length(tangentialGradient(at, gradient)),
          radialDerivative: radialDerivative(at, gradient),
        };
      }),
    },
  };
}

function theory({ json }: Oracle): Comparison[] {
  const { entropy: gaussian, totalVariance: variance, routing: bank, b4, eq9 } = json.values;
  const { samples } = gaussian;
  const prototypes = 1 + Math.max(...variance.hardLabels);
  const found = {
    entropy: entropy(gaussian),
    totalVariance: {
      hard: totalVariance(samples, hardAssignment(variance.hardLabels, prototypes)),
      soft: totalVariance(samples, variance.softWeights),
    },
    optimalPredictor: optimalPredictor(samples, variance.hardLabels),
    routing: routing(bank),
    b4: alignment(b4),
    eq9: eq9.map(({ angle, norm }: { angle: number; norm: number }) => {
      const g = [norm * Math.cos(angle), norm * Math.sin(angle)];
      return { distance: shiftLimit(g, [1, 0]).distance };
    }),
  };
  return compareValues('theory', found, json.values, json.tolerance.abs, INPUTS);
}

export const cases = [{ match: /^theory/, run: theory }];
