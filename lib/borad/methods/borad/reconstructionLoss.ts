/** L_recon: how far the student's maps are from the teacher's (method.md, section 2, step 8). */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../base';
import { cosineSimilarity } from '../../layers';

/** One cosine of the flattened maps per image and scale, as in RD4AD, or the mean over locations of one cosine each. */
export type ReconstructionMode = 'flattened' | 'per-location';

/**
 * The sum over scales of 1 - cos(teacher, student), mean over the batch.
 *
 * @param teacher Maps [B, H, W, C], unmasked; no gradient is wanted here.
 * @param student Maps of the same shapes.
 * @returns Scalar, 0 (same) to 2 per scale.
 * @throws {ShapeError} numbers of scales or shapes differ.
 */
export function reconstructionLoss(
  teacher: tf.Tensor4D[],
  student: tf.Tensor4D[],
  mode: ReconstructionMode,
): tf.Scalar {
  if (teacher.length !== student.length) {
    throw new ShapeError(
      `reconstructionLoss: ${teacher.length} teacher maps and ${student.length} student maps; expected equal numbers.`,
    );
  }
  const terms = teacher.map((map, scale) => {
    const other = student[scale];
    if (map.shape.join() !== other.shape.join()) {
      throw new ShapeError(
        `reconstructionLoss: scale ${scale} is [${map.shape}] in the teacher and [${other.shape}] in the student.`,
      );
    }
    const flat = (x: tf.Tensor4D) => (mode === 'flattened' ? tf.reshape(x, [x.shape[0], -1]) : x);
    return tf.mean(tf.sub(1, cosineSimilarity(flat(map), flat(other))));
  });
  return tf.addN(terms) as tf.Scalar;
}
