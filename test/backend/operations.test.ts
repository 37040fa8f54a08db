/** Every operation that the library uses runs forward and backward on the cpu backend too, and both backends agree. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { agree, random } from './agreement';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const map = () => random(2, 6, 5, 4);

describe('operations of the library', () => {
  it('normalises by batch and by instance', async () => {
    for (const axes of [[0, 1, 2], [1, 2], [3]]) {
      await agree((x) => {
        const centred = tf.sub(x, tf.mean(x, axes, true));
        return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), 1e-5)));
      }, map());
    }
  });

  it('computes cosines with clamped norms', async () => {
    const norm = (x: tf.Tensor) => tf.sqrt(tf.maximum(tf.sum(tf.square(x), -1, true), 1e-16));
    await agree((a, b) => tf.div(tf.sum(tf.mul(a, b), -1, true), tf.mul(norm(a), norm(b))), map(), map());
  });

  it('resizes with aligned corners', async () => {
    // Square: the cpu backend's gradient swaps height and width.
    await agree((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [11, 11], true), random(2, 5, 5, 3));
    await agree((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [3, 3], true), random(2, 5, 5, 3));
  });

  it('pools', async () => {
    await agree((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), map());
    await agree((x) => tf.avgPool(x as tf.Tensor4D, 4, 4, 'valid'), random(1, 8, 12, 3));
  });

  it('pads by reflection', async () => {
    await agree(
      (x) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [2, 2],
            [1, 1],
            [0, 0],
          ],
          'symmetric',
        ),
      map(),
    );
    await agree(
      (x) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [2, 2],
            [1, 1],
            [0, 0],
          ],
          'reflect',
        ),
      map(),
    );
  });

  it('adds, multiplies and divides across missing axes', async () => {
    for (const shape of [[4], [2, 1, 1, 4], [2, 6, 5, 1], [1]]) {
      const other = random(...shape);
      other.data.forEach((value, i) => {
        other.data[i] = value + 2;
      });
      for (const operation of [tf.add, tf.sub, tf.mul, tf.div]) {
        await agree((x, y) => operation(x, y), map(), other);
      }
    }
  });

  it('takes a step of Adam', async () => {
    const [value, gradient, first, second] = [random(50), random(50), random(50), random(50)];
    await agree(
      (p, g, m, v) => {
        const mean = tf.add(tf.mul(m, 0.5), tf.mul(g, 0.5));
        const square = tf.add(tf.mul(tf.square(v), 0.999), tf.mul(tf.square(g), 0.001));
        return tf.sub(p, tf.mul(0.005, tf.div(mean, tf.add(tf.sqrt(square), 1e-8))));
      },
      value,
      gradient,
      first,
      second,
    );
  });

  it('differentiates depthwise convolutions of stride 1', async () => {
    for (const size of [3, 5]) {
      const apply = (x: tf.Tensor, w: tf.Tensor) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, (size - 1) / 2, 'NHWC', 1, 'floor');
      await agree(apply, map(), random(size, size, 4, 1));
    }
    await agree(
      (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 0, 'NHWC', 1, 'floor'),
      map(),
      random(3, 3, 4, 1),
    );
  });

  it('runs what frozen teachers need: depthwise convolutions, clips and max pooling', async () => {
    // Forward only: wasm has no gradient of depthwise convolutions, and a wrong one of max pooling.
    type Shape4 = [number, number, number, number];
    const [x, filter] = [map(), random(3, 3, 4, 1)];
    for (const stride of [1, 2]) {
      for (const pad of ['same', 1] as const) {
        const rounding = pad === 1 ? 'floor' : undefined;
        const run = async (backend: string) => {
          await tf.setBackend(backend);
          return tf.tidy(() => {
            const input = tf.tensor4d(x.data, x.shape as Shape4);
            const kernel = tf.tensor4d(filter.data, filter.shape as Shape4);
            const y = tf.depthwiseConv2d(input, kernel, stride, pad, 'NHWC', 1, rounding);
            return [tf.clipByValue(y, 0, 0.5).dataSync(), tf.maxPool(input, 3, stride, pad, rounding).dataSync()];
          });
        };
        const [ours, stock] = [await run('wasm'), await run('cpu')];
        stock.forEach((values, result) => {
          expect(ours[result].length).toBe(values.length);
          values.forEach((value, i) => {
            expect(ours[result][i]).toBeCloseTo(value, 5);
          });
        });
      }
    }
  });
});
