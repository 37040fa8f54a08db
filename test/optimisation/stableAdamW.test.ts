import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import type { TensorMap } from '../../lib/borad/layers';
import { biasCorrections, initialStable, type StableState, stableAdamW } from '../../lib/borad/optimisation';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const settings = { beta1: 0.5, beta2: 0.9, epsilon: 1e-10, weightDecay: 0.1 };

/** Algorithm 2 with the greatest second moment, in double precision, on one tensor of two values. */
function expected(start: number[], gradients: number[][], rate: number): number[] {
  const p = [...start];
  const [m, v, most] = [
    [0, 0],
    [0, 0],
    [0, 0],
  ];
  gradients.forEach((gradient, i) => {
    const bias = 1 - 0.9 ** (i + 1);
    const d = gradient.map((g, at) => {
      m[at] = 0.5 * m[at] + 0.5 * g;
      v[at] = 0.9 * v[at] + 0.1 * g * g;
      most[at] = Math.max(most[at], v[at]);
      return Math.sqrt(most[at] / bias) + 1e-10;
    });
    const rms = Math.sqrt(gradient.reduce((sum, g, at) => sum + (g / d[at]) ** 2, 0) / 2);
    for (const at of p.keys()) {
      p[at] -= p[at] * rate * 0.1 + ((rate / Math.max(1, rms)) * m[at]) / (1 - 0.5 ** (i + 1)) / d[at];
    }
  });
  return p;
}

describe('stableAdamW', () => {
  it('takes the steps of its algorithm, a sudden large gradient and a vanished one among them', () => {
    const gradients = [
      [0.3, -2],
      [0.2, -1],
      [30, 0],
      [0, 0.01],
    ];
    let parameters: TensorMap = { w: tf.tensor1d([1, -1]) };
    let state: StableState = initialStable(parameters);
    gradients.forEach((gradient, step) => {
      const { first, second } = biasCorrections(step, settings.beta1, settings.beta2);
      const scalars = {
        learningRate: tf.scalar(0.05),
        firstCorrection: tf.scalar(first),
        secondCorrection: tf.scalar(second),
      };
      ({ parameters, state } = stableAdamW(parameters, { w: tf.tensor1d(gradient) }, state, scalars, settings));
    });
    const found = parameters.w.dataSync();
    expected([1, -1], gradients, 0.05).forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 6);
    });
    // The greatest moment stays where the second has fallen.
    expect(state.greatest.w.dataSync()[1]).toBeGreaterThan(state.second.w.dataSync()[1]);
  });

  it('limits the norm of all gradients together where that is asked for', () => {
    const parameters = { a: tf.tensor1d([1]), b: tf.tensor1d([1]) };
    const gradients = { a: tf.tensor1d([3]), b: tf.tensor1d([-4]) };
    const scalars = { learningRate: tf.scalar(0.1), firstCorrection: tf.scalar(2), secondCorrection: tf.scalar(10) };
    const { state } = stableAdamW(parameters, gradients, initialStable(parameters), scalars, { ...settings, clip: 1 });
    expect(state.first.a.dataSync()[0]).toBeCloseTo(0.3, 5);
    expect(state.first.b.dataSync()[0]).toBeCloseTo(-0.4, 5);
  });
});
