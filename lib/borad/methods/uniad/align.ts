/** The teacher's maps as one sequence of tokens (UniAD, Section 3.1 and Appendix A: features resized to one grid). */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../base';
import { mapToTokens } from '../../layers';

/** A map on the grid: finer ones are average-pooled, coarser ones resized bilinearly with aligned corners. */
function onGrid(map: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D {
  const [, height, width] = map.shape;
  if (height === rows && width === columns) return map;
  if (height < rows) return tf.image.resizeBilinear(map, [rows, columns], true);
  if (height % rows !== 0 || width % columns !== 0) {
    throw new ShapeError(`UniAD: a map of ${height}x${width} cannot be pooled to ${rows}x${columns}.`);
  }
  return tf.avgPool(map, [height / rows, width / columns], [height / rows, width / columns], 'valid');
}

/**
 * Brings maps to one grid, divides each by its norm and concatenates their channels.
 *
 * @param features [B, H, W, C] per scale.
 * @param norms [scales]; positive.
 * @returns [B, rows columns, sum of channels].
 */
export function alignTokens(features: tf.Tensor4D[], norms: tf.Tensor1D, grid: readonly [number, number]): tf.Tensor3D {
  const scales = features.map((map, scale) => tf.div(onGrid(map, grid), tf.slice(norms, [scale], [1])) as tf.Tensor4D);
  return mapToTokens(tf.concat(scales, 3));
}
