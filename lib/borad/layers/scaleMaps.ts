/** How far a student's maps are from the teacher's, location by location (Appendix A, Algorithm 1). */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../base';
import { cosineSimilarity } from './cosine';

/**
 * 1 - cos at every location of every scale.
 *
 * @returns One map [B, H, W] per scale, 0 (same) to 2 (opposite).
 * @throws {ShapeError} the two have not the same shapes.
 */
export function scaleMaps(teacher: tf.Tensor4D[], student: tf.Tensor4D[]): tf.Tensor3D[] {
  return teacher.map((map, scale) => {
    if (map.shape.join() !== student[scale]?.shape.join()) {
      throw new ShapeError(
        `scaleMaps: scale ${scale} is [${map.shape}] in the teacher and [${student[scale]?.shape}] in the student.`,
      );
    }
    return tf.sub(1, cosineSimilarity(map, student[scale])) as tf.Tensor3D;
  });
}
