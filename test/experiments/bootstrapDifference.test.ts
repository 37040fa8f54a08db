import { describe, expect, it } from 'vitest';
import { createRng, ShapeError } from '../../lib/borad/base';
import type { Sample } from '../../lib/borad/datasets';
import { bootstrapAurocDifference } from '../../lib/notebooks/study/experiments';
import type { ExperimentRun } from '../../lib/notebooks/study/measures';

const samples: Sample[] = ['nut', 'tile'].flatMap((category) =>
  Array.from({ length: 40 }, (_, i) => ({
    category,
    split: 'test' as const,
    defect: i < 20 ? 'good' : 'cut',
    id: `${category}/${i}`,
  })),
);

/** Scores that are right but for noise of a size. */
const run = (variant: string, seed: number, noise: number): ExperimentRun => {
  const rng = createRng(seed).split(variant);
  const scores = samples.map(({ defect }) => (defect === 'good' ? 0 : 1) + noise * rng.normal());
  return { variant, seed, hash: `${variant}${seed}`, scores } as ExperimentRun;
};
const runsWith = (noise: number) =>
  [1, 2, 3].flatMap((seed) => [run('BoRAD', seed, 0.3), run('baseline', seed, noise)]);

describe('bootstrapAurocDifference', () => {
  it('excludes zero where one method is far better', () => {
    const { value, low, high } = bootstrapAurocDifference(runsWith(3), ['BoRAD', 'baseline'], samples, createRng(1));
    expect(low).toBeGreaterThan(0.1);
    expect(value).toBeGreaterThan(low);
    expect(value).toBeLessThan(high);
  });

  it('is zero, and nothing else, for a method against itself', () => {
    const { value, low, high } = bootstrapAurocDifference(runsWith(3), ['BoRAD', 'BoRAD'], samples, createRng(1));
    expect([value, low, high]).toEqual([0, 0, 0]);
  });

  it('gives the same interval for the same generator, and a wider one for a higher confidence', () => {
    const of = (seed: number, level: number) =>
      bootstrapAurocDifference(runsWith(1), ['BoRAD', 'baseline'], samples, createRng(seed), { draws: 200, level });
    expect(of(1, 0.95)).toEqual(of(1, 0.95));
    const [narrow, wide] = [of(1, 0.8), of(1, 0.99)];
    expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low);
  });

  it('refuses runs of other images and methods without a run', () => {
    const rng = createRng(1);
    expect(() => bootstrapAurocDifference(runsWith(1), ['BoRAD', 'baseline'], samples.slice(1), rng)).toThrow(
      ShapeError,
    );
    expect(() => bootstrapAurocDifference(runsWith(1), ['BoRAD', 'nothing'], samples, rng)).toThrow(
      /no run of nothing/,
    );
  });
});
