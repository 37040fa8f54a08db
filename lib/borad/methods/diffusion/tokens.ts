/** The teacher's maps as one map in which a diffusion runs, and how far another is from it. */
import * as tf from '@tensorflow/tfjs-core';
import { type ImageSize, OptionError, ShapeError } from '../../base';
import { cosineSimilarity, resizeMap, unitVectors } from '../../layers';
import { dividedSize } from '../dividedSize';
import type { TeacherForm } from '../method';

/**
 * All maps at the size of the middle one, joined: finer ones by the mean, coarser ones bilinear with half-pixel centres; each
 * scale's vectors at the length at which a number of the joined map has a mean square of 1.
 *
 * @param features [B, H, W, C] per scale, finest first; H and W of each the same multiple or part of the middle one's.
 * @returns [B, h, w, sum of C].
 */
export function joinedMaps(features: tf.Tensor4D[]): tf.Tensor4D {
  const [, height, width] = features[Math.floor(features.length / 2)].shape;
  const channels = joinedChannels({ channels: features.map((map) => map.shape[3]) });
  const alike = features.map((map) => {
    const finer = map.shape[1] / height;
    return finer > 1 ? tf.avgPool(map, finer, finer, 'valid') : resizeMap(map, [height, width], 'halfPixel');
  });
  const length = Math.sqrt(channels / features.length);
  return tf.concat(
    alike.map((map) => tf.mul(unitVectors(map), length) as tf.Tensor4D),
    3,
  );
}

/**
 * 1 - cos of each scale's vectors, 0 (same) to 2 (opposite).
 *
 * @param given A joined map [B, h, w, sum of C].
 * @param rebuilt Same shape.
 * @param channels Of each scale.
 * @returns One map [B, h, w] per scale.
 */
export function scaleDistances(given: tf.Tensor4D, rebuilt: tf.Tensor4D, channels: number[]): tf.Tensor3D[] {
  const [parts, others] = [given, rebuilt].map((map) => tf.split(map, channels, 3));
  return parts.map((part, scale) => tf.sub(1, cosineSimilarity(part, others[scale])) as tf.Tensor3D);
}

/** Height and width of the joined map, and its channels scale by scale. */
export interface JoinedShape {
  channels: number[];
  size: [number, number];
}

/** Channels of the joined map. */
export const joinedChannels = ({ channels }: Pick<JoinedShape, 'channels'>): number =>
  channels.reduce((sum, count) => sum + count, 0);

/**
 * That shape for a teacher and an image size.
 *
 * @throws {ShapeError} the image size does not fit the maps, or half of the joined map is not whole.
 */
export function joinedShape(
  { channels, strides }: Pick<TeacherForm, 'channels' | 'strides'>,
  imageSize: ImageSize,
): JoinedShape {
  const factor = Math.max(strides[2], 2 * strides[1]);
  const why = `for strides [${strides}]`;
  dividedSize(imageSize, factor, why);
  if (strides[1] % strides[0] !== 0) {
    throw new ShapeError(
      `Expected a middle map whose stride is a multiple of the finest one's, got strides [${strides}].`,
    );
  }
  return { channels: [...channels], size: dividedSize(imageSize, strides[1], why) };
}

/**
 * @throws {OptionError} the denoiser's width is no multiple of its heads, groups or two.
 */
export function checkDenoiser({ width, heads, groups }: { width: number; heads: number; groups: number }): void {
  if (width % 2 !== 0 || (2 * width) % heads !== 0 || width % groups !== 0) {
    throw new OptionError(
      `denoiser: expected an even width that is a multiple of its ${groups} groups and whose double is a multiple of its ${heads} heads, got ${width}.`,
    );
  }
}
