/** Feature maps as rows of vectors. */
import { ShapeError } from '../base';
import { checkStack, type FeatureMap } from './featureMap';

/** Mean vectors of groups of rows. */
export interface GroupMeans {
  /** [groups, channels]. */
  rows: Float64Array;
  /** Rows a group. */
  counts: number[];
}

/**
 * Mean vectors of groups of rows.
 *
 * @param groupOf The group of a row, 0 to groups - 1.
 */
export function groupMeans(
  data: Float32Array,
  channels: number,
  groups: number,
  groupOf: (row: number) => number,
): GroupMeans {
  const rows = new Float64Array(groups * channels);
  const counts = Array.from({ length: groups }, () => 0);
  for (let row = 0; row < data.length / channels; row++) {
    const group = groupOf(row);
    counts[group]++;
    for (let c = 0; c < channels; c++) rows[group * channels + c] += data[row * channels + c];
  }
  for (let i = 0; i < rows.length; i++) rows[i] /= counts[Math.floor(i / channels)];
  return { rows, counts };
}

/** Means over the locations of each image, [B, C] row by row: what global average pooling gives. */
export function pooledRows(features: FeatureMap): Float64Array {
  checkStack(features, 4, 'pooledRows');
  const [batch, height, width, channels] = features.shape;
  return groupMeans(features.data, channels, batch, (row) => Math.floor(row / (height * width))).rows;
}

/** One channel of one image, [H, W]. */
export function channelMap(features: FeatureMap, image: number, channel: number): Float32Array {
  checkStack(features, 4, 'channelMap');
  const [batch, height, width, channels] = features.shape;
  if (!(image >= 0 && image < batch && channel >= 0 && channel < channels)) {
    throw new ShapeError(
      `channelMap: there is no channel ${channel} of image ${image} in features of shape [${features.shape}].`,
    );
  }
  const start = image * height * width * channels + channel;
  return Float32Array.from({ length: height * width }, (_, i) => features.data[start + i * channels]);
}

/** Numbers of the channels by variance over all images and locations, largest first. */
export function channelsByVariance(features: FeatureMap): number[] {
  checkStack(features, 4, 'channelsByVariance');
  const channels = features.shape[3];
  const { rows: mean } = groupMeans(features.data, channels, 1, () => 0);
  const squares = Array.from({ length: channels }, () => 0);
  for (let i = 0; i < features.data.length; i++) squares[i % channels] += (features.data[i] - mean[i % channels]) ** 2;
  return squares.map((_, c) => c).sort((a, b) => squares[b] - squares[a] || a - b);
}

/**
 * A function that brings columns to mean 0 and deviation 1, as measured on the reference; columns that never change there
 * become 0.
 *
 * @param reference Rows of `columns` values.
 * @throws {ShapeError} the values don't fill whole rows.
 */
export function standardiser(reference: ArrayLike<number>, columns: number): (rows: ArrayLike<number>) => Float64Array {
  const count = reference.length / columns;
  if (!Number.isInteger(count) || count < 1) {
    throw new ShapeError(`standardiser: expected rows of ${columns} values, got ${reference.length} values.`);
  }
  const mean = new Float64Array(columns);
  const square = new Float64Array(columns);
  for (let i = 0; i < reference.length; i++) mean[i % columns] += reference[i] / count;
  for (let i = 0; i < reference.length; i++) square[i % columns] += (reference[i] - mean[i % columns]) ** 2 / count;
  return (rows) =>
    Float64Array.from(rows, (value, i) => {
      const deviation = Math.sqrt(square[i % columns]);
      return deviation > 1e-12 ? (value - mean[i % columns]) / deviation : 0;
    });
}
