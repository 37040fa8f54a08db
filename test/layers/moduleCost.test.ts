import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { ShapeError } from '../../lib/borad/base';
import {
  bottleneckCosts,
  convolution,
  convolutionCost,
  countedOperations,
  groupBlocks,
  measureWork,
  sumCosts,
} from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('convolutionCost', () => {
  it('counts a plain convolution by hand', () => {
    // 3x3, 4 -> 6 channels, 5x7 -> 3x4 places: 9 * 4 * 6 = 216 weights, 6 biases, 216 * 12 multiply-adds.
    const cost = convolutionCost('a', [5, 7, 4], { kernel: 3, channels: 6, stride: 2, bias: true, norm: 'instance' });
    expect(cost).toMatchObject({ output: [3, 4, 6], parameters: 222, multiplyAdds: 2592, normalised: 72 });
    expect(cost.operation).toBe('3x3 convolution, stride 2');
    expect(countedOperations(cost)).toBe(2592 + 4 * 72);
  });

  it('counts depthwise and transposed convolutions by hand', () => {
    const depthwise = convolutionCost('a', [4, 4, 8], { kernel: 3, channels: 8, kind: 'depthwise' });
    expect(depthwise).toMatchObject({ output: [4, 4, 8], parameters: 72, multiplyAdds: 72 * 16 });
    const up = convolutionCost('a', [4, 4, 8], { kernel: 2, channels: 3, kind: 'up', norm: 'batch' });
    expect(up).toMatchObject({ output: [8, 8, 3], parameters: 96 + 6, multiplyAdds: 96 * 16, normalised: 192 });
    expect(() => convolutionCost('a', [4, 4, 8], { kernel: 3, channels: 6, kind: 'depthwise' })).toThrow(ShapeError);
  });
});

describe('bottleneckCosts and groupBlocks', () => {
  it('adds a shortcut where the shape changes, and joins a block to one row', () => {
    const block = bottleneckCosts('b.0', [8, 8, 16], { width: 4, channels: 16, kind: 'down' });
    expect(block.map(({ module }) => module)).toEqual(['b.0.conv1', 'b.0.conv2', 'b.0.conv3', 'b.0.short']);
    const plain = bottleneckCosts('b.1', [4, 4, 16], { width: 4, channels: 16 });
    expect(plain).toHaveLength(3);
    const rows = groupBlocks([...block, ...plain]);
    expect(rows.map(({ module, output }) => [module, output])).toEqual([
      ['b.0', [4, 4, 16]],
      ['b.1', [4, 4, 16]],
    ]);
    expect(sumCosts(rows)).toEqual(sumCosts([...block, ...plain]));
    // 1x1 16 -> 4, 3x3 4 -> 4, 1x1 4 -> 16, shortcut 1x1 16 -> 16, two values per channel and norm.
    expect(rows[0].parameters).toBe(64 + 144 + 64 + 256 + 2 * (4 + 4 + 16 + 16));
    const single = convolutionCost('stem.conv', [4, 4, 3], { kernel: 3, channels: 8 });
    expect(groupBlocks([single])).toEqual([single]);
  });
});

describe('measureWork', () => {
  it('counts what kernels did and frees what they made', async () => {
    const before = tf.memory().numTensors;
    const work = await measureWork(() => {
      const x = tf.ones([2, 5, 7, 4]) as tf.Tensor4D;
      const y = convolution(x, { 'c.weight': tf.ones([3, 3, 4, 6]), 'c.bias': tf.zeros([6]) }, 'c', 2);
      const z = tf.conv2dTranspose(y, tf.ones([2, 2, 3, 6]), [2, 6, 8, 3], 2, 'valid');
      const w = tf.depthwiseConv2d(z, tf.ones([3, 3, 3, 1]), 1, 'same');
      return tf.matMul(tf.reshape(w, [4, 72]), tf.ones([5, 72]), false, true);
    });
    expect(work.multiplyAdds).toBe(2 * (2592 + 72 * 12 + 9 * 144) + 4 * 72 * 5);
    expect(work.calls).toBe(4);
    expect(work.weights).toBe(216 + 72 + 27 + 360);
    expect(tf.memory().numTensors).toBe(before);
  });
});
