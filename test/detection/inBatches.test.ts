import { expect, it } from 'vitest';
import { exampleBatch, inBatches } from '../../lib/borad/detection/inBatches';
import type { Runner } from '../../lib/borad/engine';

type Fed = { shape: number[]; data: Float32Array }[];

it('runs every image once, in batches of one shape, and says how many of the last count', async () => {
  const shapes: number[][][] = [];
  const run = async (fed: Fed) => {
    shapes.push(fed.map(({ shape }) => shape));
    return { doubled: fed[0].data.map((value) => 2 * value), told: fed[1].data.slice() };
  };
  const inputs = [
    { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2] },
    { data: Float32Array.of(7, 8, 9), shape: [] },
  ];
  const taken: number[][] = [];
  await inBatches<{ doubled: Float32Array; told: Float32Array }>(
    { run, dispose() {} } as unknown as Runner,
    2,
    inputs,
    3,
    ({ doubled, told }, length, first) => {
      taken.push([first, ...doubled.subarray(0, 2 * length), ...told.subarray(0, length)]);
    },
  );
  expect(taken).toEqual([
    [0, 2, 4, 6, 8, 7, 8],
    [2, 10, 12, 9],
  ]);
  expect(shapes).toEqual([
    [[2, 2], [2]],
    [[2, 2], [2]],
  ]);
});

it('runs no batch more than it needs', async () => {
  let runs = 0;
  const runner = {
    run: async (fed: Fed) => {
      runs++;
      return fed[0];
    },
    dispose() {},
  } as unknown as Runner;
  for (const [count, expected] of [
    [4, 2],
    [1, 1],
    [0, 0],
  ] as const) {
    runs = 0;
    await inBatches(runner, 2, [{ data: new Float32Array(count), shape: [] }], count, () => {});
    expect(runs).toBe(expected);
  }
});

it('is compiled for a batch of zeros', () => {
  expect(exampleBatch(3, [[2], []])).toEqual([
    { shape: [3, 2], data: new Float32Array(6) },
    { shape: [3], data: new Float32Array(3) },
  ]);
});
