/** What all teachers do to images and maps. */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../base';

/** @throws {ShapeError} images are not [B, H, W, 3]. */
export function checkImages(teacher: string, images: tf.Tensor): void {
  if (images.rank !== 4 || images.shape[3] !== 3) {
    throw new ShapeError(`${teacher}: expected images [B, H, W, 3], got [${images.shape}]. Decode them as RGB.`);
  }
}

/** Average pooling with size = stride; rows and columns that don't fill a window are dropped. */
export function pooled(map: tf.Tensor4D, size: number): tf.Tensor4D {
  return size === 1 ? map : tf.avgPool(map, size, size, 'valid');
}
