import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { adamUpdate, biasCorrections, initialAdam } from '../../lib/borad/optimisation';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const settings = { beta1: 0.5, beta2: 0.9, epsilon: 1e-8 };

/** The textbook's update in double precision (arXiv 1412.6980, algorithm 1). */
function textbook(parameter: number, gradients: readonly number[], rate: number): number {
  let [p, m, v] = [parameter, 0, 0];
  gradients.forEach((g, i) => {
    m = 0.5 * m + 0.5 * g;
    v = 0.9 * v + 0.1 * g * g;
    p -= (rate * (m / (1 - 0.5 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.9 ** (i + 1))) + 1e-8);
  });
  return p;
}

const scalarsAt = (step: number, rate: number) => {
  const { first, second } = biasCorrections(step, settings.beta1, settings.beta2);
  return {
    learningRate: tf.scalar(rate),
    firstCorrection: tf.scalar(first),
    secondCorrection: tf.scalar(second),
  };
};

describe('adamUpdate', () => {
  it("takes the textbook's steps", () => {
    const gradients = [0.3, -2, 0.01, 5];
    let parameters: { [name: string]: tf.Tensor } = { w: tf.tensor1d([1]) };
    let state = initialAdam(parameters);
    gradients.forEach((gradient, step) => {
      const scalars = scalarsAt(step, 0.05);
      ({ parameters, state } = adamUpdate(parameters, { w: tf.tensor1d([gradient]) }, state, scalars, settings));
    });
    expect(parameters.w.dataSync()[0]).toBeCloseTo(textbook(1, gradients, 0.05), 5);
  });

  it('moves by the learning rate at the first step, whatever the gradient', () => {
    const parameters = { w: tf.tensor1d([1, 1, 1]) };
    const gradients = { w: tf.tensor1d([1e-3, 7, -40]) };
    const { parameters: next } = adamUpdate(
      parameters,
      gradients,
      initialAdam(parameters),
      scalarsAt(0, 0.1),
      settings,
    );
    const [a, b, c] = next.w.dataSync();
    for (const [value, expected] of [
      [a, 0.9],
      [b, 0.9],
      [c, 1.1],
    ])
      expect(value).toBeCloseTo(expected, 4);
  });

  it('keeps a parameter without a gradient, and its moments', () => {
    const parameters = { w: tf.tensor1d([1]), frozen: tf.tensor1d([3]) };
    const state = initialAdam(parameters);
    state.first.frozen = tf.tensor1d([0.25]);
    const found = adamUpdate(parameters, { w: tf.tensor1d([1]) }, state, scalarsAt(0, 0.1), settings);
    expect(found.parameters.frozen.dataSync()[0]).toBe(3);
    expect(found.state.first.frozen.dataSync()[0]).toBe(0.25);
  });

  it('limits the norm of all gradients together where that is asked for', () => {
    const parameters = { a: tf.tensor1d([1]), b: tf.tensor1d([1]) };
    const gradients = { a: tf.tensor1d([3]), b: tf.tensor1d([-4]) };
    const momentOf = (clip?: number) => {
      const { state } = adamUpdate(parameters, gradients, initialAdam(parameters), scalarsAt(0, 0.1), {
        ...settings,
        clip,
      });
      return [state.first.a, state.first.b].map((tensor) => tensor.dataSync()[0]);
    };
    expect(momentOf()).toEqual([1.5, -2]);
    const [a, b] = momentOf(1);
    expect(a).toBeCloseTo(0.3, 5);
    expect(b).toBeCloseTo(-0.4, 5);
  });

  it('gives a parameter its share of the rate', () => {
    const parameters = { slow: tf.tensor1d([1]) };
    const gradients = { slow: tf.tensor1d([2]) };
    const share = () => 0.1;
    const found = adamUpdate(parameters, gradients, initialAdam(parameters), scalarsAt(0, 0.1), settings, share);
    expect(found.parameters.slow.dataSync()[0]).toBeCloseTo(0.99, 5);
  });

  it('shrinks parameters by the rate times the decay, apart from the gradient', () => {
    const parameters = { kept: tf.tensor1d([2]) };
    const gradients = { kept: tf.tensor1d([3]) };
    const at = (weightDecay: number, share?: () => number) => {
      const given = { ...settings, weightDecay };
      return adamUpdate(parameters, gradients, initialAdam(parameters), scalarsAt(0, 0.1), given, share).parameters
        .kept;
    };
    const difference = (share?: () => number) => at(0, share).dataSync()[0] - at(0.5, share).dataSync()[0];
    expect(difference()).toBeCloseTo(2 * 0.1 * 0.5, 6);
    expect(difference(() => 0.1)).toBeCloseTo(2 * 0.01 * 0.5, 6);
  });
});
