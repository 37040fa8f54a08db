/** Bilinear resizing of maps under both rules for where samples lie. */
import * as tf from '@tensorflow/tfjs-core';

/** `corners`: the outermost samples coincide. `halfPixel`: samples are centres of cells; has no gradient in TensorFlow.js. */
export type SampleRule = 'corners' | 'halfPixel';

/**
 * Bilinear interpolation to another size; a map of that size is handed back as it is.
 *
 * @param x [B, h, w, C]. Square, if its gradient is wanted on the cpu backend, whose kernel exchanges height and width.
 * @param size Height and width of the result.
 * @param rule Default `corners`, aligned corners.
 * @returns [B, H, W, C]; the caller disposes.
 */
export function resizeMap(
  x: tf.Tensor4D,
  [height, width]: [number, number],
  rule: SampleRule = 'corners',
): tf.Tensor4D {
  if (x.shape[1] === height && x.shape[2] === width) return x;
  return tf.image.resizeBilinear(x, [height, width], rule === 'corners', rule === 'halfPixel');
}

/**
 * Every location as a 2x2 patch of itself. TensorFlow.js's own nearest resizing has a gradient that is wrong for batches of
 * more than one image on the cpu backend.
 *
 * @param x [B, H, W, C].
 * @returns [B, 2H, 2W, C].
 */
export function doubledMap(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const wide = tf.reshape(tf.stack([x, x], 3), [batch, height, 2 * width, channels]);
  return tf.reshape(tf.stack([wide, wide], 2), [batch, 2 * height, 2 * width, channels]);
}
