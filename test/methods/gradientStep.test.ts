import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';

import { batchNorm, type TensorMap } from '../../lib/borad/layers';
import { gradientStep, type Objective, stateGradients } from '../../lib/borad/methods/gradientStep';

const state = (): TensorMap => ({
  w: tf.tensor1d([1, -2]),
  'bn.weight': tf.tensor1d([1, 1]),
  'bn.bias': tf.tensor1d([0, 0]),
  'bn.running_mean': tf.tensor1d([0, 0]),
  'bn.running_var': tf.tensor1d([1, 1]),
  fixed: tf.tensor1d([3]),
  'adam.first.w': tf.tensor1d([0, 0]),
  'adam.second.w': tf.tensor1d([0, 0]),
});
const x = () => tf.tensor4d([1, 2, 3, 6], [2, 1, 1, 2]);
/** w . fixed, and a batch norm whose output counts nothing. */
const objective: Objective = (parameters, norms) => {
  const normed = tf.mul(tf.sum(batchNorm(x(), parameters, 'bn', norms)), 0);
  const weighted = tf.mul(tf.sum(parameters.w), tf.sum(parameters.fixed));
  return { total: tf.add(weighted, normed) as tf.Scalar, weighted: weighted as tf.Scalar };
};
const scalars = () => ({
  learningRate: tf.scalar(0.1),
  firstCorrection: tf.scalar(2),
  secondCorrection: tf.scalar(1000),
});
const settings = { beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };

describe('gradientStep', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('differentiates for the tensors with moments and moves running statistics', () => {
    const { losses, gradients, statistics } = stateGradients(state(), objective);
    expect(losses.total.dataSync()[0]).toBe(-3);
    expect(losses.weighted.dataSync()[0]).toBe(-3);
    expect(Object.keys(gradients)).toEqual(['w']);
    expect(Array.from(gradients.w.dataSync())).toEqual([3, 3]);
    // Means 2 and 4, unbiased variances 2 and 8; 0.9 of the old and 0.1 of the new.
    const moved = (name: string) => Array.from(statistics[name].dataSync());
    [0.2, 0.4].forEach((value, i) => {
      expect(moved('bn.running_mean')[i]).toBeCloseTo(value, 6);
    });
    [1.1, 1.7].forEach((value, i) => {
      expect(moved('bn.running_var')[i]).toBeCloseTo(value, 6);
    });
  });

  it('takes one step of Adam, keeps names and order, and leaves the old state and no other tensor', () => {
    const before = state();
    const given = scalars();
    const alive = tf.memory().numTensors;
    const after = gradientStep(before, given, settings, objective);
    expect(Object.keys(after.state)).toEqual(Object.keys(before));
    expect(tf.memory().numTensors - alive).toBe(Object.keys(before).length + 2);
    const values = (map: TensorMap, name: string) => Array.from(map[name].dataSync());
    [0.9, -2.1].forEach((value, i) => {
      expect(values(after.state, 'w')[i]).toBeCloseTo(value, 5);
    });
    expect(values(after.state, 'fixed')).toEqual([3]);
    expect(values(before, 'w')).toEqual([1, -2]);
    expect(values(after.state, 'adam.first.w')).toEqual([1.5, 1.5]);
  });
});
