import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { OptionError, ShapeError } from '../../lib/borad/base';
import {
  anomalyMap,
  blurMatrix,
  combinedMap,
  type DenseMatrix,
  gaussianKernel,
  imageScore,
  multiply,
  upsamplingMatrix,
} from '../../lib/borad/detection';
import { scaleMaps } from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('resampling matrices', () => {
  it('have rows that sum to one, so constants stay', () => {
    for (const matrix of [upsamplingMatrix(5, 17), upsamplingMatrix(1, 4), blurMatrix(9, 4), blurMatrix(40, 2.5)]) {
      for (let row = 0; row < matrix.rows; row++) {
        const sum = matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns).reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it('align corners: ends are kept and a ramp stays a ramp', () => {
    const { data } = multiply(upsamplingMatrix(3, 5), { rows: 3, columns: 1, data: Float64Array.of(0, 2, 4) });
    expect(Array.from(data)).toEqual([0, 1, 2, 3, 4]);
  });

  it('blur by sigma 0 is the identity; a negative sigma is refused', () => {
    expect(Array.from(blurMatrix(3, 0).data)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(() => blurMatrix(3, -1)).toThrow(OptionError);
  });
});

describe('the Gaussian', () => {
  it('has the radius int(4 sigma + 0.5) and the weights of the normal density', () => {
    expect([0.25, 0.5, 1, 2.4, 4].map((sigma) => gaussianKernel(sigma).length)).toEqual([3, 5, 9, 21, 33]);
    const density = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((x) => Math.exp(-(x * x) / 2 / 0.81));
    const total = density.reduce((a, b) => a + b);
    gaussianKernel(0.9).forEach((value, i) => {
      expect(value).toBeCloseTo((density[i] ?? NaN) / total, 12);
    });
    expect(gaussianKernel(0.9)).toHaveLength(9);
  });

  it('spreads a point by its kernel and folds at the borders what lies beyond', () => {
    const sigma = 0.5;
    const [far, near, middle] = gaussianKernel(sigma) as unknown as [number, number, number];
    const { data } = blurMatrix(6, sigma);
    const row = (i: number) => Array.from(data.subarray(6 * i, 6 * (i + 1)));
    expect(row(2)).toEqual([far, near, middle, near, far, 0]);
    // d c b a | a b c d: the place before the first is the first, the one before that the second.
    row(0).forEach((value, i) => {
      expect(value).toBeCloseTo([middle + near, near + far, far, 0, 0, 0][i] ?? NaN, 15);
    });
    // A blur wider than what it blurs folds more than once.
    const folded = Array.from(blurMatrix(1, 2).data);
    expect(folded[0]).toBeCloseTo(1, 12);
    expect(folded).toHaveLength(1);
    expect(() => blurMatrix(3, Number.POSITIVE_INFINITY)).toThrow(OptionError);
  });
});

describe('matrices', () => {
  it('are multiplied row by column, zeros among them', () => {
    const matrix = (rows: number, columns: number, ...values: number[]) => ({
      rows,
      columns,
      data: Float64Array.from(values),
    });
    const product = multiply(matrix(2, 3, 1, 0, 2, 3, 4, 0), matrix(3, 2, 5, 6, 7, 8, 9, 10));
    expect(product).toEqual(matrix(2, 2, 23, 26, 43, 50));
    expect(upsamplingMatrix(4, 1)).toEqual(matrix(1, 4, 1, 0, 0, 0));
    expect(upsamplingMatrix(2, 3)).toEqual(matrix(3, 2, 1, 0, 0.5, 0.5, 0, 1));
  });
});

describe('combinedMap', () => {
  it('is the mean of maps that are stretched and blurred by row and column, each its own', () => {
    const [fine, coarse] = [tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3]), tf.tensor3d([7, 9], [1, 1, 2])];
    const size: [number, number] = [4, 5];
    const matrix = (map: tf.Tensor3D): DenseMatrix => ({
      rows: map.shape[1],
      columns: map.shape[2],
      data: Float64Array.from(map.dataSync()),
    });
    const turned = ({ rows, columns, data }: DenseMatrix) => ({
      ...{ rows: columns, columns: rows },
      data: Float64Array.from(
        { length: rows * columns },
        (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? NaN,
      ),
    });
    const large = (map: tf.Tensor3D) => {
      const side = (input: number, output: number) =>
        multiply(blurMatrix(output, 0.7), upsamplingMatrix(input, output));
      const rows = multiply(side(map.shape[1], size[0]), matrix(map));
      return multiply(rows, turned(side(map.shape[2], size[1]))).data;
    };
    const [a, b] = [large(fine), large(coarse)];
    const found = combinedMap([fine, coarse], { size, smoothing: 0.7 });
    expect(found.shape).toEqual([1, 4, 5]);
    found.dataSync().forEach((value, i) => {
      expect(value).toBeCloseTo(((a[i] ?? NaN) + (b[i] ?? NaN)) / 2, 5);
    });
  });
});

describe('anomalyMap', () => {
  it('is 0 where teacher and student agree, 2 where they are opposite, and frees what it makes', () => {
    const teacher = tf.tensor4d([1, 0, 0, 1, 1, 1, -1, 2], [1, 2, 2, 2]);
    const before = tf.memory().numTensors;
    const same = anomalyMap([teacher], [teacher], { size: [4, 4], smoothing: 0 });
    const opposite = anomalyMap([teacher], [tf.tidy(() => tf.neg(teacher))], { size: [4, 4], smoothing: 2 });
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(Math.max(...same.dataSync())).toBeLessThan(1e-6);
    for (const value of opposite.dataSync()) expect(Math.abs(value - 2)).toBeLessThan(1e-5);
    expect(imageScore(opposite).dataSync()[0]).toBeCloseTo(2, 5);
  });

  it('gives one image the same map whatever its batch companions are', () => {
    const image = (seed: number) => tf.randomNormal([1, 4, 4, 3], 0, 1, 'float32', seed) as tf.Tensor4D;
    const [t, s, t2, s2] = [1, 2, 3, 4].map(image);
    const alone = anomalyMap([t], [s], { size: [16, 16], smoothing: 1 }).dataSync();
    const together = anomalyMap([tf.concat([t2, t])], [tf.concat([s2, s])], { size: [16, 16], smoothing: 1 })
      .dataSync()
      .slice(256);
    for (let i = 0; i < 256; i++) expect(Math.abs(alone[i] - together[i])).toBeLessThan(1e-6);
  });

  it('refuses maps of different shapes', () => {
    expect(() => scaleMaps([tf.zeros([1, 2, 2, 3])], [tf.zeros([1, 2, 2, 4])])).toThrow(ShapeError);
  });
});
