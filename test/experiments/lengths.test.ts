import { describe, expect, it } from 'vitest';
import { coverageText, longSpecs, valuesByLength } from '../../lib/notebooks/study/experiments';
import type { ExperimentRun } from '../../lib/notebooks/study/measures';

const run = (variant: string, seed: number, steps: number, mad: number) =>
  ({ variant, seed, config: { training: { steps } }, mean: { mad } }) as unknown as ExperimentRun;
const set = (steps: number, seeds: number[], step: number) =>
  seeds.flatMap((seed) => [run('BoRAD', seed, steps, seed + step), run('baseline', seed, steps, seed)]);
const mad = ({ mean }: ExperimentRun) => mean.mad;
const pair = ['BoRAD', 'baseline'] as const;

describe('valuesByLength', () => {
  it('lets the longest training with three pairs decide', () => {
    expect(valuesByLength([set(2800, [1, 2, 3], 2), set(400, [1, 2, 3, 4, 5], 1)], pair, mad)).toEqual([
      { steps: 400, values: [1, 1, 1, 1, 1], decides: false },
      { steps: 2800, values: [2, 2, 2], decides: true },
    ]);
  });

  it('lets the short one decide until there are three, and leaves a lone pair out', () => {
    const short = set(400, [1, 2, 3, 4, 5], 1);
    expect(valuesByLength([short, set(2800, [1, 2], 2)], pair, mad)).toMatchObject([
      { steps: 400, decides: true },
      { steps: 2800, values: [2, 2], decides: false },
    ]);
    expect(valuesByLength([short, set(2800, [4], 2)], pair, mad).map(({ steps }) => steps)).toEqual([400]);
    expect(valuesByLength([short, []], pair, mad)).toHaveLength(1);
  });

  it('takes whole pairs only', () => {
    const runs = [...set(2800, [1, 2, 3], 2), run('BoRAD', 4, 2800, 9)];
    expect(valuesByLength([runs], pair, mad)[0].values).toHaveLength(3);
  });
});

describe('coverageText', () => {
  it('counts what is there and what is not', () => {
    expect(coverageText({ runs: set(2800, [1, 2], 0), wanted: 24 })).toBe(
      '4 of 24 runs are there (BoRAD 2, baseline 2), 20 are not made yet.',
    );
    expect(coverageText({ runs: [], wanted: 24 })).toBe('0 of 24 runs are there, 24 are not made yet.');
    expect(coverageText({ runs: set(400, [1], 0), wanted: 2 })).toBe('2 of 2 runs are there (BoRAD 1, baseline 1).');
  });
});

describe('longSpecs', () => {
  it('has eight seeds of the main methods and five of the others, none twice', () => {
    const specs = longSpecs();
    const count = (variant: string) => specs.filter((spec) => spec.variant === variant).length;
    expect(['baseline', 'masked baseline', 'BoRAD'].map(count)).toEqual([8, 8, 8]);
    expect(['without shift', 'without global', 'without spatial'].map(count)).toEqual([5, 5, 5]);
    expect(specs.every(({ preset }) => preset === 'long')).toBe(true);
    expect(new Set(specs.map(({ variant, seed }) => `${variant} ${seed}`)).size).toBe(39);
  });
});
