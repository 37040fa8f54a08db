import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng } from '../../../lib/borad/base';
import { defaultConvolution } from '../../../lib/borad/layers';
import { anchors, globalAveragePool, initialPrototypeHeads, residuals, route } from '../../../lib/borad/methods/borad';
import { plainHeads } from './alignmentHeads';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('route', () => {
  // Location 0 holds (3, 4, 0, 0), the others zeros but for the last.
  const m = () => tf.tensor4d([3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0], [1, 2, 2, 4]);

  it('weighs prototypes by their cosine and adds them as they are (eq. 5)', () => {
    const v = route(m(), plainHeads(), 'cosine').dataSync();
    // Cosines 3/5 and 4/5; the second prototype has length 2.
    expect([...v.slice(0, 4)]).toEqual([0.6, 1.6, 0, 0].map((value) => expect.closeTo(value, 6)));
    expect([...v.slice(12)]).toEqual([0, 0, 0, 0]);
  });

  it('takes the plain product in the linear form', () => {
    const v = route(m(), plainHeads(), 'linear').dataSync();
    // 3 p1 + 8 p2, p2 of length 2.
    expect([...v.slice(0, 4)]).toEqual([3, 16, 0, 0].map((value) => expect.closeTo(value, 6)));
  });

  it('has prototypes of its own at each location', () => {
    const heads = plainHeads();
    const own = tf.tensor3d([...Array(16).fill(0), 0, 0, 1, 0, 0, 0, 0, 0, ...Array(8).fill(0)], [4, 2, 4]);
    const same = tf.tensor4d(
      [...Array(4)].flatMap(() => [0, 0, 2, 0]),
      [1, 2, 2, 4],
    );
    const v = route(same, { ...heads, 'heads.bank': own }, 'linear').dataSync();
    expect([...v]).toEqual([...Array(8).fill(0), 0, 0, 2, 0, ...Array(4).fill(0)]);
  });
});

describe('anchors', () => {
  it('are the mean of the bank over locations, of length 1', () => {
    expect([...anchors(plainHeads()).dataSync()]).toEqual(
      [1, 0, 0, 0, 0, 1, 0, 0].map((value) => expect.closeTo(value, 6)),
    );
  });

  it('turn where the locations disagree', () => {
    const bank = tf.tensor3d([1, 0, 0, 0, 0, 3, 0, 0], [2, 1, 4]);
    const [x, y] = anchors({ 'heads.bank': bank }).dataSync();
    expect([x, y]).toEqual([1, 3].map((value) => expect.closeTo(value / Math.sqrt(10), 6)));
  });
});

describe('residuals', () => {
  it('are g minus each anchor (eq. 7)', () => {
    const r = residuals(tf.tensor2d([5, 7], [1, 2]), tf.tensor2d([1, 0, 0, 1], [2, 2]));
    expect(r.shape).toEqual([1, 2, 2]);
    expect([...r.dataSync()]).toEqual([4, 7, 5, 6]);
  });
});

describe('globalAveragePool', () => {
  it('is the mean over locations of each image and channel', () => {
    const g = globalAveragePool(tf.tensor4d([1, 10, 3, 30, 5, 50, 7, 70], [2, 1, 2, 2]));
    expect([...g.dataSync()]).toEqual([2, 20, 6, 60]);
  });
});

describe('initialPrototypeHeads', () => {
  it('starts with orthonormal prototypes at each location (Appendix B.5)', () => {
    const architecture = {
      ...{ channels: [2, 2, 2] as [number, number, number], widths: [2, 2, 2] as [number, number, number] },
      ...{ heads: false, signed: false, midSize: [2, 3] as [number, number], prototypes: 3 },
    };
    const { 'heads.bank': bank } = initialPrototypeHeads(createRng(1), architecture);
    const products = tf.matMul(bank as tf.Tensor3D, bank as tf.Tensor3D, false, true);
    const identity = tf.tile(tf.expandDims(tf.eye(3), 0), [6, 1, 1]);
    expect(tf.max(tf.abs(tf.sub(products, identity))).dataSync()[0]).toBeLessThan(1e-6);
  });

  it('draws others at each location and for each seed', () => {
    const architecture = {
      ...{ channels: [2, 2, 2] as [number, number, number], widths: [2, 2, 2] as [number, number, number] },
      ...{ heads: false, signed: false, midSize: [1, 2] as [number, number], prototypes: 2 },
    };
    const bankOf = (seed: number) => [
      ...(initialPrototypeHeads(createRng(seed), architecture)['heads.bank']?.dataSync() ?? []),
    ];
    const bank = bankOf(1);
    expect(bank).toHaveLength(2 * 2 * 4);
    expect(bank.slice(0, 8)).not.toEqual(bank.slice(8));
    expect(bankOf(1)).toEqual(bank);
    expect(bankOf(2)).not.toEqual(bank);
    // One Gaussian number for each value, then the weights of the merge.
    const rng = createRng(1);
    for (let i = 0; i < 2 * 2 * 4; i++) rng.normal();
    const merge = defaultConvolution(rng, 'heads.merge', 1, 8, 4)['heads.merge.weight'];
    const made = initialPrototypeHeads(createRng(1), architecture)['heads.merge.weight'];
    expect(made?.dataSync()).toEqual(merge?.dataSync());
    // Directions at random: no value of them is exactly 0 or 1.
    for (const value of bank) expect([0, 1]).not.toContain(Math.abs(value));
  });
});
