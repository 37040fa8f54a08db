import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { allFinite, firstNonFinite, NumericError, progressReporter } from '../../lib/borad/base';
import { computeFeatures, type FeatureSet } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { loadRun, saveCheckpoint, type TrainOptions, train, trainingSamples } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const progress = progressReporter('silent');
let folder = '';
let features: FeatureSet;
beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-diverged-'));
  const dataset = tinyDataset();
  features = await computeFeatures(tinyTeacher(), dataset, trainingSamples(dataset, tinyConfig()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = (more: Partial<TrainOptions>): TrainOptions => ({
  config: tinyConfig(),
  teacher: tinyTeacher(),
  dataset: tinyDataset(),
  features,
  progress,
  ...more,
});

async function failure(given: Partial<TrainOptions>): Promise<string> {
  const error = await train(options(given)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NumericError);
  return (error as NumericError).message;
}

describe('numbers that are not finite', () => {
  it('are found wherever they stand', () => {
    expect(allFinite(Float32Array.of(1, -3e38, 0))).toBe(true);
    expect(allFinite([])).toBe(true);
    expect(firstNonFinite(Float32Array.of(1, 2, Number.NaN))).toBe(2);
    expect(firstNonFinite(Float32Array.of(Number.NEGATIVE_INFINITY, 2))).toBe(0);
  });

  it('in features end the training before any step, with the image, and the last checkpoint is as it was', async () => {
    const out = join(folder, 'features');
    const first = await train(options({ config: tinyConfig({ training: { steps: 1 } }), out }));
    disposeModel(first.model);
    const scales = features.scales.map((scale) => scale.slice());
    scales[1][3 * (scales[1].length / 16) + 5] = Number.POSITIVE_INFINITY;
    const config = tinyConfig({ training: { steps: 4 } });
    const message = await failure({ config, features: { ...features, scales }, out, resume: true });
    expect(message).toContain(features.samples[3].id);
    const { step, history } = loadRun(out);
    expect([step, history]).toEqual([1, first.history]);
  });

  it('end it at a later step with the last checkpoint and the good losses kept', async () => {
    const out = join(folder, 'later');
    const good = await train(options({ config: tinyConfig({ training: { steps: 2 } }), out }));
    disposeModel(good.model);
    // One value of the state grows so large that the next update overflows; it is finite, so it may be loaded.
    const { record, weights, history } = loadRun(out);
    weights['proj.scale.0.convs.3.weight'].data.fill(3e38);
    saveCheckpoint(out, record, weights, 2, history);
    const before = readFileSync(join(out, 'weights.safetensors'));
    const config = tinyConfig({ training: { steps: 4 } });
    const message = await failure({ config, out, resume: true, checkpointEvery: 1 });
    expect(message).toMatch(/^Training stopped at step 3 of 4: the (\w+) loss is (NaN|-?Infinity)\. Lower training/);
    expect(message).toMatch(
      /Images of this step: (rows|columns)\/train\/good\/\d(, (rows|columns)\/train\/good\/\d){3}\./,
    );
    expect(message).toContain(`The last checkpoint in ${out}, step 2, is as it was`);
    expect(readFileSync(join(out, 'weights.safetensors')).equals(before)).toBe(true);
    expect(loadRun(out).history).toEqual(good.history);
  });

  it.each(['lambdaSpatial', 'lambdaGlobal'])('made by loss.%s=1e38 end it at the first step', async (name) => {
    const out = join(folder, name);
    const message = await failure({ config: tinyConfig({ loss: { [name]: 1e38 } }), out, checkpointEvery: 1 });
    expect(message).toMatch(/^Training stopped at step 1 of 6: .*Lower training\.learningRate, loss\.lambdaSpatial/);
    expect(message).toContain(`${out} has no checkpoint yet`);
    expect(existsSync(join(out, 'weights.safetensors'))).toBe(false);
  });

  it.each(['eager', 'compiled'] as const)('in a gradient end it though the losses are finite, %s', async (engine) => {
    const out = join(folder, engine);
    const config = tinyConfig({ loss: { lambdaSpatial: 1e30 } });
    const message = await failure({ config, out, checkpointEvery: 1, engine });
    expect(message).toMatch(
      /step 1 of 6: the losses are finite, but after the update adam\.second\.\S+ holds Infinity/,
    );
    expect(JSON.parse(readFileSync(join(out, 'history.json'), 'utf8'))).toEqual([]);
  });

  it('leave nothing allocated and the losses that were good', async () => {
    const before = tf.memory().numTensors;
    await failure({ config: tinyConfig({ loss: { lambdaSpatial: 1e38 } }) });
    expect(tf.memory().numTensors).toBe(before);
    const { model, history } = await train(options({ config: tinyConfig({ training: { steps: 1 } }) }));
    expect(Object.values(history[0]).every(Number.isFinite)).toBe(true);
    disposeModel(model);
  });
});
