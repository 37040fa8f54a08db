import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { coherenceLoss, prototypeDistance } from '../../../lib/borad/methods/inpformer/prototypes';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const tokens = () => tf.tensor3d([2, 0, 0, 3, -1, 0], [1, 3, 2]);
const prototypes = () => tf.tensor3d([1, 0, 0, 5], [1, 2, 2]);

describe('coherence', () => {
  it('is the distance of each token to the nearest prototype of its image', () => {
    const found = prototypeDistance(tokens(), prototypes()).dataSync();
    [0, 0, 1].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 6);
    });
    expect(coherenceLoss(tokens(), prototypes()).dataSync()[0]).toBeCloseTo(1 / 3, 6);
  });

  it('moves prototypes and no tokens', () => {
    const loss = (x: tf.Tensor, p: tf.Tensor) =>
      coherenceLoss(x as tf.Tensor3D, tf.add(p, tf.tensor1d([0, 1])) as tf.Tensor3D);
    const [forTokens, forPrototypes] = tf.grads(loss)([tokens(), prototypes()]);
    expect(tf.max(tf.abs(forTokens)).dataSync()[0]).toBe(0);
    expect(tf.max(tf.abs(forPrototypes)).dataSync()[0]).toBeGreaterThan(0.01);
  });
});
