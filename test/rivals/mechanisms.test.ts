/** What notebooks show of single methods, on untrained models of two categories whose features are apart. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, progressReporter } from '../../lib/borad/base';
import type { Dataset } from '../../lib/borad/datasets';
import { createDetector } from '../../lib/borad/detection';
import { evaluate } from '../../lib/borad/evaluation';
import { computeFeatures } from '../../lib/borad/features';
import { disposeModel, methodOf } from '../../lib/borad/methods';
import { maskedDiffusion } from '../../lib/borad/methods/omiad';
import { auroc, metricColumns } from '../../lib/borad/metrics';
import { type StoredState, train } from '../../lib/borad/training';
import {
  codebookTable,
  measuredTable,
  measureModels,
  metricsOn,
  omiadStages,
  prototypeDistances,
  type RivalModel,
  samplingFigure,
  samplingSteps,
  samplingTimeFigure,
  type TwinSets,
  toldAndNearest,
  withTransport,
} from '../../lib/notebooks/study/rivals';
import { placesInside } from '../../lib/notebooks/study/rivals/placesInside';
import { smallConfig } from '../methods/smallSettings';
import { there } from '../there';
import { tinyDataset, tinyTeacher } from '../training/tinyRun';

const teacher = tinyTeacher();
let sets: Pick<TwinSets, 'normal' | 'defective'>;
let categories: string[];
let dataset: Dataset;

function fresh(name: string): RivalModel {
  const config = smallConfig(name);
  const method = methodOf(name);
  const architecture = method.architecture(teacher, config, categories);
  const model = method.initialise(createRng(1), architecture, config);
  const detector = createDetector({ architecture, config, teacher, model });
  return { name: method.title, method, model, detector, record: { architecture, config } } as unknown as RivalModel;
}

function dispose({ detector, model }: RivalModel): void {
  detector.dispose();
  disposeModel(model);
}

beforeAll(async () => {
  await prepareBackend();
  dataset = tinyDataset();
  categories = dataset.categories;
  const of = (good: boolean) =>
    computeFeatures(
      teacher,
      dataset,
      dataset.samples.filter((s) => s.split === 'test' && (s.defect === 'good') === good),
    );
  sets = { normal: await of(true), defective: await of(false) };
});

it('finds the places whose middle lies in the defect', () => {
  const masks = [new Uint8Array(16).fill(0), new Uint8Array(16).fill(0)];
  masks[1][10] = 255;
  const set = { masks, imageSize: 4 } as unknown as TwinSets['normal'];
  const inside = placesInside(set, [4, 4]);
  expect(inside.flatMap((value, i) => (value ? [i] : []))).toEqual([26]);
});

describe('samplingSteps', () => {
  it('measures each number of steps with the same weights, the configured one as the detector does', async () => {
    const model = fresh('diad');
    const points = await samplingSteps(model, sets, [1, 3]);
    expect(points.map(({ steps }) => steps)).toEqual([1, 3]);
    const scores: number[][] = [];
    for (const { scales, samples } of [sets.normal, sets.defective])
      scores.push(Array.from((await model.detector.detectFeatures(scales, samples.length)).scores));
    const labels = scores.flatMap((own, set) => own.map(() => set));
    // The small configuration has three steps.
    expect(points[1].imageAuroc).toBe(auroc(labels, scores.flat()));
    for (const { imageAuroc, milliseconds } of points) {
      expect(imageAuroc).toBeGreaterThanOrEqual(0);
      expect(imageAuroc).toBeLessThanOrEqual(1);
      expect(milliseconds).toBeGreaterThan(0);
    }
    expect(samplingFigure('any', points).alt).toMatch(/percent.*1: \d+\.\d, 3: \d+\.\d/);
    const time = samplingTimeFigure('any', points);
    expect(time.alt).toMatch(/Milliseconds.*1: \d+, 3: \d+/);
    expect(JSON.stringify(time)).not.toContain('AUROC');
    dispose(model);
  });
});

describe('toldAndNearest', () => {
  it('gives equal scores where one codebook is copied to all categories, and calls the first of them nearest', async () => {
    const model = fresh('hvqtrans');
    for (const [name, codes] of Object.entries(model.model).filter(([key]) => key.endsWith('.codes'))) {
      const [count] = codes.shape;
      const first = tf.tidy(() => tf.tile(tf.slice(codes, [0, 0, 0], [1, -1, -1]), [count, 1, 1]));
      codes.dispose();
      model.model[name] = first;
    }
    model.detector.dispose();
    const { architecture, config } = model.record;
    const same = { ...model, detector: createDetector({ architecture, config, teacher, model: model.model }) };
    const choice = await toldAndNearest(same, sets);
    expect(choice.nearest).toBeCloseTo(choice.told, 12);
    const share = (set: TwinSets['normal']) =>
      set.samples.filter(({ category }) => category === categories[0]).length / set.samples.length;
    expect([choice.rightNormal, choice.rightDefective]).toEqual([share(sets.normal), share(sets.defective)]);
    expect(codebookTable('any', choice).rows.map((row) => row[1])).toEqual([100 * choice.told, 100 * choice.nearest]);
    dispose(same);
  });
});

describe('metricsOn', () => {
  it('measures the images at hand as an evaluation of the whole set does', async () => {
    const model = fresh('rd4ad');
    const { detector } = model;
    const { evaluation } = model.record.config;
    const whole = await evaluate({ detector, dataset, evaluation, progress: progressReporter('silent') });
    const [measured] = await measureModels([{ ...model, dataset }], sets);
    expect(measured?.name).toBe('RD4AD');
    for (const { key } of metricColumns) expect(measured?.mean[key], key).toBeCloseTo(whole.mean[key], 6);
    const { columns, rows } = measuredTable('any', 'Any.', [there(measured)]);
    expect([columns[1], rows[0]?.[1]]).toEqual(['image AUROC', 100 * there(measured).mean.imageAuroc]);
    dispose(model);
  });
});

describe('withTransport', () => {
  it('adds the weighted cost to the map and leaves the weights', async () => {
    const model = fresh('hvqtrans');
    const mapsOf = async ({ detector }: Pick<RivalModel, 'detector'>) => {
      const { scales, samples } = sets.defective;
      return (await detector.detectFeatures(scales, samples.length)).maps;
    };
    const [once, twice] = [withTransport(model, 1), withTransport(model, 2)];
    const [plain, first, second] = [await mapsOf(model), await mapsOf(once), await mapsOf(twice)];
    const added = plain.map((value, i) => there(first[i]) - value);
    expect(Math.min(...added)).toBeGreaterThan(0);
    expect(Math.max(...added)).toBeLessThan(2);
    plain.forEach((value, i) => {
      expect(there(second[i])).toBeCloseTo(value + 2 * there(added[i]), 4);
    });
    expect(once.model).toBe(model.model);
    for (const one of [once, twice]) one.detector.dispose();
    dispose(model);
  });
});

describe('omiadStages', () => {
  it('measures the network that the distillation started from, and the one that it ended with', async () => {
    const config = smallConfig('omiad');
    const of = dataset.samples.filter(({ split }) => split === 'train');
    const features = await computeFeatures(teacher, dataset, of);
    const record = { config } as RivalModel['record'];
    const before = tf.memory().numTensors;
    const stages = await omiadStages({ record, teacher, dataset }, { ...sets, train: features }, 6);
    expect(tf.memory().numTensors).toBe(before);
    // Four of six steps are the first phase.
    let first: StoredState = {};
    const trained = await train({
      ...{ config, teacher, dataset, features, progress: progressReporter('silent'), checkpoints: [4] },
      onCheckpoint: async (_, state) => {
        first = state;
      },
    });
    const stage = maskedDiffusion(trained.model);
    const generators = Object.keys(stage).filter((name) => name.startsWith('gen.'));
    for (const name of generators) expect(stage[name].dataSync(), name).toEqual(there(first[name]).data);
    const moved = generators.filter((name) => `${stage[name].dataSync()}` !== `${trained.model[name].dataSync()}`);
    expect(moved.length).toBeGreaterThan(0);
    const { architecture } = trained.record;
    for (const [i, model] of [stage, trained.model].entries()) {
      const detector = createDetector({ architecture, config, teacher, model });
      expect(there(stages[i]).mean).toEqual(await metricsOn(detector, dataset, sets));
      detector.dispose();
    }
    disposeModel(trained.model);
  });
});

describe('prototypeDistances', () => {
  it('gives one distance per token of normal images and per token inside a defect', () => {
    const model = fresh('inpformer');
    const { grid } = model.record.architecture as unknown as { grid: [number, number] };
    const { normal, defective, separation } = prototypeDistances(model, sets);
    expect(normal).toHaveLength(sets.normal.samples.length * grid[0] * grid[1]);
    expect(defective).toHaveLength(placesInside(sets.defective, grid).filter(Boolean).length);
    expect(defective.length).toBeGreaterThan(0);
    for (const distance of [...normal, ...defective]) {
      expect(distance).toBeGreaterThanOrEqual(-1e-6);
      expect(distance).toBeLessThanOrEqual(2 + 1e-6);
    }
    expect(separation).toBeGreaterThanOrEqual(0);
    dispose(model);
  });
});
