/**
 * Vector quantisation with a codebook per category (HVQ-Trans, Section 3.2): a token is replaced by the nearest code of its
 * image's category, and codes are moving averages of the tokens that chose them.
 */
import * as tf from '@tensorflow/tfjs-core';
import { oneHotRows, stopGradient, straightThrough, type TensorMap, tensorOf, unitVectors } from '../../layers';

/** Share of what was that a codebook's averages keep at a step. */
const DECAY = 0.99;
/** Added to a code's count before it divides. */
const LEAST_COUNT = 1e-5;

/** The codebooks of all categories. */
export interface Codebooks {
  /** [K, n, D]. */
  codes: tf.Tensor3D;
  /** Moving average of the sum of the tokens of each code, [K, n, D]. */
  sums: tf.Tensor3D;
  /** Moving average of their number, [K, n]. */
  counts: tf.Tensor2D;
}

/** The codebooks under a name. */
export function codebooksOf(state: TensorMap, scope: string): Codebooks {
  return {
    codes: tensorOf(state, `${scope}.codes`),
    sums: tensorOf(state, `${scope}.sums`),
    counts: tensorOf(state, `${scope}.counts`),
  };
}

/** Their tensors under that name. */
export function namedCodebooks(scope: string, { codes, sums, counts }: Codebooks): TensorMap {
  return { [`${scope}.codes`]: codes, [`${scope}.sums`]: sums, [`${scope}.counts`]: counts };
}

/** |e|^2 - 2 x.e for each token and code: the squared distance but for |x|^2. [B, T, D], [B, n, D] to [B, T, n]. */
function relativeDistances(tokens: tf.Tensor3D, codes: tf.Tensor3D): tf.Tensor3D {
  const lengths = tf.expandDims(tf.sum(tf.square(codes), 2), 1);
  return tf.sub(lengths, tf.mul(tf.matMul(tokens, codes, false, true), 2));
}

/** Places of the nearest codes, the lowest on ties: [B, T, D], [B, n, D] to [B, T], int32. */
export function nearestPlaces(tokens: tf.Tensor3D, codes: tf.Tensor3D): tf.Tensor2D {
  return tf.argMin(relativeDistances(tokens, codes), 2) as tf.Tensor2D;
}

/** The codes of each image's category: [B, n, D]. */
export function codesOfImages(codes: tf.Tensor3D, category: tf.Tensor1D): tf.Tensor3D {
  return tf.gather(codes, category);
}

export interface Quantised {
  /** The nearest code; the gradient goes to the tokens as if they had been handed on. [B, T, D]. */
  value: tf.Tensor3D;
  /** Mean of (code - token)^2, in which the code is a constant. */
  commitment: tf.Scalar;
}

/**
 * @param tokens [B, T, D].
 * @param codes Of each image, [B, n, D]; no gradient.
 */
export function quantise(tokens: tf.Tensor3D, codes: tf.Tensor3D): Quantised {
  const value = straightThrough(tokens, (given) => {
    return tf.matMul(oneHotRows(nearestPlaces(given, codes), codes.shape[1]) as tf.Tensor3D, codes);
  });
  const commitment = tf.mean(tf.squaredDifference(stopGradient(value), tokens)) as tf.Scalar;
  return { value, commitment };
}

/**
 * The category whose codebook is nearest to an image's tokens: the least mean over tokens of the squared distance to the
 * nearest code.
 *
 * @param tokens [B, T, D].
 * @param codes [K, n, D].
 * @returns [B], int32.
 */
export function nearestCategory(tokens: tf.Tensor3D, codes: tf.Tensor3D): tf.Tensor1D {
  const [batch, length, depth] = tokens.shape;
  const [categories, count] = codes.shape;
  const rows = tf.reshape(tokens, [1, batch * length, depth]) as tf.Tensor3D;
  const distances = relativeDistances(rows, tf.reshape(codes, [1, categories * count, depth]));
  const least = tf.min(tf.reshape(distances, [batch, length, categories, count]), 3);
  return tf.argMin(tf.mean(least, 1), 1) as tf.Tensor1D;
}

/** 1 where an image is of a category: [B] to [B, K]. */
export function categoryRows(category: tf.Tensor1D, categories: number): tf.Tensor2D {
  return oneHotRows(category, categories) as tf.Tensor2D;
}

/** Sums over the images of each category: [B, ...] to [K, ...]. */
function perCategory(values: tf.Tensor, rows: tf.Tensor2D): tf.Tensor {
  const [batch, ...shape] = values.shape;
  const flat = tf.reshape(values, [batch, -1]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, flat, true, false), [rows.shape[1], ...shape]);
}

/** Whether a category has an image in the batch: [K, 1], bool. */
export function presentCategories(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.expandDims(tf.greater(tf.sum(rows, 0), 0), 1);
}

/**
 * The moving averages after a step: n = 0.99 n + 0.01 (tokens per code), s alike of their sums, and a code is
 * s / n with counts smoothed towards equal ones. Categories without an image in the batch stay as they are.
 *
 * @param tokens [B, T, D].
 * @param places [B, T].
 * @param rows [B, K], from `categoryRows`.
 */
export function movedCodebooks(
  { codes, sums, counts }: Codebooks,
  tokens: tf.Tensor3D,
  places: tf.Tensor2D,
  rows: tf.Tensor2D,
): Codebooks {
  const size = counts.shape[1];
  const chosen = oneHotRows(places, size) as tf.Tensor3D;
  const newCounts = perCategory(tf.sum(chosen, 1), rows);
  const newSums = perCategory(tf.matMul(chosen, tokens, true, false), rows);
  const n = tf.add(tf.mul(counts, DECAY), tf.mul(newCounts, 1 - DECAY)) as tf.Tensor2D;
  const s = tf.add(tf.mul(sums, DECAY), tf.mul(newSums, 1 - DECAY));
  const all = tf.sum(n, 1, true);
  const smoothed = tf.mul(tf.div(tf.add(n, LEAST_COUNT), tf.add(all, size * LEAST_COUNT)), all);
  const present = presentCategories(rows);
  const wide = tf.expandDims(present, 2);
  return {
    codes: tf.where(wide, tf.div(s, tf.expandDims(smoothed, 2)), codes) as tf.Tensor3D,
    sums: tf.where(wide, s, sums) as tf.Tensor3D,
    counts: tf.where(present, n, counts) as tf.Tensor2D,
  };
}

/**
 * Codes that hardly any token chooses are put on tokens of the batch, with a count of 1.
 *
 * @param tokens [B, T, D].
 * @param picks A token of the batch for each code, [K, n], int32; of the code's category where that has an image.
 * @param limit Codes of a smaller average count are moved: a scalar, 0 for none.
 * @param rows [B, K], from `categoryRows`.
 */
export function reseededCodebooks(
  { codes, sums, counts }: Codebooks,
  tokens: tf.Tensor3D,
  picks: tf.Tensor2D,
  limit: tf.Scalar,
  rows: tf.Tensor2D,
): Codebooks {
  const [batch, length, depth] = tokens.shape;
  const picked = tf.gather(tf.reshape(tokens, [batch * length, depth]) as tf.Tensor, picks) as tf.Tensor3D;
  const dead = tf.logicalAnd(tf.less(counts, limit), presentCategories(rows));
  const wide = tf.expandDims(dead, 2);
  return {
    codes: tf.where(wide, picked, codes) as tf.Tensor3D,
    sums: tf.where(wide, picked, sums) as tf.Tensor3D,
    counts: tf.where(dead, tf.onesLike(counts), counts) as tf.Tensor2D,
  };
}

/**
 * Prototype-oriented optimal transport (Section 3.3): sum_n softmax_n(x.e_n / codes) (1 - cos(x, e_n)) for each token.
 *
 * @param tokens [B, T, D].
 * @param codes Of each image, [B, n, D].
 * @returns [B, T], 0 to 2.
 */
export function transportCost(tokens: tf.Tensor3D, codes: tf.Tensor3D): tf.Tensor2D {
  const plan = tf.softmax(tf.div(tf.matMul(tokens, codes, false, true), codes.shape[1]));
  const cosines = tf.matMul(unitVectors(tokens), unitVectors(codes), false, true);
  return tf.sum(tf.mul(plan, tf.sub(1, cosines)), 2) as tf.Tensor2D;
}
