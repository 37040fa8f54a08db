import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { detectorKey } from '../../lib/borad/detection/detectorKey';
import type { BaseArchitecture } from '../../lib/borad/methods';
import { keyed } from '../../lib/borad/teachers/teacherKey';
import { tinyConfig, tinyTeacher } from '../training/tinyRun';

beforeAll(() => prepareBackend('cpu'));

const architecture: BaseArchitecture = { channels: [8, 8, 8] };
const keyOf = (model: { [name: string]: tf.Tensor }, teacher = keyed(tinyTeacher(), 'tiny')) =>
  detectorKey({ architecture, config: tinyConfig(), teacher, model } as Parameters<typeof detectorKey>[0]);
const weights = () => ({ a: tf.tensor1d([1, 2]), b: tf.tensor1d([3]) });

it('is of the weights by name, shape, type and number, in whatever order they come', () => {
  const { a, b } = weights();
  const key = keyOf({ a, b });
  expect(keyOf({ b, a })).toBe(key);
  expect(keyOf(weights())).toBe(key);
  const others = [
    keyOf({ a, c: b }),
    keyOf({ a: tf.tensor2d([1, 2], [1, 2]), b }),
    keyOf({ a: tf.tensor1d([1, 4]), b }),
    // The same bytes in the same order, cut elsewhere.
    keyOf({ a: tf.tensor1d([1]), b: tf.tensor1d([2, 3]) }),
    // Zeros have the same bytes as numbers of either type.
    keyOf({ a: tf.zeros([2]), b: tf.zeros([1]) }),
    keyOf({ a: tf.zeros([2], 'int32'), b: tf.zeros([1]) }),
    keyOf({ a, b }, keyed(tinyTeacher(), 'another')),
  ];
  expect(new Set([key, ...others]).size).toBe(others.length + 1);
});

it('is none of a teacher of which nobody knows what it reads', () => {
  expect(keyOf(weights(), tinyTeacher())).toBeUndefined();
});
