/** Runs of methods other than BoRAD: trained once, stored in a folder of their own, compared in one list with BoRAD's. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { CancelledError, DataError, OptionError, progressReporter } from '../../lib/borad/base';
import { createDetector } from '../../lib/borad/detection';
import { evaluate } from '../../lib/borad/evaluation';
import { disposeModel } from '../../lib/borad/methods';
import { train } from '../../lib/borad/training';
import {
  anyConfig,
  COMPARED_SEEDS,
  compareVariants,
  coverageText,
  type ExperimentInputs,
  findRun,
  getModel,
  getRun,
  keepModel,
  type MethodSpec,
  namedSpec,
  type RunStore,
  recordedRuns,
  runHash,
  specName,
} from '../../lib/notebooks/study/experiments';
import { RIVAL_METHODS, RIVAL_TITLES, rivalSpecs, runsOfMethods } from '../../lib/notebooks/study/rivals';
import { there } from '../there';
import { inputsOf, tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const progress = progressReporter('silent');
const { data, training, detection } = tinyConfig();
const shared = { data, training, detection };
const small = {
  simplenet: { discriminator: { rows: 64, hidden: 8 } },
  patchcore: { memory: { patches: 400, entries: 40, projection: 8 } },
  hvqtrans: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20 }, codebooks: { codes: 5 } },
};
const spec = (method: keyof typeof small, seed = 1): MethodSpec => ({
  method,
  seed,
  settings: { ...shared, ...small[method] },
});
let store: RunStore;
let inputs: ExperimentInputs;
let folder = '';

beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-method-runs-'));
  store = { results: join(folder, 'results'), methods: join(folder, 'methods'), scratch: join(folder, 'scratch') };
  inputs = await inputsOf(tinyTeacher(), tinyDataset());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = () => ({ store, inputs, progress });

describe('getRun of a method', () => {
  it('leaves a model that can be read where averages of training are dropped', async () => {
    const run = await getRun(spec('hvqtrans'), options());
    const { model, record } = await getModel(spec('hvqtrans'), options());
    expect(run.hash).toBe(runHash(spec('hvqtrans'), inputs.dataset));
    expect(record.config.method).toBe('hvqtrans');
    expect(Object.keys(model).filter((name) => /^adam|\.sums$|\.counts$/.test(name))).toEqual([]);
    expect(Object.keys(model)).toContain('top.codes');
    disposeModel(model);
  });

  it('trains once, then reads, and frees every tensor', async () => {
    expect(findRun(spec('simplenet'), options())).toBeUndefined();
    const before = tf.memory().numTensors;
    const run = await getRun(spec('simplenet'), options());
    expect(tf.memory().numTensors).toBe(before);
    const file = join(there(store.methods), `${run.hash}.json`);
    const written = readFileSync(file, 'utf8');
    expect(
      await getRun(spec('simplenet'), { ...options(), inputs: { ...inputs, features: undefined as never } }),
    ).toEqual(run);
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  it('gives what training and evaluating give', async () => {
    const run = await getRun(spec('simplenet'), options());
    const config = anyConfig(spec('simplenet'));
    const trained = await train({ ...inputs, config, features: inputs.features.train, progress });
    const { architecture } = trained.record;
    const detector = createDetector({ architecture, config, teacher: inputs.teacher, model: trained.model });
    const evaluated = await evaluate({ detector, dataset: inputs.dataset, evaluation: config.evaluation, progress });
    detector.dispose();
    disposeModel(trained.model);
    expect(run.variant).toBe('SimpleNet');
    expect(run.losses.total[5]).toBeCloseTo(trained.history[5].total, 4);
    expect(run.mean.pixelAuroc).toBeCloseTo(evaluated.mean.pixelAuroc, 4);
    expect(run.scores).toHaveLength(16);
    expect(run.scores[3]).toBeCloseTo(evaluated.scores[3].score, 3);
  });

  it('of a further row has the weights of its method, and scores as that does where it is told nothing', async () => {
    const own = namedSpec('hvqtrans:nearest', spec('hvqtrans'));
    const [told, chosen] = [await getRun(spec('hvqtrans'), options()), await getRun(own, options())];
    expect([told.variant, chosen.variant]).toEqual(['HVQ-Trans', 'HVQ-Trans, category chosen']);
    expect(chosen.hash).not.toBe(told.hash);
    const [of, ofOwn] = [await getModel(spec('hvqtrans'), options()), await getModel(own, options())];
    expect(Object.keys(ofOwn.model)).toEqual(Object.keys(of.model));
    for (const [name, tensor] of Object.entries(of.model))
      expect(ofOwn.model[name].dataSync(), name).toEqual(tensor.dataSync());
    const { test } = inputs.features;
    const detector = createDetector({ ...of.record, teacher: of.teacher, model: of.model });
    const { scores } = await detector.detectFeatures(test.scales, test.samples.length);
    scores.forEach((score, i) => {
      expect(chosen.scores[i]).toBeCloseTo(score, 3);
    });
    const wrong = test.samples.map(({ category }) => (category === 'rows' ? 'columns' : 'rows'));
    const untold = createDetector({ ...ofOwn.record, teacher: of.teacher, model: ofOwn.model });
    const scoredAs = async (one: typeof detector) =>
      (await one.detectFeatures(test.scales, test.samples.length, wrong)).scores;
    expect(await scoredAs(untold)).toEqual(scores);
    expect(await scoredAs(detector)).not.toEqual(scores);
    for (const one of [detector, untold]) one.dispose();
    for (const { model } of [of, ofOwn]) disposeModel(model);
  });

  it('has no losses where the method has no steps', async () => {
    expect((await getRun(spec('patchcore'), options())).losses).toEqual({});
  });

  it('stores nothing when it is stopped, and refuses a file of another version', async () => {
    const controller = new AbortController();
    controller.abort();
    const stopped = getRun(spec('simplenet', 9), { ...options(), signal: controller.signal });
    await expect(stopped).rejects.toThrow(CancelledError);
    expect(findRun(spec('simplenet', 9), options())).toBeUndefined();
    const run = await getRun(spec('simplenet'), options());
    const other = { ...store, methods: join(folder, 'other') };
    await getRun(spec('patchcore'), { ...options(), store: other });
    writeFileSync(join(other.methods, readdirSync(other.methods)[0]), JSON.stringify({ ...run, format: 0 }));
    expect(() => findRun(spec('patchcore'), { ...options(), store: other })).toThrow(DataError);
  });

  it('stands in one list with runs of BoRAD, paired by seed', async () => {
    const specs = [1, 2].flatMap((seed) => [spec('simplenet', seed), spec('patchcore', seed)]);
    for (const one of specs) await getRun(one, options());
    const found = recordedRuns([...specs, spec('simplenet', 3)], options());
    expect(coverageText(found)).toMatch(/4 of 5 runs are there \(SimpleNet 2, PatchCore 2\), 1 are not made yet/);
    const value = (run: (typeof found.runs)[number]) => run.mean.pixelAuroc;
    expect(compareVariants(found.runs, 'PatchCore', 'SimpleNet', value).differences).toHaveLength(2);
  });
});

describe('getModel of a method', () => {
  it('gives what maps images as the run did, also from the models that are kept', async () => {
    const kept = { ...options(), store: { ...store, models: join(folder, 'models') } };
    for (const method of ['simplenet', 'patchcore'] as const) {
      const run = await getRun(spec(method), kept);
      await keepModel(spec(method), kept);
      rmSync(join(store.scratch, run.hash), { recursive: true });
      const { model, record, teacher } = await getModel(spec(method), kept);
      const detector = createDetector({ ...record, teacher, model });
      const { test } = inputs.features;
      const { scores } = await detector.detectFeatures(test.scales, test.samples.length);
      scores.forEach((score, i) => {
        expect(score).toBeCloseTo(run.scores[i], 3);
      });
      detector.dispose();
      disposeModel(model);
    }
  });
});

describe('specifications', () => {
  it('are named by a method or a variant; BoRAD is its variant', () => {
    expect(namedSpec('baseline', { seed: 2 })).toEqual({ variant: 'baseline', seed: 2 });
    expect(namedSpec('vitad')).toEqual({ method: 'vitad' });
    expect(specName(namedSpec('borad'))).toBe('BoRAD');
    expect(() => namedSpec('nothing')).toThrow(OptionError);
    for (const name of ['hvqtrans:told', 'vitad:nearest', 'constructor'])
      expect(() => namedSpec(name)).toThrow(/hvqtrans, hvqtrans:nearest/);
  });

  it('of a further row add its settings to given ones, which it is named by', () => {
    const own = namedSpec('hvqtrans:nearest', { seed: 3, settings: { codebooks: { codes: 5 } } });
    const settings = { codebooks: { codes: 5, category: 'nearest' } };
    expect(own).toEqual({ method: 'hvqtrans', seed: 3, settings });
    expect([specName(own), specName(namedSpec('hvqtrans'))]).toEqual(['hvqtrans:nearest', 'hvqtrans']);
    expect(specName({ variant: 'baseline' })).toBe('baseline');
  });

  it('of a further row have the rate of its method and leave its recorded runs where they are', () => {
    const [told, chosen] = rivalSpecs({ names: ['hvqtrans', 'hvqtrans:nearest'], seeds: [1] });
    expect(anyConfig(there(chosen)).training).toEqual(anyConfig(there(told)).training);
    expect(findRun(there(told))?.variant).toBe('HVQ-Trans');
    expect(runHash(there(chosen))).not.toBe(runHash(there(told)));
  });

  it('tell methods from further rows, which share their weights', () => {
    const runs = RIVAL_TITLES.map((variant) => ({ variant, seed: 1 }));
    const titles = RIVAL_TITLES.filter((title) => title !== 'HVQ-Trans, category chosen');
    expect(titles).toHaveLength(RIVAL_TITLES.length - 1);
    expect(runsOfMethods(runs).map(({ variant }) => variant)).toEqual(titles);
  });

  it('of the comparison go seed by seed through all methods', () => {
    const specs = rivalSpecs({ preset: 'quick' });
    const methods = 3 + RIVAL_METHODS.length;
    expect(specs).toHaveLength(methods * COMPARED_SEEDS.length);
    expect(specs.slice(0, methods).map(({ seed }) => seed)).toEqual(Array(methods).fill(1));
    expect(RIVAL_METHODS).not.toContain('borad');
    expect(specs.every(({ preset }) => preset === 'quick')).toBe(true);
  });

  it('leave PatchCore, which has no rate, where its runs were recorded', () => {
    const [own] = rivalSpecs({ names: ['patchcore'], seeds: [1] });
    expect(runHash(own)).toBe(runHash({ method: 'patchcore', seed: 1 }));
  });
});
