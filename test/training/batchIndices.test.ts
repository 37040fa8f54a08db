import { describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import type { RunConfig } from '../../lib/borad/methods';
import { balancedIndices, batchIndices, stepIndices } from '../../lib/borad/training';

const rng = () => createRng(7).split('order');
/** The first images of a run, from steps of so many. */
const drawn = (count: number, batch: number, indices: (batch: number, step: number) => Int32Array): number[] =>
  Array.from({ length: count / batch }, (_, step) => [...indices(batch, step)]).flat();

describe('images of a step', () => {
  it('are shuffled epochs: each image once before any comes again', () => {
    const all = drawn(20, 4, (batch, step) => batchIndices(rng(), 10, batch, step));
    for (const epoch of [all.slice(0, 10), all.slice(10)])
      expect([...epoch].sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => i));
    expect(all.slice(0, 10)).not.toEqual(all.slice(10));
  });
});

describe('images of a step, balanced', () => {
  const categories = ['a', 'b', 'a', 'a', 'c', 'a', 'b', 'a', 'a', 'a'];
  const all = drawn(90, 5, (batch, step) => balancedIndices(rng(), categories, batch, step));

  it('are of each category in turn, whatever its size', () => {
    for (let round = 0; round < 30; round++)
      expect(
        all
          .slice(3 * round, 3 * round + 3)
          .map((i) => categories[i])
          .sort(),
      ).toEqual(['a', 'b', 'c']);
  });

  it('are of a category all of its images before one comes again, in orders that differ', () => {
    const ofA = all.filter((i) => categories[i] === 'a');
    const epochs = [0, 1, 2].map((epoch) => ofA.slice(7 * epoch, 7 * epoch + 7));
    for (const epoch of epochs) expect([...epoch].sort((x, y) => x - y)).toEqual([0, 2, 3, 5, 7, 8, 9]);
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it('do not depend on the size of steps, nor on what was drawn before', () => {
    expect(drawn(90, 9, (batch, step) => balancedIndices(rng(), categories, batch, step))).toEqual(all);
    expect([...balancedIndices(rng(), categories, 5, 17)]).toEqual(all.slice(85));
  });
});

describe('images of a step of a run', () => {
  const categories = ['a', 'b', 'a', 'a', 'c'];
  const config = (balance: string) => ({ seed: 7, training: { batchSize: 4, balance } }) as unknown as RunConfig;

  it("are drawn by the run's seed and balance", () => {
    expect(stepIndices(config('none'), categories, 3)).toEqual(batchIndices(rng(), 5, 4, 3));
    expect(stepIndices(config('category'), categories, 3)).toEqual(balancedIndices(rng(), categories, 4, 3));
  });
});
