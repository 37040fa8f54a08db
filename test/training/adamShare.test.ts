import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { adamUpdate, initialAdam } from '../../lib/borad/optimisation';

beforeAll(async () => {
  await prepareBackend('cpu');
});

it('moves a parameter by its share of the learning rate', () => {
  const parameters = { whole: tf.scalar(1), half: tf.scalar(1) };
  const gradients = { whole: tf.scalar(3), half: tf.scalar(3) };
  const scalars = { learningRate: tf.scalar(0.1), firstCorrection: tf.scalar(10), secondCorrection: tf.scalar(1000) };
  const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const share = (name: string) => (name === 'half' ? 0.5 : 1);
  const next = adamUpdate(parameters, gradients, initialAdam(parameters), scalars, settings, share).parameters;
  // The first step of Adam is the learning rate against the gradient's sign.
  expect(next.whole.dataSync()[0]).toBeCloseTo(0.9, 5);
  expect(next.half.dataSync()[0]).toBeCloseTo(0.95, 5);
});
