import { describe, expect, it } from 'vitest';
import type { TensorData } from '../../lib/borad/compile';
import { pack, unpack } from '../../lib/borad/compile/packing';
import type { PackedVector } from '../../lib/borad/compile/passes';

/** The place of each stored number in the logical tensor, one axis after the other. */
function placesOf(shape: number[], order: number[]): number[] {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return order.reduce<number[]>(
    (places, axis) =>
      places.flatMap((place) =>
        Array.from({ length: shape[axis] as number }, (_, i) => place + i * (steps[axis] as number)),
      ),
    [0],
  );
}

const CASES: [number[], number[]][] = [
  [
    [3, 3, 5, 70],
    [3, 2, 0, 1],
  ],
  [
    [3, 3, 40, 7],
    [0, 3, 1, 2],
  ],
  [
    [1, 1, 65, 33],
    [3, 2, 0, 1],
  ],
  [
    [2, 3, 4, 5],
    [1, 3, 0, 2],
  ],
  [
    [37, 41],
    [1, 0],
  ],
  [
    [4, 6],
    [0, 1],
  ],
  [[9], [0]],
  [[1], [0]],
  [[], []],
];

describe('packing a state', () => {
  it('leaves zeros out where zeros lie already, but not -0, and nowhere else', () => {
    const member = (path: string, offset: number) => ({ path, shape: [2], order: [0], offset });
    const vector: PackedVector = { path: 'v', size: 4, members: [member('a', 0), member('b', 2)] };
    const leaves = new Map<string, TensorData>([
      ['a', { shape: [2], data: new Float32Array(2) }],
      ['b', { shape: [2], data: Float32Array.of(0, -0) }],
    ]);
    const into = new Float32Array(4).fill(7);
    pack(vector, leaves, into, true);
    expect([...into]).toEqual([7, 7, 0, -0]);
    pack(vector, leaves, into);
    expect([...into]).toEqual([0, 0, 0, -0]);
  });

  it.each(CASES)('puts a tensor %j in the order %j, and back', (shape, order) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const offset = 3;
    const vector: PackedVector = { path: 'v', size: size + 5, members: [{ path: 'a', shape, order, offset }] };
    const data = Float32Array.from({ length: size }, (_, i) => i + 1);
    const into = new Float32Array(size + 5).fill(-1);
    pack(vector, new Map<string, TensorData>([['a', { shape, data }]]), into);
    const expected = placesOf(shape, order).map((place) => data[place] as number);
    expect([...into]).toEqual([-1, -1, -1, ...expected, -1, -1]);
    expect(unpack(vector, into).get('a')).toEqual({ shape, data });
  });

  it('refuses a tensor that is missing or has another shape', () => {
    const vector: PackedVector = { path: 'v', size: 4, members: [{ path: 'a', shape: [4], order: [0], offset: 0 }] };
    const into = new Float32Array(4);
    expect(() => pack(vector, new Map(), into)).toThrow(/no input a; it needs float32 \[4\]/);
    const other = new Map<string, TensorData>([['a', { shape: [2, 2], data: new Float32Array(4) }]]);
    expect(() => pack(vector, other, into)).toThrow(/input a has shape \[2, 2\], expected \[4\]/);
  });
});
