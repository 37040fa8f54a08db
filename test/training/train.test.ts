import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { CancelledError, createRng, DataError, progressReporter } from '../../lib/borad/base';
import { createDetector } from '../../lib/borad/detection';
import { evaluate } from '../../lib/borad/evaluation';
import { disposeModel } from '../../lib/borad/methods';
import { drawMasks, variants } from '../../lib/borad/methods/borad';
import { learningRateAt } from '../../lib/borad/optimisation';
import { batchIndices, loadRun, type TrainOptions, train } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const progress = progressReporter('silent');
let folder = '';

beforeAll(async () => {
  await prepareBackend();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-train-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  config: tinyConfig(),
  teacher: tinyTeacher(),
  dataset: tinyDataset(),
  progress,
  ...more,
});

describe('train', () => {
  it('gives the same losses for the same seed and others for another', async () => {
    const run = async (seed: number) => {
      const { history, model } = await train(options({ config: tinyConfig({ seed }) }));
      disposeModel(model);
      return history;
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect((await run(2))[0].total).not.toBe(first[0].total);
  });

  it('frees every tensor but the model, and a step leaves the count as it found it', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    const { model } = await train(options({ onStep: () => counts.push(tf.memory().numTensors) }));
    expect(new Set(counts).size).toBe(1);
    disposeModel(model);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('continues after a stop exactly as if it had not been stopped', async () => {
    const whole = await train(options({ out: join(folder, 'whole') }));
    const controller = new AbortController();
    const out = join(folder, 'stopped');
    const stopped = train(
      options({ out, signal: controller.signal, onStep: (step) => step === 2 && controller.abort() }),
    );
    await expect(stopped).rejects.toThrow(CancelledError);
    expect(loadRun(out).step).toBe(3);
    const resumed = await train(options({ out, resume: true }));
    expect(resumed.history).toEqual(whole.history);
    const [a, b] = [loadRun(join(folder, 'whole')), loadRun(out)];
    expect(b.weights).toEqual(a.weights);
    expect(readdirSync(out).sort()).toEqual(['history.json', 'images.json', 'run.json', 'weights.safetensors']);
    const loaded = await train(
      options({ out, resume: true, onStep: () => expect.unreachable('a finished run is trained again') }),
    );
    expect(loaded.history).toEqual(whole.history);
    for (const { model } of [whole, resumed, loaded]) disposeModel(model);
  });

  it('does not overwrite a run, nor resume one of another configuration', async () => {
    const out = join(folder, 'run');
    disposeModel((await train(options({ out }))).model);
    const before = readFileSync(join(out, 'weights.safetensors'));
    await expect(train(options({ out }))).rejects.toThrow(/already holds a run/);
    await expect(train(options({ out, resume: true, config: tinyConfig({ seed: 5 }) }))).rejects.toThrow(
      /another configuration/,
    );
    const dataset = { ...tinyDataset(), name: 'another' };
    await expect(train(options({ out, resume: true, dataset }))).rejects.toThrow(/another configuration/);
    expect(readFileSync(join(out, 'weights.safetensors'))).toEqual(before);
  });

  it('says what is wrong with a folder that is no run', () => {
    expect(() => loadRun(folder)).toThrow(DataError);
    writeFileSync(join(folder, 'run.json'), '{"format": 99}');
    expect(() => loadRun(folder)).toThrow(/format 99/);
    writeFileSync(join(folder, 'run.json'), '{');
    expect(() => loadRun(folder)).toThrow(/not valid JSON/);
  });

  it('refuses a data set without training images, before it writes anything', async () => {
    const dataset = { ...tinyDataset(), samples: [] };
    const out = join(folder, 'none');
    await expect(train(options({ dataset, out }))).rejects.toThrow(/no training images/);
    expect(existsSync(out)).toBe(false);
  });

  it('keeps parameters without a gradient as they were', async () => {
    const out = join(folder, 'baseline');
    const config = tinyConfig(variants.baseline.settings);
    const { model, history } = await train(options({ config, out }));
    expect(history.every(({ spatial, global }) => spatial === 0 && global === 0)).toBe(true);
    const { weights } = loadRun(out);
    expect(weights['adam.first.heads.bank'].data.every((value) => value === 0)).toBe(true);
    expect(weights['adam.first.mff.down2.weight'].data.some((value) => value !== 0)).toBe(true);
    disposeModel(model);
  });
});

describe('a tiny problem is learnt', () => {
  it('finds the squares after training and not before', async () => {
    const teacher = tinyTeacher();
    const dataset = tinyDataset();
    const measure = async (steps: number) => {
      const config = tinyConfig({ training: { steps, batchSize: 8 } });
      const { model, record, history } = await train(options({ config }));
      const detector = createDetector({ architecture: record.architecture, config, teacher, model });
      const { mean } = await evaluate({ detector, dataset, evaluation: config.evaluation, progress });
      detector.dispose();
      disposeModel(model);
      return { mean, loss: history[history.length - 1].total };
    };
    const [untrained, trained] = [await measure(1), await measure(60)];
    expect(trained.loss).toBeLessThan(0.6 * untrained.loss);
    expect(trained.mean.pixelAuroc).toBeGreaterThan(0.9);
    expect(trained.mean.pixelAuroc).toBeGreaterThan(untrained.mean.pixelAuroc);
  });
});

describe('schedules, masks and order', () => {
  it('drops the rate to a tenth after 80% of the steps', () => {
    const training = { steps: 10, learningRate: 5e-3, decayAt: 0.8, decayFactor: 0.1 };
    expect(Array.from({ length: 10 }, (_, step) => learningRateAt(step, training))).toEqual([
      ...Array(8).fill(5e-3),
      ...Array(2).fill(5e-4),
    ]);
    expect(Array.from({ length: 10 }, (_, step) => learningRateAt(step, { ...training, decay: 'none' }))).toEqual(
      Array(10).fill(5e-3),
    );
  });

  it('masks the configured share of locations, in the configured share of steps, each view by itself', () => {
    const masking = { enabled: true, probability: 0.5, ratio: 0.3 };
    const shapes = [[16, 16, 4]] as [number, number, number][];
    let masked = 0;
    let hidden = 0;
    const steps = 400;
    for (let step = 0; step < steps; step++) {
      const { online, target } = drawMasks(createRng(9).split(step), shapes, 2, masking);
      const zeros = online[0].filter((value) => value === 0).length;
      if (zeros === 0) continue;
      masked++;
      hidden += zeros / online[0].length;
      expect(online[0]).not.toEqual(target[0]);
    }
    expect(Math.abs(masked / steps - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / steps));
    expect(Math.abs(hidden / masked - 0.3)).toBeLessThan(0.01);
    const off = drawMasks(createRng(9), shapes, 2, { ...masking, enabled: false });
    expect(off.online[0].every((value) => value === 1)).toBe(true);
  });

  it('shows every image once an epoch, in another order each', () => {
    const rng = createRng(4).split('order');
    const seen = [0, 1, 2, 3].flatMap((step) => Array.from(batchIndices(rng, 6, 3, step)));
    expect(seen.slice(0, 6).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(seen.slice(6).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(batchIndices(rng, 6, 3, 2)).toEqual(Int32Array.from(seen.slice(6, 9)));
  });
});
