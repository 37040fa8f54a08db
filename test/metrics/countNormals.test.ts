import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNormals } from '../../lib/borad/metrics/countNormals';

/** The same by comparing every item with every threshold. */
function countedOneByOne(thresholds: number[], labels: number[], scores: number[]) {
  const normal = scores.filter((_, i) => labels[i] === 0);
  const bounds = [Number.POSITIVE_INFINITY, ...thresholds, Number.NEGATIVE_INFINITY];
  const groups = bounds.slice(1).map((low, k) => normal.filter((score) => score < bounds[k] && score > low));
  return {
    total: normal.length,
    ties: thresholds.map((threshold) => normal.filter((score) => score === threshold).length),
    between: groups.map((group) => group.length),
    lowest: groups.map((group) => Math.min(...group)),
  };
}

const plain = ({ total, ties, between, lowest }: ReturnType<typeof countNormals>) => ({
  total,
  ties: [...ties],
  between: [...between],
  lowest: [...lowest],
});

/** Scores that repeat, crowd, and reach both ends of what floats hold. */
const score = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: 0, max: 1000 }).map((v) => 1 + v * 2 ** -23),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const items = fc.array(fc.record({ label: fc.constantFrom(0, 0, 1), score }), { maxLength: 60 });

describe('countNormals', () => {
  it.each([Float32Array, Float64Array])('counts as comparing with every threshold does, in %o', (Type) => {
    fc.assert(
      fc.property(items, (list) => {
        const scores = Type.from(list.map((item) => item.score));
        const labels = list.map(({ label }) => label);
        const thresholds = [...new Set([...scores].filter((_, i) => labels[i] === 1))].sort((a, b) => b - a);
        expect(plain(countNormals(Type.from(thresholds), labels, scores))).toEqual(
          countedOneByOne(thresholds, labels, [...scores]),
        );
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it('bears thresholds whose distance overflows, or is denormal', () => {
    const huge = Number.MAX_VALUE;
    const scores = [huge, 1, 0, -1, -huge];
    const counts = countNormals(Float64Array.of(huge, 0, -huge), [0, 0, 0, 0, 0], scores);
    expect([[...counts.ties], [...counts.between]]).toEqual([
      [1, 1, 1],
      [0, 1, 1, 0],
    ]);
    const tiny = countNormals(Float64Array.of(5e-324, 0), [0, 0], [5e-324, -1]);
    expect([[...tiny.ties], [...tiny.between]]).toEqual([
      [1, 0],
      [0, 0, 1],
    ]);
  });
});
