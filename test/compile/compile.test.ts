import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackendError } from '../../lib/borad/base';
import { compile, type DataTree, type TensorData } from '../../lib/borad/compile';

describe('compile', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });

  it('takes and gives trees of numbers', async () => {
    const example = { a: tf.zeros([2]), list: [tf.zeros([2]), tf.zeros([2], 'int32')] as [tf.Tensor, tf.Tensor] };
    const compiled = await compile(
      ({ a, list }) => ({ sum: tf.add(a, list[0]), nested: { twice: [tf.mul(list[1], tf.scalar(2, 'int32'))] } }),
      example,
    );
    const result = await compiled.run({
      a: { shape: [2], data: Float32Array.of(1, 2) },
      list: [
        { shape: [2], data: Float32Array.of(10, 20) },
        { shape: [2], data: Int32Array.of(3, 4) },
      ],
    });
    expect(result).toEqual({
      sum: { shape: [2], data: Float32Array.of(11, 22) },
      nested: { twice: [{ shape: [2], data: Int32Array.of(6, 8) }] },
    });
    compiled.dispose();
    tf.dispose(example);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('takes and gives a bare tensor', async () => {
    const compiled = await compile((x: tf.Tensor) => tf.square(x), tf.zeros([3]));
    const y = await compiled(tf.tensor([1, 2, 3]));
    expect([...y.dataSync()]).toEqual([1, 4, 9]);
    const plain = (await compiled.run({ shape: [3], data: Float32Array.of(2, 3, 4) })) as TensorData;
    expect([...plain.data]).toEqual([4, 9, 16]);
    compiled.dispose();
  });

  it('returns inputs, constants and one result under several names', async () => {
    const compiled = await compile(
      ({ x }: { x: tf.Tensor }) => {
        const y = tf.add(x, 1);
        return { x, copy: x, y, again: y, constant: tf.tensor([1, 2]), ones: tf.ones([3]) };
      },
      { x: tf.zeros([2]) },
    );
    const result = (await compiled.run({ x: { shape: [2], data: Float32Array.of(5, 6) } })) as {
      [name: string]: TensorData;
    };
    const numbers = Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, [...data]]));
    expect(numbers).toEqual({ x: [5, 6], copy: [5, 6], y: [6, 7], again: [6, 7], constant: [1, 2], ones: [1, 1, 1] });
    compiled.dispose();
  });

  it('bakes captured tensors in and leaves them where they are', async () => {
    const captured = tf.tensor([1, 2]);
    const compiled = await compile((x: tf.Tensor) => tf.mul(x, captured), tf.zeros([2]));
    expect([...captured.dataSync()]).toEqual([1, 2]);
    const y = await compiled(tf.tensor([3, 3]));
    expect([...y.dataSync()]).toEqual([3, 6]);
    compiled.dispose();
  });

  it('reports the trace', async () => {
    const compiled = await compile((x: tf.Tensor) => tf.relu(tf.add(x, 1)), tf.zeros([3]));
    expect(compiled.stats).toMatchObject({ nodes: 2, kernels: 2 });
    expect(compiled.stats.bytes).toBeGreaterThan(50);
    compiled.dispose();
  });

  it('refuses other inputs, numbers that do not fill their shape, and use after dispose', async () => {
    const compiled = await compile(({ x, y }: { x: tf.Tensor; y: tf.Tensor }) => tf.add(x, y), {
      x: tf.zeros([3]),
      y: tf.zeros([3]),
    });
    const three: DataTree = { shape: [3], data: new Float32Array(3) };
    await expect(compiled.run({ x: three, y: { shape: [4], data: new Float32Array(3) } })).rejects.toThrow(
      /input y has shape \[4\] with 3 numbers, expected 4/,
    );
    await expect(compiled.run({ x: three })).rejects.toThrow(/no input y.*float32 \[3\]/);
    await expect(compiled.run({ x: three, y: three, z: three })).rejects.toThrow(
      /unexpected input z.*compiled for x, y/,
    );
    compiled.dispose();
    compiled.dispose();
    await expect(compiled.run({ x: three, y: three })).rejects.toThrow(/disposed/);
  });
});

describe('what cannot be traced', () => {
  let tensors = 0;
  beforeEach(async () => {
    await tf.setBackend('cpu');
    tensors = tf.memory().numTensors;
  });

  const failures: [string, (x: tf.Tensor) => tf.Tensor, RegExp][] = [
    ['a value that is read', (x) => tf.scalar(tf.sum(x).dataSync()[0]), /values were read.*compile\.test\.ts/],
    ['a value that is read, of an array', (x) => tf.tensor(tf.mul(x, 2).arraySync() as number[]), /values were read/],
    ['an unknown kernel', (x) => tf.cumsum(x), /kernel Cumsum \(x float32 \[3\]\), called at .*compile\.test\.ts/],
    [
      'a value that is asked for and not waited for',
      (x) => {
        void tf.sum(x).data();
        return x;
      },
      /values were read.*compile\.test\.ts/,
    ],
    [
      'a value that is waited for',
      (async (x: tf.Tensor) => tf.scalar((await tf.sum(x).data())[0])) as unknown as (x: tf.Tensor) => tf.Tensor,
      /values were read.*compile\.test\.ts/,
    ],
    [
      'an unknown kernel in a gradient',
      (x) => tf.grad((y: tf.Tensor) => tf.maxPool(tf.reshape(y, [1, 3, 1, 1]) as tf.Tensor4D, 1, 2, 0, 'floor'))(x),
      /kernel MaxPoolGrad \(dy float32 \[1, 2, 1, 1\]/,
    ],
    [
      'an error of the function itself',
      () => {
        throw new Error('its own');
      },
      /its own/,
    ],
    ['an asynchronous function', (async (x: tf.Tensor) => x) as unknown as (x: tf.Tensor) => tf.Tensor, /asynchronous/],
    ['a result that is no tensor', () => 3 as unknown as tf.Tensor, /found number/],
    ['a shape that does not fit', (x) => tf.reshape(x, [2, 2]), /./],
  ];

  for (const [name, fn, message] of failures) {
    it(name, async () => {
      const x = tf.zeros([3]);
      await expect(compile(fn, x)).rejects.toThrow(message);
      x.dispose();
      expect(tf.getBackend()).toBe('cpu');
      expect(tf.memory().numTensors).toBe(tensors);
    });
  }

  it('is a BackendError', async () => {
    await expect(compile((x: tf.Tensor) => tf.cumsum(x), tf.zeros([3]))).rejects.toBeInstanceOf(BackendError);
  });

  it('a pass that does not exist', async () => {
    const passes = { fusion: false } as Record<string, boolean>;
    await expect(compile((x: tf.Tensor) => x, tf.zeros([3]), { passes })).rejects.toThrow(/no pass fusion.*deadNodes/);
  });

  it('a kept tensor is freed with the trace', async () => {
    const x = tf.zeros([3]);
    const compiled = await compile((y: tf.Tensor) => tf.keep(tf.mul(tf.keep(tf.add(y, 1)), 2)), x);
    compiled.dispose();
    x.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
