import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { BackendError } from '../../lib/borad/base';
import { agree, random } from './agreement';

interface WasmMemory {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('convolution', () => {
  const sizes = [
    [1, 1, 1],
    [2, 7, 9],
    [1, 8, 8],
    [3, 4, 5],
    [2, 2, 1],
  ];
  const channels = [
    [3, 5],
    [8, 16],
    [1, 1],
  ];
  for (const kernel of [1, 2, 3, 7]) {
    for (const stride of [1, 2, 3] as const) {
      for (const pad of ['same', 'valid', 1, 3] as const) {
        // The stock forward kernel is wrong there: it returns zeros for outputs at the border.
        if (kernel === 2 && stride === 3 && pad === 'same') continue;
        it(`${kernel}x${kernel} stride ${stride} pad ${pad}`, async () => {
          for (const [batch, height, width] of sizes) {
            const around = typeof pad === 'number' ? 2 * pad : 0;
            if (pad !== 'same' && Math.min(height, width) + around < kernel) continue;
            for (const [from, to] of channels) {
              await agree(
                (x, w) =>
                  tf.conv2d(
                    x as tf.Tensor4D,
                    w as tf.Tensor4D,
                    stride,
                    pad,
                    'NHWC',
                    1,
                    typeof pad === 'number' ? 'floor' : undefined,
                  ),
                random(batch, height, width, from),
                random(kernel, kernel, from, to),
              );
            }
          }
        });
      }
    }
  }

  it('uneven explicit pads and filters', async () => {
    for (const pad of [
      [1, 0, 0, 1],
      [0, 2, 1, 0],
    ]) {
      await agree(
        (x, w) =>
          tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, [
            [0, 0],
            [pad[0], pad[1]],
            [pad[2], pad[3]],
            [0, 0],
          ]),
        random(2, 6, 5, 3),
        random(3, 2, 3, 4),
      );
    }
  });

  it('uneven strides', async () => {
    await agree(
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, [2, 1], 'same'),
      random(2, 6, 5, 3),
      random(3, 3, 3, 4),
    );
  });

  it('transposed', async () => {
    for (const [kernel, stride, pad, size] of [
      [2, 2, 'valid', 4],
      [2, 2, 'same', 1],
      [3, 2, 'same', 5],
      [3, 1, 'same', 3],
      [4, 2, 'same', 3],
    ] as const) {
      const large = pad === 'same' ? size * stride : (size - 1) * stride + kernel;
      for (const [from, to] of channels) {
        await agree(
          (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, large, large, to], stride, pad),
          random(2, size, size, from),
          random(kernel, kernel, to, from),
        );
      }
    }
  });

  it('keeps the sum over a long batch accurate', async () => {
    await agree(
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 1, 'NHWC', 1, 'floor'),
      random(8, 24, 24, 6),
      random(3, 3, 6, 5),
    );
  });
});

describe('matrix product', () => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ]) {
    it(`transposed ${transposeA} ${transposeB}`, async () => {
      for (const [m, k, n] of [
        [5, 7, 6],
        [1, 3, 1],
        [33, 1, 20],
      ]) {
        for (const batch of [[], [1], [3], [2, 2]]) {
          await agree(
            (a, b) => tf.matMul(a, b, transposeA, transposeB),
            random(...batch, ...(transposeA ? [k, m] : [m, k])),
            random(...batch, ...(transposeB ? [n, k] : [k, n])),
          );
        }
      }
    });
  }

  it('broadcasts one side', async () => {
    const [a, b] = [random(3, 4, 5), random(1, 5, 2)];
    // Values only: TensorFlow.js has no gradient for a broadcast side.
    const product = async (backend: string) => {
      await tf.setBackend(backend);
      return tf.tidy(() => tf.matMul(tf.tensor(a.data, a.shape), tf.tensor(b.data, b.shape)).dataSync());
    };
    const [ours, stock] = [await product('wasm'), await product('cpu')];
    stock.forEach((value, i) => {
      expect(ours[i]).toBeCloseTo(value, 5);
    });
  });
});

describe('reductions', () => {
  for (const shape of [
    [2, 5, 7, 3],
    [1, 1, 1, 4],
    [3, 4, 4, 1],
    [300, 2, 3, 2],
  ]) {
    for (const axes of [[0], [1], [3], [0, 1], [1, 2], [0, 1, 2], [1, 2, 3], [0, 2], [-2, -3], [0, 1, 2, 3]]) {
      it(`[${shape}] over [${axes}]`, async () => {
        for (const keep of [false, true]) {
          await agree((x) => tf.sum(x, axes, keep), random(...shape));
          await agree((x) => tf.mean(x, axes, keep), random(...shape));
        }
      });
    }
  }

  it('sums integers and booleans', async () => {
    await tf.setBackend('wasm');
    const total = tf.tidy(() =>
      tf
        .sum(
          tf.tensor2d(
            [
              [1, 2],
              [3, 4],
              [5, 6],
              [7, 8],
            ],
            [4, 2],
            'int32',
          ),
          0,
        )
        .arraySync(),
    );
    expect(total).toEqual([16, 20]);
  });
});

describe('slices', () => {
  it('cuts every axis', async () => {
    await agree((x) => tf.slice(x, [0, 1, 2, 1], [2, 4, 3, 2]), random(2, 6, 6, 4));
    await agree((x) => tf.slice(x, [1, 0, 0, 0], [1, 6, 6, 4]), random(2, 6, 6, 4));
    await agree((x) => tf.slice(x, [0, 0, 0, 1], [2, 3, 3, 64]), random(2, 3, 3, 70));
    await agree((x) => tf.slice(x, [0, 2, 0, 0], [2, 2, 6, 4]), random(2, 6, 6, 4));
    await agree((x) => tf.slice(x, [3], [2]), random(6));
    await agree((x) => tf.slice(x, [1, 0], [-1, 2]), random(4, 3));
    await agree((x) => tf.slice(x, [0, 1, 0, 0, 1], [2, 1, 2, 2, 1]), random(2, 2, 2, 2, 3));
  });

  it('splits and joins', async () => {
    await agree((x) => tf.mul(...(tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor])), random(2, 3, 3, 6));
    await agree((x) => tf.split(x, [1, 3, 2], 1)[1], random(2, 6, 2));
    await agree((x, y) => tf.concat([x, y], 3), random(2, 3, 3, 4), random(2, 3, 3, 7));
    await agree((x, y) => tf.concat([x, y], 0), random(2, 3), random(1, 3));
    await agree(
      (x) =>
        tf.pad(x, [
          [0, 0],
          [1, 2],
          [2, 1],
          [0, 0],
        ]),
      random(2, 3, 4, 3),
    );
  });

  it('cuts integers', async () => {
    await tf.setBackend('wasm');
    expect(tf.tidy(() => tf.slice(tf.tensor1d([1, 2, 3, 4], 'int32'), 1, 2).arraySync())).toEqual([2, 3]);
  });
});

describe('gather', () => {
  it('has a gradient: rows that are taken twice get both, rows that are not taken none', async () => {
    const take =
      (axis: number, ...indices: number[]) =>
      (x: tf.Tensor) =>
        tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
    await agree(take(0, 3, 0, 3, 3), random(4, 5));
    await agree(take(1, 2, 0), random(3, 4, 2));
    await agree(take(-1, 1, 1, 0), random(2, 3, 2));
    await agree(take(0, 2), random(6));
  });

  it('sums rows by segment, and leaves out those of none', async () => {
    await tf.setBackend('wasm');
    const sums = (ids: number[]) =>
      tf.tidy(() =>
        tf.unsortedSegmentSum(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), tf.tensor1d(ids, 'int32'), 2).arraySync(),
      );
    expect(sums([1, 0, 1])).toEqual([
      [3, 4],
      [6, 8],
    ]);
    expect(sums([-1, 0, 2])).toEqual([
      [3, 4],
      [0, 0],
    ]);
    expect(() => sums([0, 1])).toThrow(BackendError);
  });
});

describe('elementwise', () => {
  it('rectifiers, with zero and negative zero among the inputs', async () => {
    const x = random(2, 3, 3, 5);
    x.data.set([0, -0, 1e-30, -1e-30]);
    await agree((t) => tf.relu(t), x);
    await agree((t) => tf.leakyRelu(t, 0.01), x);
    await agree((t) => tf.leakyRelu(t, 0.2), x);
    await agree((t) => tf.relu6(tf.mul(t, 10)), x);
  });

  it('a clone outlives its original', async () => {
    await tf.setBackend('wasm');
    const original = tf.tensor1d([1, 2, 3]);
    const copy = original.clone();
    original.dispose();
    expect(copy.arraySync()).toEqual([1, 2, 3]);
    copy.dispose();
  });
});

describe('memory', () => {
  it('stays flat over repeated steps, in tensors and in the wasm heap', async () => {
    await tf.setBackend('wasm');
    const { wasm } = tf.backend() as unknown as { wasm: WasmMemory };
    const x = tf.tensor(random(4, 16, 16, 8).data, [4, 16, 16, 8]) as tf.Tensor4D;
    const w = tf.tensor(random(3, 3, 8, 8).data, [3, 3, 8, 8]) as tf.Tensor4D;
    const up = tf.tensor(random(2, 2, 8, 8).data, [2, 2, 8, 8]) as tf.Tensor4D;
    const step = () =>
      tf.tidy(() =>
        tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
          const y = tf.leakyRelu(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 1, 'NHWC', 1, 'floor'), 0.1);
          const z = tf.conv2dTranspose(
            tf.sub<tf.Tensor4D>(y, tf.mean(y, [1, 2], true)),
            c as tf.Tensor4D,
            [4, 16, 16, 8],
            2,
            'valid',
          );
          const joined = tf.slice(tf.concat([z, a as tf.Tensor4D], 3), [0, 0, 0, 4], [4, 16, 16, 8]);
          return tf.sum(tf.matMul(tf.reshape(joined, [4, 256, 8]), tf.reshape(a, [4, 256, 8]), true, false));
        })([x, w, up]),
      );
    // A block on top of the heap would move if anything below stayed allocated.
    const top = () => {
      const address = wasm._malloc(1 << 22);
      wasm._free(address);
      return address >>> 0;
    };
    tf.dispose(step());
    const { numTensors } = tf.memory();
    const ids = tf.backend().numDataIds();
    const before = { address: top(), bytes: wasm.HEAPU8.length };
    for (let i = 0; i < 200; i++) tf.dispose(step());
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.backend().numDataIds()).toBe(ids);
    expect(wasm.HEAPU8.length).toBe(before.bytes);
    // 200 steps: a leak of any buffer would be far larger than what the allocator shuffles.
    expect(Math.abs(top() - before.address)).toBeLessThan(1024);
    tf.dispose([x, w, up]);
  });
});
