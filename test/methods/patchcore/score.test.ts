import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { nearestDistance, nearestNeighbours, type Points, reweightedScore } from '../../../lib/borad/methods/patchcore';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const line = (...values: number[]): Points => ({ data: Float32Array.from(values), width: 1 });

describe('nearestDistance', () => {
  it('is zero for an entry of the bank, and never a root of less than zero', () => {
    const bank = tf.randomNormal<tf.Rank.R2>([30, 20], 5, 1, 'float32', 1);
    const found = nearestDistance(bank, bank).dataSync();
    for (const value of found) expect(value).toBeLessThan(0.02);
  });

  it('is the distance to the nearest entry', () => {
    expect(
      nearestDistance(
        tf.tensor2d([[3, 4]]),
        tf.tensor2d([
          [0, 0],
          [30, 0],
        ]),
      ).dataSync()[0],
    ).toBeCloseTo(5, 5);
  });
});

describe('nearestNeighbours', () => {
  it('gives the nearest first, the first of equals first', () => {
    const found = nearestNeighbours([1], line(3, 0, 2, 1), 3);
    expect(found.map(({ index }) => index)).toEqual([3, 1, 2]);
    expect(found.map(({ distance }) => distance)).toEqual([0, 1, 1]);
  });
});

describe('reweightedScore', () => {
  it('is the distance times a weight that shrinks where the nearest entry lies alone', () => {
    // s* = 2 from the patch at 3 to the entry at 1; its neighbours with b = 2 are itself and the one at 0.
    const weight = 1 - Math.exp(2) / (Math.exp(2) + Math.exp(3));
    expect(reweightedScore(line(0, 3), line(1, 0, -50), 2)).toBeCloseTo(2 * weight, 6);
  });

  it('is that of the farthest patch, the first of equals, however near all of them are', () => {
    const bank = line(0, 4, 4.5);
    const one = reweightedScore(line(3.75), bank, 3);
    expect(reweightedScore(line(0.125, 3.75, 0.0625), bank, 3)).toBe(one);
    expect(reweightedScore(line(0.25, 3.75), bank, 3)).not.toBe(one);
    expect(reweightedScore(line(3.75, 0.25), bank, 3)).toBe(one);
  });

  it('stays finite where distances are large', () => {
    expect(Number.isFinite(reweightedScore(line(5000), line(0, 1, 2)))).toBe(true);
  });
});
