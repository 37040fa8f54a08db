import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { DataError, OptionError, progressReporter, readJson, writeJson } from '../../lib/borad/base';
import { createDetector, publishedDetector } from '../../lib/borad/detection';
import { evaluate } from '../../lib/borad/evaluation';
import { disposeModel } from '../../lib/borad/methods';
import {
  type ExperimentInputs,
  getModel,
  getRun,
  type MethodSpec,
  type RunStore,
} from '../../lib/notebooks/study/experiments';
import {
  findPublished,
  hasPublished,
  measurePublished,
  type PublishedRun,
  publishedTable,
  publishedText,
  type RivalRun,
} from '../../lib/notebooks/study/rivals';
import { inputsOf, tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const { data, training, detection } = tinyConfig();
const patchcore: MethodSpec = {
  method: 'patchcore',
  seed: 1,
  settings: { data, training, detection, memory: { patches: 400, entries: 40, projection: 8 } },
};
const progress = progressReporter('silent');
let folder = '';
let store: RunStore;
let inputs: ExperimentInputs;

beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-published-'));
  const results = join(folder, 'runs');
  store = { results, methods: join(folder, 'methods'), scratch: join(folder, 'scratch') };
  inputs = await inputsOf(tinyTeacher(), tinyDataset());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('measurePublished', () => {
  it('keeps what evaluating the stored model by each published scoring gives, once, and frees every tensor', async () => {
    const options = { store, inputs, progress };
    await expect(measurePublished(patchcore, options)).rejects.toThrow(OptionError);
    const run = await getRun(patchcore, options);
    const tensors = tf.memory().numTensors;
    const published = await measurePublished(patchcore, options);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(published?.scorings.map(({ name }) => name)).toEqual(['patches', 'reweighted']);
    const { model, record } = await getModel(patchcore, options);
    const detector = createDetector({ ...record, teacher: inputs.teacher, model });
    for (const { name, mean } of published?.scorings ?? []) {
      const own = publishedDetector(detector, name);
      const { config } = record;
      const { dataset, features } = inputs;
      const given = { detector: own, dataset, evaluation: config.evaluation, features: features.test, progress };
      expect((await evaluate(given)).mean.imageAuroc).toBeCloseTo(mean.imageAuroc, 4);
      own.dispose();
    }
    detector.dispose();
    disposeModel(model);
    expect(readdirSync(join(folder, 'published'))).toEqual([`${run.hash}.json`]);
    const written = readFileSync(join(folder, 'published', `${run.hash}.json`), 'utf8');
    expect(await measurePublished(patchcore, options)).toEqual(published);
    expect(JSON.parse(written)).toEqual(published);
  });

  it('measures again what was measured on a run that has been made again', async () => {
    const options = { store, inputs, progress };
    const { hash } = await getRun(patchcore, options);
    const before = findPublished(patchcore, options);
    expect(before).toBeDefined();
    const file = join(folder, 'methods', `${hash}.json`);
    const run = readJson<RivalRun>(file);
    writeJson(file, { ...run, mean: { ...run.mean, pixelAp: run.mean.pixelAp / 2 } });
    expect(findPublished(patchcore, options)).toBeUndefined();
    expect((await measurePublished(patchcore, options))?.results).not.toBe(before?.results);
    writeJson(file, run);
  });

  it('does not take weights for those of another teacher', async () => {
    const other = { ...inputs, teacher: { ...inputs.teacher, sha256: 'another' } };
    await expect(getModel(patchcore, { store, inputs: other, progress })).rejects.toThrow(DataError);
  });

  it('leaves out methods whose scoring is the common one, and rows that share weights', () => {
    expect(hasPublished({ method: 'rd4ad' })).toBe(false);
    expect(hasPublished({ method: 'hvqtrans' })).toBe(true);
    expect(hasPublished({ method: 'hvqtrans', settings: { codebooks: { category: 'nearest' } } })).toBe(false);
  });
});

const means = (imageAuroc: number, pixelAupro: number) => ({
  ...{ imageAuroc, imageAp: 0.9, imageF1Max: 0.9, pixelAuroc: 0.9, pixelAp: 0.3, pixelF1Max: 0.4, pixelAupro },
  mad: 0.7,
});
const seeds = [0.7, 0.72, 0.74];
const runs = seeds.map((auroc, i) => ({ variant: 'UniAD', seed: i + 1, mean: means(auroc, 0.6) }) as RivalRun);
const published = seeds.map(
  (auroc, i): PublishedRun => ({
    ...{ format: 1, hash: `${i}`, method: 1, variant: 'UniAD', seed: i + 1, results: '' },
    scorings: [{ name: 'window', about: 'mean of a window', mean: means(auroc + 0.05 + 0.001 * i, 0.6 - 0.01 * i) }],
  }),
);

describe('publishedTable and publishedText', () => {
  it('set each scoring under the common protocol of the same runs', () => {
    const { rows } = publishedTable('published', published, [...runs, { ...runs[0], seed: 9 }]);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['UniAD', 'common protocol', 3],
      ['UniAD', 'mean of a window', 3],
    ]);
    expect(rows[0][3]).toMatchObject({ mean: expect.closeTo(72, 6) });
    expect(rows[1][3]).toMatchObject({ mean: expect.closeTo(77.1, 6) });
  });

  it('name what is decided seed by seed', () => {
    expect(publishedText(published, runs)).toBe(
      "Authors' scoring minus the common protocol, points, 95% t interval of each by itself: higher: UniAD image AUROC +5.1; lower: none.",
    );
  });
});
