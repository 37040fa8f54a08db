import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { radixSortDescending } from '../../lib/borad/metrics/radixSort';

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('radixSortDescending', () => {
  it('orders any finite float32 values as a comparison sort does, and carries the payload along', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 200 }), (list) => {
        const before = Float32Array.from(list);
        const sorted = radixSortDescending(
          before.slice(),
          Uint32Array.from(before, (_, i) => i),
        );
        const expected = [...before].sort((a, b) => b - a);
        expect([...sorted.values].map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
        const carried = [...(sorted.payload as Uint32Array)];
        expect(carried.map((i) => before[i])).toEqual([...sorted.values]);
        expect([...carried].sort((a, b) => a - b)).toEqual(list.map((_, i) => i));
      }),
      { seed: 1, numRuns: 300, examples: [[[0, -0, 1e-45, -1e-45, 3.4e38, -3.4e38].map(Math.fround)]] },
    );
  });

  it('is stable', () => {
    const { payload } = radixSortDescending(Float32Array.of(1, 2, 1, 2), Uint32Array.of(0, 1, 2, 3));
    expect([...(payload as Uint32Array)]).toEqual([1, 3, 0, 2]);
  });
});
