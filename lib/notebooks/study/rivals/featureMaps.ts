import * as tf from '@tensorflow/tfjs-core';
import type { FeatureSet } from 'borad/features';

/** The features of a set as tensors [images, H, W, C], finest first; the caller disposes. */
export const featureMaps = ({ scales, shapes, samples }: FeatureSet): tf.Tensor4D[] =>
  scales.map((data, i) => tf.tensor4d(data, [samples.length, ...shapes[i]]));
