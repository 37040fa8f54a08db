import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { DataError, OptionError, progressReporter } from '../../lib/borad/base';
import { proceduralDataset } from '../../lib/borad/datasets';
import { type ExperimentInputs, getRun, type RunSpec, type RunStore } from '../../lib/notebooks/study/experiments';
import {
  CONTRASTS,
  contrastDetection,
  type GradedSet,
  gradedSets,
  isMeasurable,
  type LimitationRow,
  measureLimitation,
  readLimitations,
  recordLimitation,
} from '../../lib/notebooks/study/limitations';
import { there } from '../there';
import { inputsOf, tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const SEED = 4;
const progress = progressReporter('silent');
const { data, model, training, detection } = tinyConfig();
const spec: RunSpec = { variant: 'BoRAD', settings: { data, model, training, detection } };
let folder = '';
let store: RunStore;
let inputs: ExperimentInputs;
let sets: GradedSet[];
let row: LimitationRow;

beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-limitations-'));
  store = { results: join(folder, 'results', 'runs'), scratch: join(folder, 'scratch') };
  const dataset = proceduralDataset({
    ...{ seed: SEED, imageSize: 64, categories: ['nut', 'wood'] },
    ...{ trainPerCategory: 6, testGoodPerCategory: 2, testDefectivePerCategory: 2 },
  });
  inputs = await inputsOf(tinyTeacher(), dataset);
  sets = await gradedSets(inputs, SEED);
  expect(isMeasurable(spec, inputs, { store })).toBe(false);
  const run = await getRun(spec, { store, inputs, progress });
  const before = tf.memory().numTensors;
  row = await measureLimitation(spec, inputs, sets, { store, progress });
  expect(tf.memory().numTensors).toBe(before);
  expect(row.hash).toBe(run.hash);
  expect(row.contrast.at(-1)?.mean.pixelAuroc).toBeCloseTo(run.mean.pixelAuroc, 4);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('measureLimitation', () => {
  it('measures every contrast, and the set as it is at contrast 1', () => {
    expect(isMeasurable(spec, inputs, { store })).toBe(true);
    expect(row.contrast.map(({ contrast }) => contrast)).toEqual(CONTRASTS);
    expect(new Set(row.contrast.map(({ mean }) => mean.pixelAuroc)).size).toBeGreaterThan(1);
  });

  it('brings the features of a fainter defect nearer to those of its twin', () => {
    const at = (contrast: number) => there(sets.find((set) => set.contrast === contrast)).features.scales[0];
    const distance = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0);
    expect(distance(at(0.125), at(0.25))).toBeLessThan(distance(at(0.125), at(1)));
  });

  it('leaves no more variance than there is', () => {
    expect(row.views.total).toBeGreaterThan(0);
    expect(row.views.conditional).toBeGreaterThan(0);
    expect(row.views.conditional).toBeLessThan(2 * row.views.total);
  });

  it('refuses photographs and an empty list of sets', async () => {
    await expect(gradedSets({ ...inputs, dataset: tinyDataset() }, SEED)).rejects.toThrow(OptionError);
    await expect(contrastDetection({} as never, [])).rejects.toThrow(OptionError);
  });
});

describe('recordLimitation', () => {
  it('keeps one row per model, in order', () => {
    expect(readLimitations(store)).toEqual([]);
    recordLimitation({ ...row, seed: 2, hash: 'b' }, store);
    recordLimitation({ ...row, seed: 9, hash: 'a' }, store);
    recordLimitation({ ...row, seed: 1, hash: 'a' }, store);
    expect(readLimitations(store).map(({ hash, seed }) => [hash, seed])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('refuses a file of another form', () => {
    writeFileSync(join(folder, 'results', 'limitations.json'), '{"format": 0, "rows": []}');
    expect(() => readLimitations(store)).toThrow(DataError);
  });
});
