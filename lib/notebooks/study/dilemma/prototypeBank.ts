/** Reconstruction from prototypes: by the nearest one, or within the span of all. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, type Rng } from 'borad/base';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { gatherRows } from './locationData';
import { numbersOf } from './numbersOf';
import type { Rebuild, ReconstructorFamily } from './reconstructor';

export interface PrototypeBankOptions {
  /** Numbers of prototypes. */
  counts: readonly number[];
  /**
   * `nearest`: the vector becomes its nearest prototype, a look-up. `linear`: it is projected onto the span of the
   * prototypes, eq. 5 with an orthonormal bank (Appendix B.3).
   */
  routing: 'nearest' | 'linear';
  /** Vectors that prototypes are fitted to, drawn from the training vectors. Default 4096. */
  sample?: number;
  /** Rounds of k-means. Default 8. */
  rounds?: number;
}

/** The nearest prototype of each vector by Euclidean distance, in pieces that bound the memory. */
function nearest(rows: Float32Array, prototypes: Float32Array, channels: number): Int32Array {
  const n = rows.length / channels;
  const count = prototypes.length / channels;
  const result = new Int32Array(n);
  const piece = 8192;
  for (let from = 0; from < n; from += piece) {
    const size = Math.min(piece, n - from);
    const found = numbersOf(() => {
      const bank = tf.tensor2d(prototypes, [count, channels]);
      const vectors = tf.tensor2d(rows.subarray(from * channels, (from + size) * channels), [size, channels]);
      // |x - p|^2 without |x|^2, which changes no order.
      const distance = tf.sub(tf.sum(tf.square(bank), 1), tf.mul(2, tf.matMul(vectors, tf.transpose(bank))));
      return tf.argMin(distance, 1);
    });
    result.set(found, from);
  }
  return result;
}

/**
 * k-means from random vectors (Lloyd's rounds). A prototype that lost all its vectors stays where it was.
 *
 * @param rows [n, channels]. @param count Prototypes, at most n.
 * @returns [count, channels].
 * @throws {OptionError} count is out of range.
 */
export function kMeans(rows: Float32Array, channels: number, count: number, rng: Rng, rounds = 8): Float32Array {
  const n = rows.length / channels;
  if (!Number.isInteger(count) || count < 1 || count > n) {
    throw new OptionError(`kMeans: ${count} prototypes of ${n} vectors, expected an integer from 1 to ${n}.`);
  }
  const prototypes = gatherRows(rows, channels, rng.permutation(n).subarray(0, count));
  for (let round = 0; round < rounds; round++) {
    const owner = nearest(rows, prototypes, channels);
    const sums = new Float64Array(count * channels);
    const members = new Int32Array(count);
    for (let i = 0; i < n; i++) {
      members[owner[i]]++;
      for (let c = 0; c < channels; c++) sums[owner[i] * channels + c] += rows[i * channels + c];
    }
    for (let i = 0; i < sums.length; i++) {
      const own = members[Math.floor(i / channels)];
      if (own > 0) prototypes[i] = sums[i] / own;
    }
  }
  return prototypes;
}

/** Orthonormal rows that span the prototypes, at most `channels` of them. */
function orthonormalRows(prototypes: Float32Array, channels: number): Float32Array {
  const count = Math.min(prototypes.length / channels, channels);
  const columns = new Matrix(channels, count);
  for (let k = 0; k < count; k++) for (let c = 0; c < channels; c++) columns.set(c, k, prototypes[k * channels + c]);
  const q = new QrDecomposition(columns).orthogonalMatrix;
  return Float32Array.from({ length: count * channels }, (_, i) => q.get(i % channels, Math.floor(i / channels)));
}

/**
 * Banks of several numbers of prototypes, fitted by k-means to vectors of all categories.
 *
 * With `linear` routing the vectors are not centred: eq. 5 has no offset. From as many prototypes as channels on the span is
 * everything, and the reconstruction the identity; `nearest` never returns anything but a normal vector.
 *
 * @throws {OptionError} the routing is unknown; fit throws for more prototypes than vectors.
 */
export function prototypeBank(options: PrototypeBankOptions): ReconstructorFamily {
  const { counts, routing, sample = 4096, rounds = 8 } = options;
  if (routing !== 'nearest' && routing !== 'linear') {
    throw new OptionError(`prototypeBank: unknown routing '${routing}'. Known are nearest, linear.`);
  }
  return {
    name: routing === 'nearest' ? 'prototypes, nearest' : 'prototypes, linear routing',
    axis: 'prototypes',
    capacities: counts,
    async fit(rows, channels, rng) {
      const order = rng.split('sample').permutation(rows.length / channels);
      const vectors = gatherRows(rows, channels, order.subarray(0, sample));
      return counts.map((count): Rebuild => {
        const prototypes = kMeans(vectors, channels, count, rng.split(count), rounds);
        if (routing === 'nearest') {
          return async (queries) => gatherRows(prototypes, channels, nearest(queries, prototypes, channels));
        }
        const span = orthonormalRows(prototypes, channels);
        return async (queries) =>
          numbersOf(() => {
            const basis = tf.tensor2d(span, [span.length / channels, channels]);
            const vectorsIn = tf.tensor2d(queries, [queries.length / channels, channels]);
            return tf.matMul(tf.matMul(vectorsIn, tf.transpose(basis)), basis);
          });
      });
    },
  };
}
