import { describe, expect, it } from 'vitest';
import {
  hasChosenRate,
  RIVAL_TITLES,
  type RivalRun,
  rateChoice,
  recordedPhotos,
} from '../../lib/notebooks/study/rivals';

describe('hasChosenRate', () => {
  const run = (variant: string, learningRate: number) =>
    ({ variant, config: { training: { learningRate } } }) as unknown as RivalRun;

  it('takes the rate that trials chose, by name or title, that of the baseline for the masked one', () => {
    for (const [title, tried] of [
      ['RD4AD', 'rd4ad'],
      ['BoRAD', 'BoRAD'],
      ['masked baseline', 'baseline'],
    ]) {
      const rate = rateChoice(tried).rate as number;
      expect(hasChosenRate(run(title, rate)), title).toBe(true);
      expect(hasChosenRate(run(title, 2 * rate)), title).toBe(false);
    }
  });

  it('takes any rate of a method without trials', () => {
    expect(hasChosenRate(run('PatchCore', 0.123))).toBe(true);
  });
});

describe('recordedPhotos', () => {
  const runs = recordedPhotos();

  it('has one protocol: 600 steps of 16 at the chosen rates, each seed of a method once, in the order of tables', () => {
    expect(runs.length).toBeGreaterThan(0);
    const trained = runs.filter(({ variant }) => variant !== 'PatchCore');
    for (const { config } of trained) expect([config.training.steps, config.training.batchSize]).toEqual([600, 16]);
    expect(runs.filter((run) => !hasChosenRate(run))).toEqual([]);
    const places = runs.map(({ variant, seed }) => 100 * RIVAL_TITLES.indexOf(variant) + seed);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  });

  it('knows no photograph of another set', () => {
    expect(recordedPhotos('no such set')).toEqual([]);
  });
});
