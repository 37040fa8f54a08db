import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import { addBasicBlock, basicBlock, drawParameters, type ParameterTable } from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('basicBlock', () => {
  it('has a shortcut of its own only where the shape changes', () => {
    const names = (input: number, output: number, stride: 1 | 2) => {
      const table: ParameterTable = new Map();
      addBasicBlock(table, 'b', { input, output, stride });
      return [...table.keys()].filter((name) => name.endsWith('.weight') && name.includes('short'));
    };
    expect(names(4, 4, 1)).toEqual([]);
    expect(names(4, 6, 1)).toHaveLength(2);
    expect(names(4, 4, 2)).toHaveLength(2);
  });

  it('hands on the positive part of its input where its convolutions are zero', () => {
    const table: ParameterTable = new Map();
    addBasicBlock(table, 'b', { input: 3, output: 3 });
    const parameters = drawParameters(table, createRng(1));
    parameters['b.conv2.weight'] = tf.zerosLike(parameters['b.conv2.weight']);
    const x = tf.randomNormal<tf.Rank.R4>([2, 4, 4, 3], 0, 1, 'float32', 3);
    const y = basicBlock(x, parameters, 'b', 1, { mode: 'eval', statistics: parameters, batch: {} });
    expect(Array.from(y.dataSync())).toEqual(Array.from(tf.relu(x).dataSync()));
  });

  it('halves the map with stride 2, rounding up', () => {
    const table: ParameterTable = new Map();
    addBasicBlock(table, 'b', { input: 3, output: 5, stride: 2 });
    const parameters = drawParameters(table, createRng(1));
    const y = basicBlock(tf.ones([1, 5, 4, 3]), parameters, 'b', 2, {
      mode: 'train',
      statistics: parameters,
      batch: {},
    });
    expect(y.shape).toEqual([1, 3, 2, 5]);
  });
});
