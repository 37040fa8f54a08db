/** The prototype bank in numbers: how orthonormal it still is, how alike its prototypes and its anchors are. */
import type { StoredTensor } from 'borad/base';
import type { PrototypeState } from './experimentRun';

/** Anchors [N, C]: location means of the bank, divided by their lengths (Section 3.4). */
export interface AnchorRows {
  rows: Float64Array;
  /** Lengths before the division. */
  lengths: number[];
}

const dotOf = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, channels: number): number => {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += a[i + c] * b[j + c];
  return sum;
};

/** The anchors of a bank [locations, N, C]. */
export function anchorRows({ shape, data }: StoredTensor): AnchorRows {
  const [locations, count, channels] = shape;
  const rows = new Float64Array(count * channels);
  for (let i = 0; i < data.length; i++) rows[i % (count * channels)] += data[i] / locations;
  const lengths = Array.from({ length: count }, (_, k) =>
    Math.sqrt(dotOf(rows, k * channels, rows, k * channels, channels)),
  );
  return { rows: rows.map((value, i) => value / Math.max(lengths[Math.floor(i / channels)], 1e-8)), lengths };
}

/**
 * Measures a bank.
 *
 * @param bank [locations, N, C].
 * @param matrices Whether the [N, N] similarities are given too.
 */
export function prototypeState(bank: StoredTensor, matrices: boolean): PrototypeState {
  const [locations, count, channels] = bank.shape;
  const similarity = Array.from({ length: count }, () => Array.from({ length: count }, () => 0));
  let error = 0;
  let length = 0;
  let absolute = 0;
  for (let location = 0; location < locations; location++) {
    const at = (k: number) => (location * count + k) * channels;
    const norms = Array.from({ length: count }, (_, k) =>
      Math.sqrt(dotOf(bank.data, at(k), bank.data, at(k), channels)),
    );
    let square = 0;
    for (let j = 0; j < count; j++) {
      length += norms[j] / (locations * count);
      for (let k = 0; k < count; k++) {
        const product = dotOf(bank.data, at(j), bank.data, at(k), channels);
        const cosine = product / Math.max(norms[j] * norms[k], 1e-12);
        square += (product - (j === k ? 1 : 0)) ** 2;
        similarity[j][k] += cosine / locations;
        if (j !== k) absolute += Math.abs(cosine) / (locations * count * (count - 1));
      }
    }
    error += Math.sqrt(square) / locations;
  }
  const anchors = anchorRows(bank);
  const state: PrototypeState = {
    orthonormalityError: error,
    length,
    meanAbsoluteCosine: absolute,
    anchorLength: anchors.lengths.reduce((sum, value) => sum + value, 0) / count,
  };
  if (!matrices) return state;
  const anchorSimilarity = similarity.map((row, j) =>
    row.map((_, k) => dotOf(anchors.rows, j * channels, anchors.rows, k * channels, channels)),
  );
  return { ...state, similarity, anchorSimilarity };
}
