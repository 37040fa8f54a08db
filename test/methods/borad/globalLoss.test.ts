import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { ShapeError } from '../../../lib/borad/base';
import { globalLoss, globalTarget } from '../../../lib/borad/methods/borad';
import { cosine, normLeaky, plainHeads } from './alignmentHeads';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const [g1, g2] = [
  [3, 1, -2, 0.5],
  [1, -1, 4, 2],
];
const vectors = (...rows: number[][]) => tf.tensor2d(rows);
const anchorRows = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
];
const minus = (a: number[], b: number[]) => a.map((value, i) => value - b[i]);
/** q_g with identity weights: a row normalised over its features, twice. */
const predicted = (row: number[]) => normLeaky(normLeaky(row));

describe('globalLoss', () => {
  it('is the mean over anchors of 1 - cos(q_g(r1), r2) (eqs. 7 and 8)', () => {
    const terms = anchorRows.map((anchor) => 1 - cosine(predicted(minus(g1, anchor)), minus(g2, anchor)));
    const target = globalTarget(vectors(g2), plainHeads(), { shift: true });
    const loss = globalLoss(vectors(g1), target, plainHeads(), { shift: true }).dataSync()[0];
    expect(loss).toBeCloseTo((terms[0] + terms[1]) / 2, 5);
  });

  it('compares the pooled vectors themselves without the shift', () => {
    const target = globalTarget(vectors(g2), plainHeads(), { shift: false });
    const loss = globalLoss(vectors(g1), target, plainHeads(), { shift: false }).dataSync()[0];
    expect(loss).toBeCloseTo(1 - cosine(predicted(g1), g2), 5);
  });

  it('averages over the batch', () => {
    const of = (one: number[], two: number[]) =>
      globalLoss(vectors(one), globalTarget(vectors(two), plainHeads(), { shift: true }), plainHeads(), {
        shift: true,
      }).dataSync()[0];
    const target = globalTarget(vectors(g2, g1), plainHeads(), { shift: true });
    const both = globalLoss(vectors(g1, g2), target, plainHeads(), { shift: true }).dataSync()[0];
    expect(both).toBeCloseTo((of(g1, g2) + of(g2, g1)) / 2, 5);
  });

  it('gives the bank a gradient through the online side with the shift, and none without', () => {
    const gradientOf = (shift: boolean) => {
      const heads = plainHeads();
      const target = globalTarget(vectors(g2), heads, { shift });
      const loss = (bank: tf.Tensor) =>
        tf.add(globalLoss(vectors(g1), target, { ...heads, 'heads.bank': bank }, { shift }), tf.mul(tf.sum(bank), 0));
      return tf.max(tf.abs(tf.grad(loss)(heads['heads.bank']))).dataSync()[0];
    };
    expect(gradientOf(true)).toBeGreaterThan(1e-4);
    expect(gradientOf(false)).toBe(0);
  });

  it('refuses views of different shapes', () => {
    const target = tf.zeros<tf.Rank.R3>([1, 3, 4]);
    expect(() => globalLoss(vectors(g1), target, plainHeads(), { shift: true })).toThrow(ShapeError);
    expect(() => globalLoss(vectors(g1), target, plainHeads(), { shift: true })).toThrow(/\[1,2,4\].*\[1,3,4\]/);
  });
});
