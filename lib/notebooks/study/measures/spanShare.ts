/** How much of the normal features' variance the span of the prototypes holds (Appendix B.5's "principal variations"). */

import type { StoredTensor } from 'borad/base';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Stack } from './branchProbe';
import type { SpanShare } from './experimentRun';

/** An orthonormal basis of the span of some rows, by Gram and Schmidt; rows that add nothing are left out. */
function basisOf(rows: Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const row of rows) {
    const rest = Float64Array.from(row);
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) {
        const along = direction.reduce((sum, value, c) => sum + value * rest[c], 0);
        for (let c = 0; c < rest.length; c++) rest[c] -= along * direction[c];
      }
    }
    const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
    if (length > 1e-9) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

/**
 * Shares of the variance at each location, averaged over locations.
 *
 * @param map [B, H, W, C]. @param bank [H W, N, C].
 */
export function spanShare(map: Stack, bank: StoredTensor): SpanShare {
  const [images, height, width, channels] = map.shape;
  const area = height * width;
  const count = bank.shape[1];
  const shares: SpanShare = { prototypes: 0, best: 0, random: count / channels };
  for (let location = 0; location < area; location++) {
    const rows = Array.from({ length: images }, (_, i) => {
      const start = (i * area + location) * channels;
      return Float64Array.from(map.data.subarray(start, start + channels));
    });
    for (let c = 0; c < channels; c++) {
      const mean = rows.reduce((sum, row) => sum + row[c], 0) / images;
      for (const row of rows) row[c] -= mean;
    }
    const total = rows.reduce((sum, row) => sum + row.reduce((square, value) => square + value * value, 0), 0);
    const prototypes = Array.from({ length: count }, (_, k) => {
      const start = (location * count + k) * channels;
      return Float64Array.from(bank.data.subarray(start, start + channels));
    });
    let inside = 0;
    for (const direction of basisOf(prototypes)) {
      for (const row of rows) inside += row.reduce((sum, value, c) => sum + value * direction[c], 0) ** 2;
    }
    // The Gram matrix of the images has the covariance's eigenvalues and is the smaller of the two.
    const gram = new Matrix(rows.map((a) => rows.map((b) => a.reduce((sum, value, c) => sum + value * b[c], 0))));
    const values = new EigenvalueDecomposition(gram, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => b - a);
    const top = values.slice(0, count).reduce((sum, value) => sum + value, 0);
    shares.prototypes += inside / total / area;
    shares.best += top / total / area;
  }
  return shares;
}
