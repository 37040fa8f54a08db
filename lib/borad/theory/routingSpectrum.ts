import { Matrix, SVD } from 'ml-matrix';
import type { Rng } from '../base';
import { type Identity, identityOf } from './identity';
import { checkRows } from './vectors';

/** The spectrum of the routing map A = P^T P: what each direction of span(P) is multiplied by. */
export interface RoutingSpectrum {
  /** Eigenvalues of A on span(P), greatest first: squared singular values of P; all 1 for orthonormal rows. */
  gains: number[];
  /** Frobenius norm of P P^T - 1: how far the rows are from orthonormal. */
  orthonormalityError: number;
  /** Frobenius norm of A^2 - A. */
  idempotencyError: number;
  /** Least and greatest singular value of f -> [f, A f], what the merge reads: sqrt(1 + gain^2), 1 outside the span. */
  mergeInput: { least: number; greatest: number };
  /** idempotencyError^2 = sum of (gain^2 - gain)^2, from the matrix and from the gains. */
  identity: Identity;
}

/**
 * How far routing is from a projection (Appendix B.5).
 *
 * @param bank P, N rows of C values.
 * @throws {ShapeError} rows differ in length. @throws {NumericError} a prototype is not finite.
 */
export function routingSpectrum(bank: readonly (readonly number[])[]): RoutingSpectrum {
  checkRows(bank, 'routingSpectrum');
  const rows = new Matrix(bank.map((row) => [...row]));
  const map = rows.transpose().mmul(rows);
  const gains = new SVD(rows, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).diagonal
    .map((value) => value ** 2)
    .sort((a, b) => b - a);
  const idempotencyError = Matrix.sub(map.mmul(map), map).norm('frobenius');
  const fromGains = Math.sqrt(gains.reduce((sum, gain) => sum + (gain ** 2 - gain) ** 2, 0));
  const stacked = new Matrix([...Matrix.eye(rows.columns).to2DArray(), ...map.to2DArray()]);
  const merged = new SVD(stacked, { computeLeftSingularVectors: false, computeRightSingularVectors: false }).diagonal;
  const size = gains.reduce((sum, gain) => sum + gain ** 2 + gain, 0);
  return {
    gains,
    orthonormalityError: Matrix.sub(rows.mmul(rows.transpose()), Matrix.eye(rows.rows)).norm('frobenius'),
    idempotencyError,
    mergeInput: { least: Math.min(...merged), greatest: Math.max(...merged) },
    identity: identityOf('B.5: |A^2 - A| from the matrix = from the gains', idempotencyError, fromGains, size),
  };
}

/**
 * A bank that has left orthonormality: every entry moved by a normal of sd amount / sqrt(C), so that each row moves by about
 * `amount`.
 *
 * @param amount relative length of the move; 0 returns a copy.
 */
export function movedBank(bank: readonly (readonly number[])[], amount: number, rng: Rng): number[][] {
  return bank.map((row) => row.map((value) => value + (amount / Math.sqrt(row.length)) * rng.normal()));
}
