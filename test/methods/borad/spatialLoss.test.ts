import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { ShapeError } from '../../../lib/borad/base';
import { spatialLoss, spatialTarget } from '../../../lib/borad/methods/borad';
import { cosine, normLeaky, plainHeads } from './alignmentHeads';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const values = [3, 1, -2, 0.5, 1, -1, 4, 2, 0, 2, 1, -3, -1, 5, 2, 1];
const others = [1, 0, 0, 2, -1, 1, 3, 1, 2, 2, 0, 1, 0, -4, 1, 1];
const map = (data: number[]) => tf.tensor4d(data, [1, 2, 2, 4]);
const plain = { routing: 'cosine' as const, prototypes: false };

/** Two layers of q_s with identity weights: each channel normalised over the 4 locations, twice. */
function predicted(data: number[]): number[][] {
  let channels = [0, 1, 2, 3].map((c) => [0, 1, 2, 3].map((location) => data[4 * location + c]));
  channels = channels.map((channel) => normLeaky(normLeaky(channel)));
  return [0, 1, 2, 3].map((location) => channels.map((channel) => channel[location]));
}

describe('spatialLoss', () => {
  it('is the mean over locations of 1 - cos(q_s(z1), z2) (eq. 6)', () => {
    const expected =
      predicted(values).reduce((sum, row, i) => sum + 1 - cosine(row, others.slice(4 * i, 4 * i + 4)), 0) / 4;
    const loss = spatialLoss(map(values), map(others), plainHeads(), plain).dataSync()[0];
    expect(loss).toBeCloseTo(expected, 5);
  });

  it('does not see the length of the target', () => {
    const one = spatialLoss(map(values), map(others), plainHeads(), plain).dataSync()[0];
    const long = spatialLoss(map(values), map(others.map((value) => 10 * value)), plainHeads(), plain).dataSync()[0];
    expect(long).toBeCloseTo(one, 6);
  });

  it('merges both views with their prototypes where it has them', () => {
    const options = { ...plain, prototypes: true };
    const heads = plainHeads();
    // Merge keeps the routed part alone here, so that the bank decides.
    heads['heads.merge.weight'] = tf.reshape(tf.concat([tf.zeros([4, 4]), tf.eye(4)], 0), [1, 1, 8, 4]);
    const target = spatialTarget(map(others), heads, options);
    expect([...target.dataSync()]).not.toEqual(others);
    const gradient = tf.grad((bank) => spatialLoss(map(values), target, { ...heads, 'heads.bank': bank }, options))(
      heads['heads.bank'],
    );
    expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(1e-4);
    expect(spatialTarget(map(others), heads, plain).dataSync()).toEqual(Float32Array.from(others));
  });

  it('refuses views of different shapes', () => {
    expect(() => spatialLoss(map(values), tf.zeros([1, 2, 2, 3]), plainHeads(), plain)).toThrow(ShapeError);
    expect(() => spatialLoss(map(values), tf.zeros([1, 1, 2, 4]), plainHeads(), plain)).toThrow(/\[1,1,2,4\]/);
  });
});
