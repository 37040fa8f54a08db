import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import {
  anyConfig,
  COMPARED_SEEDS,
  METHOD_RUN_FORMAT,
  METHOD_VERSION,
  projectStore,
  type RunStore,
  runHash,
} from '../../lib/notebooks/study/experiments';
import { RATE_NAMES, RATE_SEEDS, rateChoice, rateSpecs, rateStore } from '../../lib/notebooks/study/rivals';

const root = mkdtempSync(join(tmpdir(), 'borad-rates-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A store with trials of ViTAD: mAD by rate, then by seed. */
function stored(name: string, mad: number[][]): RunStore {
  const folder = join(root, name);
  mkdirSync(folder);
  rateSpecs(['vitad']).forEach((spec, i) => {
    const value = mad[i % 3]?.[Math.floor(i / 3)];
    if (value === undefined) return;
    const run = { format: METHOD_RUN_FORMAT, method: METHOD_VERSION, hash: runHash(spec), mean: { mad: value } };
    writeFileSync(join(folder, `${run.hash}.json`), JSON.stringify(run));
  });
  return { results: folder, methods: folder, scratch: folder };
}

describe('rateSpecs', () => {
  it('are three rates on two sets of other images than are compared', () => {
    const configs = rateSpecs(['vitad']).map(anyConfig);
    expect(configs.map(({ training }) => training.learningRate)).toEqual([1e-3, 2e-3, 4e-3, 1e-3, 2e-3, 4e-3]);
    const seeds = configs.map(({ seed, data }) => [seed, data.procedural.seed]);
    expect(seeds).toEqual([101, 101, 101, 102, 102, 102].map((seed) => [seed, seed]));
    const compared = anyConfig({ method: 'vitad' }).data.procedural.seed;
    for (const seed of RATE_SEEDS) expect([...COMPARED_SEEDS, compared]).not.toContain(seed);
  });

  it('name what has trials', () => {
    expect(rateSpecs()).toHaveLength(6 * RATE_NAMES.length);
    expect(() => rateSpecs(['patchcore'])).toThrow(OptionError);
    expect(() => rateSpecs(['patchcore'])).toThrow(/vitad/);
  });
});

describe('rateChoice', () => {
  it('takes the greatest mean, not the greatest value', () => {
    const choice = rateChoice(
      'vitad',
      stored('mean', [
        [0.5, 0.5],
        [0.9, 0.2],
        [0.6, 0.6],
      ]),
    );
    expect(choice).toMatchObject({ rate: 4e-3, sets: 2, atEnd: true });
    expect(choice.trials[1]).toEqual({ rate: 2e-3, mad: [0.9, 0.2] });
  });

  it('takes the smaller of two equal rates, and says when it lies inside', () => {
    expect(
      rateChoice(
        'vitad',
        stored('equal', [
          [0.5, 0.5],
          [0.6, 0.6],
          [0.6, 0.6],
        ]),
      ),
    ).toMatchObject({
      rate: 2e-3,
      atEnd: false,
    });
  });

  it('chooses by the sets on which all rates were tried, and nothing while there is none', () => {
    const one = rateChoice('vitad', stored('missing', [[0.5, 0.5], [0.6], [0.4, 0.7]]));
    expect(one).toMatchObject({ rate: 2e-3, sets: 1, atEnd: false });
    expect(one.trials.map(({ mad }) => mad)).toEqual([
      [0.5, 0.5],
      [0.6, undefined],
      [0.4, 0.7],
    ]);
    const none = rateChoice('vitad', stored('none', [[0.5], []]));
    expect(none).toMatchObject({ sets: 0, atEnd: false });
    expect(none.rate).toBeUndefined();
  });
});

it('keeps trials apart from compared runs', () => {
  const [own, other] = [rateStore(), projectStore()];
  expect(own.results).toBe(own.methods);
  for (const folder of [other.results, other.methods, other.models]) expect(own.results).not.toBe(folder);
});
