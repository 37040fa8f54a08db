import { describe, expect, it } from 'vitest';
import type { OnnxGraph, OnnxTensor } from '../../lib/borad/compile';
import { withWeightForm } from '../../lib/borad/deploy';
import { there } from '../there';

const tensor = (name: string, shape: number[], value: (i: number) => number): OnnxTensor => {
  const length = shape.reduce((a, b) => a * b, 1);
  return { name, type: 'float32', shape, data: Float32Array.from({ length }, (_, i) => value(i)) };
};
const kernel = tensor('kernel', [3, 3, 8, 16], (i) => (1 + (i % 16)) * Math.sin(i));
const depthwise = tensor('depthwise', [3, 3, 64, 1], (i) => (1 + (i % 64)) * Math.cos(i));
const others = [
  tensor('resampling', [64, 16], (i) => (i % 16 === 3 ? 1 : 0)),
  tensor('vector', [1024], (i) => i),
  tensor('small', [2, 2], (i) => i),
  tensor('photo/training', [10, 100], (i) => i),
];
const graph = {
  name: 'g',
  nodes: [],
  constants: [kernel, depthwise, ...others],
  inputs: [],
  outputs: [],
  laidOut: false,
};
const named = ({ constants }: OnnxGraph, name: string) => there(constants.find((one) => one.name === name));

describe('withWeightForm', () => {
  it('stores kernels in half precision, and leaves what is no weight alone', () => {
    const half = withWeightForm(graph, 'float16');
    expect(half.constants.map(({ name }) => name)).toEqual([
      ...others.map(({ name }) => name),
      'kernel/half',
      'depthwise/half',
    ]);
    expect(named(half, 'kernel/half').data.byteLength).toBe(kernel.data.byteLength / 2);
    expect(half.nodes.map(({ operator, outputs }) => [operator, ...outputs])).toEqual([
      ['Cast', 'kernel'],
      ['Cast', 'depthwise'],
    ]);
    expect(withWeightForm(graph, 'float32')).toBe(graph);
  });

  it('stores whole numbers with a factor of its own for each output channel', () => {
    const bytes = withWeightForm(graph, 'int8');
    expect(bytes.nodes.map(({ attributes }) => attributes)).toEqual([{ axis: 3 }, { axis: 2 }]);
    for (const [{ name, data }, channels] of [
      [kernel, 16],
      [depthwise, 64],
    ] as const) {
      const stored = Array.from(named(bytes, `${name}/bytes`).data as Int8Array);
      const factors = named(bytes, `${name}/factors`).data as Float32Array;
      expect(factors).toHaveLength(channels);
      let farthest = 0;
      data.forEach((value, i) => {
        const factor = there(factors[i % channels]);
        farthest = Math.max(farthest, Math.abs(Number(value) - factor * there(stored[i])) / factor);
      });
      expect(farthest).toBeLessThan(0.501);
      expect(Math.max(...stored.map(Math.abs))).toBe(127);
    }
  });
});
