import { describe, expect, it } from 'vitest';
import {
  conditionalShares,
  type LimitationRow,
  longestMeasured,
  subtleGains,
  unmaskedShiftGains,
} from '../../lib/notebooks/study/limitations';
import type { ExperimentRun } from '../../lib/notebooks/study/measures';

const row = (variant: string, seed: number, aurocs: number[], conditional = 0.5, steps = 400): LimitationRow => ({
  ...{ hash: `${variant} ${seed} ${steps}`, variant, seed, steps },
  contrast: [0.25, 1].map((contrast, i) => ({ contrast, mean: { imageAuroc: aurocs[i] } as never })),
  views: { conditional, total: 2 },
});
const pair = ['BoRAD', 'baseline'] as const;

describe('subtleGains', () => {
  it('is the gain at a contrast minus that at full contrast, per seed, in points', () => {
    const rows = [
      row('BoRAD', 1, [0.6, 0.9]),
      row('baseline', 1, [0.55, 0.8]),
      row('BoRAD', 2, [0.5, 0.7]),
      row('baseline', 2, [0.5, 0.8]),
      row('BoRAD', 3, [0.5, 0.7]),
    ];
    const [only, ...more] = subtleGains(rows, pair, 0.25, 'imageAuroc');
    expect(more).toEqual([]);
    expect(only).toMatchObject({ steps: 400, decides: true });
    expect(only.values.map((value) => Math.round(value))).toEqual([-5, 10]);
  });

  it('lets the longest training with three pairs decide', () => {
    const at = (steps: number, seeds: number[]) =>
      seeds.flatMap((seed) =>
        pair.map((variant) => row(variant, seed, [0.5, 0.5], variant === 'BoRAD' ? 0.4 : 0.6, steps)),
      );
    const decided = (rows: LimitationRow[]) =>
      conditionalShares(rows, pair).map(({ steps, decides, values }) => [steps, decides, values.length]);
    expect(decided([...at(400, [1, 2, 3]), ...at(2800, [1, 2])])).toEqual([
      [400, true, 3],
      [2800, false, 2],
    ]);
    expect(decided([...at(400, [1, 2, 3]), ...at(2800, [1, 2, 3])])[1]).toEqual([2800, true, 3]);
    expect(conditionalShares(at(400, [1, 2]), pair)[0].values[0]).toBeCloseTo(-0.1, 12);
    expect(conditionalShares(at(400, [1]), pair)).toEqual([]);
  });
});

describe('unmaskedShiftGains', () => {
  const run = (variant: string, seed: number, mad: number) => ({ variant, seed, mean: { mad } }) as ExperimentRun;
  it('compares the gain of the shift without masks with that with masks, per seed', () => {
    const masked = [run('BoRAD', 1, 5), run('without shift', 1, 2), run('BoRAD', 2, 5), run('without shift', 2, 5)];
    const unmasked = [run('BoRAD', 1, 4), run('without shift', 1, 3), run('BoRAD', 3, 9), run('without shift', 3, 1)];
    expect(unmaskedShiftGains(masked, unmasked, ({ mean }) => mean.mad)).toEqual([1 - 3]);
  });
});

describe('longestMeasured', () => {
  it('takes the longest training that has three seeds of every method', () => {
    const of = (steps: number, seeds: number[]) => seeds.map((seed) => row('BoRAD', seed, [0.5, 0.5], 0.5, steps));
    const rows = [...of(400, [1, 2, 3]), ...of(2800, [1, 2])];
    expect(longestMeasured(rows, ['BoRAD']).map(({ steps }) => steps)).toEqual([400, 400, 400]);
    expect(longestMeasured(rows, ['BoRAD', 'baseline'])).toEqual([]);
    expect(longestMeasured([...rows, ...of(2800, [3])], ['BoRAD'])).toHaveLength(3);
  });
});
