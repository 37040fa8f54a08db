import { NumericError, ShapeError } from '../base';
import { checkStack, type FeatureMap } from './featureMap';
import { type GroupMeans, groupMeans } from './featureRows';

/** What the values of one feature map look like, over all images and locations. */
export interface FeatureStatistics {
  mean: number;
  /** Standard deviation of all values. */
  deviation: number;
  min: number;
  max: number;
  /** Share of values below zero, 0 to 1: what a decoder that ends in ReLU can't rebuild. */
  negative: number;
  /** Share of values that are exactly zero. */
  zero: number;
  /** Channels whose value never changes. */
  constantChannels: number;
  /**
   * Effective number of dimensions of the locations' vectors: (tr S)^2 / tr(S S) of their covariance S. 1 when they lie on a
   * line, the number of channels when all directions vary alike.
   */
  effectiveDimension: number;
  /** Parts of the vectors' variance, which add up to 1 (law of total variance, Section 3.2). */
  share: {
    /** Between the means of categories. */
    category: number;
    /** Between the means of a category's images. */
    image: number;
    /** Between the locations of an image. */
    location: number;
  };
  /** Part of the variance that the place alone explains, whatever the image: between the mean vectors of the locations. */
  position: number;
}

/**
 * Statistics of a teacher's or student's features at one scale.
 *
 * @param features [B, H, W, C].
 * @param labels The category of each image.
 * @throws {ShapeError} the data don't fit the shape, or there is not a label for each image.
 * @throws {NumericError} a value is not finite, or all vectors are equal.
 */
export function featureStatistics(features: FeatureMap, labels: readonly string[]): FeatureStatistics {
  checkStack(features, 4, 'featureStatistics');
  const [batch, height, width, channels] = features.shape;
  if (labels.length !== batch) {
    throw new ShapeError(`featureStatistics: expected ${batch} labels, one per image, got ${labels.length}.`);
  }
  const { data } = features;
  const rows = data.length / channels;
  const counts = { negative: 0, zero: 0 };
  const range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new NumericError(`featureStatistics: value ${i} is ${data[i]}, expected finite features.`);
    }
    if (data[i] < 0) counts.negative++;
    if (data[i] === 0) counts.zero++;
    range.min = Math.min(range.min, data[i]);
    range.max = Math.max(range.max, data[i]);
  }
  const area = height * width;
  const imageMeans = groupMeans(data, channels, batch, (row) => Math.floor(row / area));
  const names = [...new Set(labels)];
  const categoryOf = labels.map((label) => names.indexOf(label));
  const categoryMeans = groupMeans(data, channels, names.length, (row) => categoryOf[Math.floor(row / area)]);
  const mean = groupMeans(data, channels, 1, () => 0).rows;
  const covariance = covarianceOf(data, mean, channels);
  let trace = 0;
  let square = 0;
  let constantChannels = 0;
  for (let c = 0; c < channels; c++) {
    trace += covariance[c * channels + c];
    // Single precision leaves a trace of the mean's rounding in a channel that never changes.
    if (covariance[c * channels + c] <= 1e-12 * Math.max(1, mean[c] * mean[c])) constantChannels++;
  }
  for (const value of covariance) square += value * value;
  if (!(trace > 0)) throw new NumericError('featureStatistics: undefined, all feature vectors are equal.');
  const between = (groups: GroupMeans): number => {
    let sum = 0;
    for (let g = 0; g < groups.counts.length; g++) {
      for (let c = 0; c < channels; c++) sum += groups.counts[g] * (groups.rows[g * channels + c] - mean[c]) ** 2;
    }
    return sum / rows / trace;
  };
  const overall = mean.reduce((sum, value) => sum + value, 0) / channels;
  const channelMeanVariance = mean.reduce((sum, value) => sum + (value - overall) ** 2, 0) / channels;
  const category = between(categoryMeans);
  const image = between(imageMeans) - category;
  return {
    mean: overall,
    deviation: Math.sqrt(trace / channels + channelMeanVariance),
    ...range,
    negative: counts.negative / data.length,
    zero: counts.zero / data.length,
    constantChannels,
    effectiveDimension: (trace * trace) / square,
    share: { category, image, location: 1 - category - image },
    position: between(groupMeans(data, channels, area, (row) => row % area)),
  };
}

/** Covariance [C, C] of the rows, divided by their number. */
function covarianceOf(data: Float32Array, mean: Float64Array, channels: number): Float64Array {
  const covariance = new Float64Array(channels * channels);
  const centred = new Float64Array(channels);
  const rows = data.length / channels;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c++) centred[c] = data[row * channels + c] - mean[c];
    for (let a = 0; a < channels; a++) {
      const value = centred[a] / rows;
      for (let b = 0; b <= a; b++) covariance[a * channels + b] += value * centred[b];
    }
  }
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b < a; b++) covariance[b * channels + a] = covariance[a * channels + b];
  }
  return covariance;
}
