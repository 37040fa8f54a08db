import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { alongPaths, backFromPaths, SCANS, scanOrders } from '../../../lib/borad/methods/mambaad';
import { expectGradients, normal } from '../../layers/numericGradient';

describe('scanOrders', () => {
  it('visits every location once in every direction', () => {
    for (const scan of SCANS)
      for (const side of [2, 4, 16])
        for (const directions of [2, 4, 8]) {
          const orders = scanOrders(scan, side, directions);
          expect(orders).toHaveLength(directions);
          for (const order of orders)
            expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: side * side }, (_, i) => i));
        }
  });

  it('goes from neighbour to neighbour on rows to and fro and on the Hilbert curve', () => {
    for (const scan of ['scan', 'hilbert'] as const)
      for (const order of scanOrders(scan, 8, 8))
        for (let t = 1; t < order.length; t++) {
          const [down, right] = [
            Math.floor(order[t] / 8) - Math.floor(order[t - 1] / 8),
            (order[t] % 8) - (order[t - 1] % 8),
          ];
          expect(Math.abs(down) + Math.abs(right)).toBe(1);
        }
  });

  it('has the paths that a hand draws', () => {
    expect(scanOrders('scan', 3, 2)[0]).toEqual([0, 1, 2, 5, 4, 3, 6, 7, 8]);
    expect(scanOrders('zigzag', 3, 2)[0]).toEqual([0, 1, 3, 6, 4, 2, 5, 7, 8]);
    expect(scanOrders('zorder', 4, 2)[0].slice(0, 8)).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
    expect(scanOrders('hilbert', 2, 4)).toEqual([
      [0, 2, 3, 1],
      [0, 1, 3, 2],
      [1, 3, 2, 0],
      [2, 3, 1, 0],
    ]);
  });

  it('says which sides and directions it does not know', () => {
    expect(() => scanOrders('hilbert', 6, 4)).toThrow(/power of two, got 6/);
    expect(() => scanOrders('sweep', 6, 3)).toThrow(/expected 2, 4 or 8, got 3/);
  });
});

describe('alongPaths and backFromPaths', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('put a sequence in order, and back as often as there are paths', () => {
    const orders = scanOrders('hilbert', 2, 4);
    const x = tf.tensor2d([10, 11, 12, 13], [4, 1]);
    const along = alongPaths(x, orders);
    expect([...along.dataSync()].slice(0, 4)).toEqual([10, 12, 13, 11]);
    expect([...backFromPaths(along, orders).dataSync()]).toEqual([40, 44, 48, 52]);
  });

  it('have the gradients of central differences', () => {
    const orders = scanOrders('zigzag', 3, 4);
    expectGradients(({ x }) => alongPaths(x, orders), { x: normal([9, 2], 1) });
    expectGradients(({ x }) => backFromPaths(x, orders), { x: normal([4, 9, 2], 1) });
  });
});
