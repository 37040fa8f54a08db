import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { oneHotRows } from '../../lib/borad/layers';

describe.each(['cpu', 'wasm'] as const)('oneHotRows on %s', (backend) => {
  it('has a one per row, also in memory that held ones before', async () => {
    await prepareBackend(backend);
    for (let i = 0; i < 4; i++) tf.ones([2, 3, 5]).dispose();
    const rows = oneHotRows(tf.tensor2d([0, 4, 2, 3, 1, 0], [2, 3], 'int32'), 5);
    expect(rows.arraySync()).toEqual([
      [
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 1, 0, 0],
      ],
      [
        [0, 0, 0, 1, 0],
        [0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0],
      ],
    ]);
  });
});
