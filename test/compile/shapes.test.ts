import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { BackendError, OptionError, ShapeError } from '../../lib/borad/base';
import { compile, createLoop, type TensorData } from '../../lib/borad/compile';
import { there } from '../there';

/** Counts how often it is traced. */
function counted() {
  const seen: string[] = [];
  const fn = ({ x, y }: { x: tf.Tensor; y: tf.Tensor }) => {
    seen.push(`${x.dtype}[${x.shape}]`);
    return { product: tf.mul(tf.cast(x, 'float32'), y) };
  };
  return { seen, fn };
}

const filled = (shape: number[], value: number): TensorData => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
});
const pair = (shape: number[]) => ({ x: tf.fill(shape, 2), y: tf.fill(shape, 3) });

describe('a compiled function called with other shapes', () => {
  let tensors = 0;
  beforeEach(async () => {
    await tf.setBackend('cpu');
    tensors = tf.memory().numTensors;
  });

  it('compiles once for each, tensors and plain numbers alike', async () => {
    const { seen, fn } = counted();
    const example = pair([2]);
    const compiled = await compile(fn, example, { threads: 1 });
    for (const shape of [[2], [3, 2], [2], [1], [3, 2], []]) {
      const input = pair(shape);
      const { product } = await compiled(input);
      expect(product.shape).toEqual(shape);
      expect([...product.dataSync()]).toEqual(new Array(product.size).fill(6));
      const plain = (await compiled.run({ x: filled(shape, 2), y: filled(shape, 5) })) as { product: TensorData };
      expect(plain.product.shape).toEqual(shape);
      expect(plain.product.data[0]).toBe(10);
      tf.dispose([input, product]);
    }
    expect(seen).toEqual(['float32[2]', 'float32[3,2]', 'float32[1]', 'float32[]']);
    expect([...compiled.shapes().keys()].at(-1)).toBe('x float32[]; y float32[]');
    expect([...compiled.shapes().values()].every(({ traceMs, nodes }) => traceMs > 0 && nodes === 1)).toBe(true);
    compiled.dispose();
    tf.dispose(example);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('compiles for another type of tensor; numbers become the type of the example', async () => {
    const { seen, fn } = counted();
    const compiled = await compile(fn, pair([2]), { threads: 1 });
    const { product } = await compiled({ x: tf.tensor([4, 5], [2], 'int32'), y: tf.fill([2], 2) });
    expect([...product.dataSync()]).toEqual([8, 10]);
    const bytes = { x: { shape: [2], data: Uint8Array.of(200, 7) }, y: filled([2], 2) };
    const plain = (await compiled.run(bytes)) as { product: TensorData };
    expect([...plain.product.data]).toEqual([400, 14]);
    expect(seen).toEqual(['float32[2]', 'int32[2]']);
    compiled.dispose();
  });

  it('forgets the shapes unused for longest, never those of the example', async () => {
    const { seen, fn } = counted();
    const compiled = await compile(fn, pair([1]), { threads: 1, maxShapes: 3 });
    for (const size of [2, 3, 2, 4]) await compiled.run({ x: filled([size], 1), y: filled([size], 1) });
    expect([...compiled.shapes().keys()].map((key) => there(/\[(\d)\]/.exec(key))[1])).toEqual(['1', '2', '4']);
    expect(seen.length).toBe(4);
    await compiled.run({ x: filled([1], 1), y: filled([1], 1) });
    await compiled.run({ x: filled([3], 1), y: filled([3], 1) });
    expect(seen.length).toBe(5);
    expect(compiled.shapes().size).toBe(3);
    compiled.dispose();
  });

  it('takes calls that overlap', async () => {
    const { seen, fn } = counted();
    const compiled = await compile(fn, pair([1]), { threads: 1, maxShapes: 2 });
    const sizes = [1, 2, 2, 3, 1, 3, 2];
    const results = await Promise.all(
      sizes.map((size, i) => compiled.run({ x: filled([size], i), y: filled([size], 10) })),
    );
    results.forEach((result, i) => {
      expect([...(result as { product: TensorData }).product.data]).toEqual(new Array(sizes[i]).fill(10 * i));
    });
    expect(seen.length).toBe(4);
    compiled.dispose();
  });

  it('continues after shapes that do not fit the function, and stops after dispose', async () => {
    const { fn } = counted();
    const compiled = await compile(fn, pair([2]), { threads: 1 });
    await expect(compiled.run({ x: filled([2], 1), y: filled([3], 1) })).rejects.toThrow(/dimensions|broadcast/i);
    expect(compiled.shapes().size).toBe(1);
    const { product } = (await compiled.run({ x: filled([2], 1), y: filled([2], 1) })) as { product: TensorData };
    expect([...product.data]).toEqual([1, 1]);
    compiled.dispose();
    compiled.dispose();
    expect(compiled.shapes().size).toBe(0);
    await expect(compiled(pair([2]))).rejects.toBeInstanceOf(BackendError);
    await expect(compiled.run({ x: filled([5], 1), y: filled([5], 1) })).rejects.toThrow(/disposed/);
  });

  it('keeps the names of the example', async () => {
    const { fn } = counted();
    const compiled = await compile(fn, pair([2]), { threads: 1 });
    await expect(compiled.run({ x: filled([2], 1) })).rejects.toThrow(ShapeError);
    const tooMuch = { ...pair([2]), z: tf.zeros([1]) };
    await expect(compiled(tooMuch)).rejects.toThrow(/unexpected input z/);
    compiled.dispose();
  });

  it('leaves a loop over the shapes of the example alone', async () => {
    const step = ({ state, x }: { [name: string]: tf.Tensor }) => ({ state: tf.add(state, tf.sum(x)) });
    const compiled = await compile(step, { state: tf.zeros([]), x: tf.zeros([2]) }, { threads: 1, maxShapes: 1 });
    const loop = createLoop(compiled as never, { carry: 'state' });
    await loop.step({ x: filled([2], 1) });
    await compiled.run({ state: filled([], 0), x: filled([3], 1) });
    await loop.step({ x: filled([2], 1) });
    expect((loop.state() as TensorData).data[0]).toBe(4);
    await expect(loop.step({ x: filled([3], 1) })).rejects.toThrow(/x has shape \[3\].*float32 \[2\]/);
    compiled.dispose();
  });

  it('refuses a number of shapes that is none', async () => {
    await expect(compile((x: tf.Tensor) => x, tf.zeros([1]), { maxShapes: 0 })).rejects.toThrow(OptionError);
  });
});
