import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, ShapeError } from '../../lib/borad/base';
import { cosineSimilarity, defaultConvolution, heConvolution, tensorOf } from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('tensorOf', () => {
  it('names the tensors nearby when one is missing', () => {
    const map = { 'mff.bn1a.weight': tf.scalar(1) };
    expect(() => tensorOf(map, 'mff.bn1a.bias')).toThrow(ShapeError);
    expect(() => tensorOf(map, 'mff.bn1a.bias')).toThrow(/mff\.bn1a\.bias: found mff\.bn1a\.weight/);
  });
});

describe('cosineSimilarity', () => {
  it('is scale-invariant, bounded, and 0 with a zero vector', () => {
    const rng = createRng(1);
    const vectors = Float32Array.from({ length: 60 }, () => rng.normal());
    const [a, b] = [tf.tensor2d(vectors.slice(0, 30), [10, 3]), tf.tensor2d(vectors.slice(30), [10, 3])];
    const once = cosineSimilarity(a, b).dataSync();
    const scaled = cosineSimilarity(tf.mul(a, 7), tf.mul(b, 0.2)).dataSync();
    once.forEach((value, i) => {
      expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-6);
      expect(Math.abs(value - scaled[i])).toBeLessThan(1e-5);
    });
    expect(cosineSimilarity(tf.zeros([1, 3]), tf.ones([1, 3])).dataSync()[0]).toBe(0);
  });
});

describe('initial values', () => {
  it('have the deviation of He (fan-out) and the bound of Kaiming uniform', () => {
    const he = Array.from(heConvolution(createRng(2), 'c', 3, 16, 64)['c.weight'].dataSync());
    const deviation = Math.sqrt(he.reduce((sum, w) => sum + w * w, 0) / he.length);
    // Relative standard error of a deviation: 1 / sqrt(2 n), n = 9216.
    expect(Math.abs(deviation / Math.sqrt(2 / (9 * 64)) - 1)).toBeLessThan(4 / Math.sqrt(2 * he.length));
    const uniform = Array.from(defaultConvolution(createRng(2), 'c', 3, 16, 8)['c.weight'].dataSync());
    const bound = 1 / Math.sqrt(9 * 16);
    const largest = Math.max(...uniform.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.98 * bound);
  });
});
