import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { DataError, OptionError, progressReporter, readSafetensors } from '../../lib/borad/base';
import { createDetector } from '../../lib/borad/detection';
import { evaluate } from '../../lib/borad/evaluation';
import { disposeModel } from '../../lib/borad/methods';
import { train } from '../../lib/borad/training';
import {
  checkpointAt,
  checkpointCurves,
  checkpointSteps,
  compareVariants,
  comparisonSpecs,
  dataOpener,
  differenceText,
  type ExperimentInputs,
  findRun,
  getComparison,
  getModel,
  getRun,
  keepModel,
  projectStore,
  type RunSpec,
  type RunStore,
  runHash,
  schedulesOf,
  summaryOf,
  valuesOf,
} from '../../lib/notebooks/study/experiments';
import { rivalSpecs } from '../../lib/notebooks/study/rivals';
import { inputsOf, tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const progress = progressReporter('silent');
const { data, model, training, detection } = tinyConfig();
const settings = { data, model, training, detection };
const spec = (variant: string, more: Partial<RunSpec> = {}): RunSpec => ({ variant, settings, ...more });
let store: RunStore;
let inputs: ExperimentInputs;
let folder = '';

beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-experiments-'));
  store = { results: join(folder, 'results'), scratch: join(folder, 'scratch') };
  inputs = await inputsOf(tinyTeacher(), tinyDataset());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = () => ({ store, inputs, progress });

describe('getRun', () => {
  it('trains once, then reads, and frees every tensor', async () => {
    expect(findRun(spec('BoRAD'), options())).toBeUndefined();
    const before = tf.memory().numTensors;
    const run = await getRun(spec('BoRAD'), options());
    expect(tf.memory().numTensors).toBe(before);
    const file = join(store.results, `${run.hash}.json`);
    const written = readFileSync(file, 'utf8');
    const again = await getRun(spec('BoRAD'), { ...options(), inputs: { ...inputs, features: undefined as never } });
    expect(again).toEqual(run);
    expect(readFileSync(file, 'utf8')).toBe(written);
    expect(statSync(file).size).toBeLessThan(60_000);
  });

  it('gives what training and evaluating give', async () => {
    const run = await getRun(spec('BoRAD'), options());
    const trained = await train({ ...inputs, config: run.config, features: inputs.features.train, progress });
    const { config } = run;
    const detector = createDetector({
      architecture: trained.record.architecture,
      config,
      teacher: inputs.teacher,
      model: trained.model,
    });
    const evaluated = await evaluate({ detector, dataset: inputs.dataset, evaluation: config.evaluation, progress });
    detector.dispose();
    disposeModel(trained.model);
    expect(run.losses.total[5]).toBeCloseTo(trained.history[5].total, 4);
    expect(run.mean.pixelAuroc).toBeCloseTo(evaluated.mean.pixelAuroc, 4);
    expect(run.scores).toHaveLength(16);
    expect(run.scores[3]).toBeCloseTo(evaluated.scores[3].score, 4);
    expect(run.checkpoints.map(({ step }) => step)).toEqual(checkpointSteps(6));
    expect(run.checkpoints.at(-1)?.detection).toEqual(run.mean);
    expect(run.checkpoints[0].prototypes.orthonormalityError).toBeLessThan(1e-5);
    expect(run.checkpoints.at(-1)?.prototypes.orthonormalityError).toBeGreaterThan(1e-4);
    expect(run.checkpoints[0].features.clean.fused.mean).toBeCloseTo(1, 5);
    expect(run.checkpoints.at(-1)?.features.masked.fused.mean).toBeLessThan(1);
  });

  it('measures long runs every 200 steps, others at shares of their length', () => {
    expect(checkpointSteps(400)).toEqual([0, 25, 100, 200, 300, 400]);
    const long = checkpointSteps(2800);
    expect(long).toHaveLength(15);
    expect([long[0], long[1], long.at(-2), long.at(-1)]).toEqual([0, 200, 2600, 2800]);
    expect(checkpointSteps(2100).slice(-2)).toEqual([2000, 2100]);
  });

  it('keeps the losses that a variant has', async () => {
    const run = await getRun(spec('without spatial'), options());
    expect(run.losses.spatial).toEqual([]);
    expect(run.losses.global).toHaveLength(6);
  });

  it('refuses a file of another version or another run', async () => {
    const run = await getRun(spec('BoRAD'), options());
    const other = { results: join(folder, 'other'), scratch: store.scratch };
    await getRun(spec('baseline'), { ...options(), store: other });
    const file = join(other.results, readdirSync(other.results)[0]);
    writeFileSync(file, JSON.stringify({ ...run, method: 0 }));
    expect(() => findRun(spec('baseline'), { ...options(), store: other })).toThrow(DataError);
  });
});

describe('runHash', () => {
  const hash = (own: RunSpec) => runHash(own, inputs.dataset);

  it('is the same however the same settings are said', () => {
    expect(hash(spec('BoRAD', { seed: 1, preset: 'notebook' }))).toBe(hash(spec('BoRAD')));
    expect(hash({ variant: 'BoRAD', settings: { ...settings, loss: { shift: false } } })).toBe(
      hash(spec('without shift')),
    );
  });

  it('changes with variant, seed, setting and data', () => {
    const names = [
      spec('BoRAD'),
      spec('baseline'),
      spec('BoRAD', { seed: 2 }),
      spec('BoRAD', { settings: { ...settings, training: { ...training, steps: 7 } } }),
    ].map(hash);
    names.push(runHash(spec('BoRAD'), { ...inputs.dataset, samples: inputs.dataset.samples.slice(1) }));
    expect(new Set(names).size).toBe(5);
    expect(names[0]).toMatch(/^[0-9a-f]{12}$/);
  });

  it('opens a data set once for all runs that share it', () => {
    const open = dataOpener();
    const [first, ...others] = comparisonSpecs({ settings, seeds: [1, 2] }).map(open);
    expect(others.every((dataset) => dataset === first)).toBe(true);
    expect(open(spec('BoRAD', { settings: { ...settings, data: { procedural: { train: 3 } } } }))).not.toBe(first);
    expect(runHash(spec('BoRAD'), first)).toBe(runHash(spec('BoRAD')));
  });

  it('names the variants there are', () => {
    expect(() => hash(spec('borad'))).toThrow(OptionError);
    expect(() => hash(spec('borad'))).toThrow(/masked baseline/);
  });
});

describe('getModel', () => {
  it('gives the weights of the run, trained again where they are gone, and leaves the results', async () => {
    const run = await getRun(spec('BoRAD'), options());
    const weights = join(store.scratch, run.hash);
    const first = await getModel(spec('BoRAD'), options());
    const name = 'proj.scale.0.convs.0.weight';
    const values = Array.from(first.model[name].dataSync());
    disposeModel(first.model);
    rmSync(weights, { recursive: true });
    const file = join(store.results, `${run.hash}.json`);
    const before = readFileSync(file, 'utf8');
    const second = await getModel(spec('BoRAD'), options());
    expect(existsSync(join(weights, 'run.json'))).toBe(true);
    expect(Array.from(second.model[name].dataSync())).toEqual(values);
    expect(readFileSync(file, 'utf8')).toBe(before);
    disposeModel(second.model);
  });
});

describe('keepModel', () => {
  it('keeps what test time needs, from which the same maps come, without the training folder', async () => {
    const kept = { ...store, models: join(folder, 'models') };
    const own = { ...options(), store: kept };
    const kindOf = (path: string) => Object.keys(readSafetensors(join(path, 'weights.safetensors')).tensors);
    const mapsOf = async () => {
      const { model, record, teacher } = await getModel(spec('BoRAD'), own);
      const { config, architecture } = record;
      const detector = createDetector({ architecture, config, teacher, model });
      const { test } = inputs.features;
      const { maps } = await detector.detectFeatures(test.scales, test.samples.length);
      detector.dispose();
      disposeModel(model);
      return maps;
    };
    const before = await mapsOf();
    const path = await keepModel(spec('BoRAD'), own);
    const trained = join(store.scratch, runHash(spec('BoRAD'), inputs.dataset));
    expect(kindOf(path).some((name) => /^(adam|ema|heads)\./.test(name))).toBe(false);
    expect(kindOf(path).length).toBeLessThan(kindOf(trained).length / 2);
    rmSync(trained, { recursive: true });
    expect(await mapsOf()).toEqual(before);
    expect(existsSync(trained)).toBe(false);
    await expect(keepModel(spec('BoRAD'), options())).rejects.toThrow(OptionError);
  });

  it('was done for the runs that notebooks draw maps of', () => {
    const { models } = projectStore();
    const there = readdirSync(models as string);
    const wanted = ['baseline', 'masked baseline', 'BoRAD'].map((variant) => runHash({ variant, seed: 1 }));
    expect(there).toEqual(expect.arrayContaining(wanted));
    // The others are those that methods are looked at by.
    const rivals = rivalSpecs({ seeds: [1] }).map((one) => runHash(one));
    expect([...wanted, ...rivals]).toEqual(expect.arrayContaining(there));
  });
});

describe('getComparison', () => {
  it('pairs by seed', async () => {
    const runs = await getComparison({ settings, variants: ['baseline', 'BoRAD'], seeds: [1, 2] }, options());
    expect(runs.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['baseline', 1],
      ['BoRAD', 1],
      ['baseline', 2],
      ['BoRAD', 2],
    ]);
    const of = (variant: string) => valuesOf(runs, variant, (run) => run.mean.pixelAuroc);
    const { differences } = compareVariants([...runs].reverse(), 'BoRAD', 'baseline', (run) => run.mean.pixelAuroc);
    expect(differences).toEqual(of('BoRAD').map((value, i) => value - of('baseline')[i]));
    const [first, second] = of('BoRAD');
    const { mean, sd } = summaryOf(runs, 'BoRAD', (run) => run.mean.pixelAuroc);
    expect(mean).toBeCloseTo((first + second) / 2, 12);
    expect(sd).toBeCloseTo(Math.abs(first - second) / Math.SQRT2, 12);
    const curves = checkpointCurves(runs, 'BoRAD', (checkpoint) => checkpoint.detection.pixelAuroc);
    expect(curves.map((curve) => curve[curve.length - 1])).toEqual([first, second]);
    expect(checkpointAt(runs[1], 6).detection.pixelAuroc).toBe(first);
    expect(() => checkpointAt(runs[1], 7)).toThrow(/only after 0, 2, 3, 5, 6/);
  });

  it('has six methods and five seeds by default', () => {
    expect(comparisonSpecs()).toHaveLength(30);
    expect(
      new Set(
        comparisonSpecs()
          .slice(0, 6)
          .map(({ seed }) => seed),
      ),
    ).toEqual(new Set([1]));
  });
});

it('prints differences with signs and what they decide', () => {
  const difference = {
    n: 5,
    mean: 0.021,
    sd: 1,
    low: 0.004,
    high: 0.038,
    level: 0.95,
    p: 0.03,
    differences: [],
    verdict: 'higher' as const,
  };
  expect(differenceText(difference, 1, 100)).toBe('+2.1 [+0.4, +3.8] higher');
  expect(differenceText({ ...difference, low: -0.004, verdict: 'undecided' }, 3)).toBe('+0.021 [−0.004, +0.038]');
});

it('gives the schedules that training used', () => {
  const { learningRate, momentum } = schedulesOf(tinyConfig());
  expect(learningRate[0]).toBe(5e-3);
  expect(learningRate[5]).toBeCloseTo(5e-4, 12);
  expect(momentum[0]).toBe(0.99);
});
