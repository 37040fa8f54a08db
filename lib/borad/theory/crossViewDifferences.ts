import { ShapeError } from '../base';
import { checkRows } from './vectors';

/**
 * A finite distribution of cross-view differences with a given covariance (Appendix B.4): delta = +-sqrt(d lambda_i) u_i,
 * each with probability 1 / (2 d). Its mean is 0 and E[delta delta^T] = scale * U diag(lambda) U^T exactly.
 *
 * @param eigenvalues lambda, d values of at least 0.
 * @param eigenvectors U, d x d, orthonormal columns u_i.
 * @param scale factor on the covariance. Default 1.
 * @returns 2 d equally probable vectors.
 * @throws {ShapeError} sizes differ.
 */
export function crossViewDifferences(
  eigenvalues: readonly number[],
  eigenvectors: readonly (readonly number[])[],
  scale = 1,
): number[][] {
  checkRows(eigenvectors, 'crossViewDifferences');
  const d = eigenvalues.length;
  if (eigenvectors.length !== d || eigenvectors[0].length !== d) {
    throw new ShapeError(
      `crossViewDifferences: expected ${d} x ${d} eigenvectors for ${d} eigenvalues, ` +
        `got ${eigenvectors.length} x ${eigenvectors[0].length}.`,
    );
  }
  return eigenvalues.flatMap((lambda, i) => {
    const length = Math.sqrt(d * lambda * scale);
    return [length, -length].map((signed) => eigenvectors.map((row) => signed * row[i]));
  });
}

/** E[delta delta^T] of equally probable differences (the paper's Sigma). */
export function secondMoment(differences: readonly (readonly number[])[]): number[][] {
  checkRows(differences, 'secondMoment');
  const n = differences.length;
  return differences[0].map((_, i) =>
    differences[0].map((__, j) => differences.reduce((sum, delta) => sum + (delta[i] * delta[j]) / n, 0)),
  );
}
