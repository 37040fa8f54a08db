/**
 * The teacher's maps as one sequence of tokens: a token holds the patches of all maps at its place, so that nothing is lost and
 * the finest map costs no more tokens than the coarsest. The other form, every map resized to one grid, is `uniad/align`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type ImageSize, ShapeError } from '../base';
import { foldPatches, unfoldPatches, unitVectors } from '../layers';
import { dividedSize } from './dividedSize';
import type { TeacherForm } from './method';

/** Where patches come from. */
export interface FoldedGrid {
  /** Channels of the teacher's maps, finest first. */
  channels: number[];
  /** Height and width of each map. */
  sizes: [number, number][];
  /** Rows and columns of the grid of tokens. */
  grid: [number, number];
}

/** Values of a token's patch in a map. */
export function patchSize({ channels, sizes, grid }: FoldedGrid, scale: number): number {
  const [height, width] = sizes[scale];
  return (height / grid[0]) * (width / grid[1]) * channels[scale];
}

/** Values of a token's patches in all maps, finest first. */
export function patchSizes(folded: FoldedGrid): number[] {
  return folded.channels.map((_, scale) => patchSize(folded, scale));
}

/**
 * The grid for a teacher and an image size.
 *
 * @param stride Pixels per token.
 * @throws {ShapeError} the image is no whole number of tokens, or a token no whole number of locations of a map.
 */
export function foldedGrid(
  { channels, strides }: Pick<TeacherForm, 'channels' | 'strides'>,
  imageSize: ImageSize,
  stride: number,
): FoldedGrid {
  const odd = strides.find((one) => stride % one !== 0);
  if (odd !== undefined) {
    throw new ShapeError(`transformer.stride: expected a multiple of every map's stride, [${strides}], got ${stride}.`);
  }
  const why = `for tokens of ${stride} pixels`;
  const grid = dividedSize(imageSize, stride, why);
  return { channels: [...channels], sizes: strides.map((one) => dividedSize(imageSize, one, why)), grid };
}

/**
 * Tokens of all maps; the vector of every location has a mean square of 1, so that no scale, place or channel count outweighs
 * another and a dense layer's usual initial values fit.
 *
 * @param features The teacher's maps [B, H, W, C], finest first.
 * @returns [B, L, sum of patches]; the finest map's patch comes first.
 */
export function foldMaps(features: tf.Tensor4D[], { grid }: Pick<FoldedGrid, 'grid'>): tf.Tensor3D {
  const patches = features.map((map) => foldPatches(tf.mul(unitVectors(map), Math.sqrt(map.shape[3])), grid));
  return tf.concat(patches, 2);
}

/**
 * The maps from their patches.
 *
 * @param tokens [B, L, sum of patches].
 * @returns [B, H, W, C] per scale, finest first.
 */
export function unfoldMaps(tokens: tf.Tensor3D, folded: FoldedGrid): tf.Tensor4D[] {
  const { channels, sizes, grid } = folded;
  const patches = tf.split(tokens, patchSizes(folded), 2) as tf.Tensor3D[];
  return patches.map((patch, scale) => unfoldPatches(patch, grid, [...sizes[scale], channels[scale]]));
}
