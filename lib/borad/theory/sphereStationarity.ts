import { alignmentLoss, alignmentLossGradient, radialDerivative, tangentialGradient } from './alignmentLoss';
import { crossViewDifferences } from './crossViewDifferences';
import { norm } from './vectors';

/** The loss at one eigenvector of Sigma, r = radius * u. */
export interface EigenvectorPoint {
  /** Its eigenvalue. */
  eigenvalue: number;
  loss: number;
  /** Length of the gradient along the sphere, times |r|: 0, the point is stationary on the sphere. */
  tangential: number;
  /** Derivative of the loss in |r|, times |r|: below 0 unless Sigma has rank one, the point is not stationary in space. */
  radial: number;
  /** Other eigenvectors towards which the loss falls along the sphere: 0 at a minimum. */
  descentDirections: number;
}

/**
 * The correct form of eqs. 37-38: on a sphere |r| = const the eigenvectors of Sigma are the stationary points, the one of the
 * greatest eigenvalue is the minimum, and from any other the loss falls towards those of greater eigenvalues; along r it
 * falls everywhere.
 *
 * @param eigenvalues lambda, d values of at least 0. @param eigenvectors d x d, orthonormal columns.
 * @param radius |r|, large compared with the differences. @param scale factor on the covariance. Default 1.
 * @throws {ShapeError} sizes differ.
 */
export function sphereStationarity(
  eigenvalues: readonly number[],
  eigenvectors: readonly (readonly number[])[],
  radius: number,
  scale = 1,
): EigenvectorPoint[] {
  const differences = crossViewDifferences(eigenvalues, eigenvectors, scale);
  const column = (i: number): number[] => eigenvectors.map((row) => row[i]);
  const turn = 0.05;
  return eigenvalues.map((eigenvalue, i) => {
    const r = column(i).map((value) => radius * value);
    const loss = alignmentLoss(r, differences);
    const gradient = alignmentLossGradient(r, differences);
    const descentDirections = eigenvalues.filter((_, j) => {
      if (j === i) return false;
      const towards = column(j);
      const turned = r.map((value, c) => Math.cos(turn) * value + Math.sin(turn) * radius * towards[c]);
      return alignmentLoss(turned, differences) < loss - 1e-12 * loss;
    }).length;
    return {
      eigenvalue,
      loss,
      tangential: radius * norm(tangentialGradient(r, gradient)),
      radial: radius * radialDerivative(r, gradient),
      descentDirections,
    };
  });
}
