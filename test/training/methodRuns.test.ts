/** Every method that trains by phases or a fit: a tiny run from start to scores, and one that is stopped and continued. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { CancelledError, OptionError, progressReporter } from '../../lib/borad/base';
import { type ConfigOverrides, resolveConfig } from '../../lib/borad/config';
import { createDetector } from '../../lib/borad/detection';
import { computeFeatures } from '../../lib/borad/features';
import { disposeModel, type RunConfig } from '../../lib/borad/methods';
import { loadRun, type TrainOptions, train } from '../../lib/borad/training';
import { tinyDataset, tinyTeacher } from './tinyRun';

/** Settings of a method small enough for a test. */
const SMALL: Record<string, ConfigOverrides> = {
  patchcore: { memory: { patches: 400, entries: 40, projection: 8 } },
  simplenet: { discriminator: { rows: 64, hidden: 8 } },
  destseg: { network: { widths: [4, 4, 4], deepest: 4, segmentation: 4, rates: [1, 2] } },
};

const progress = progressReporter('silent');
let folder = '';
beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-methods-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (method: string, ...more: ConfigOverrides[]) =>
  resolveConfig<RunConfig>(
    { method, data: { imageSize: 64 }, training: { steps: 6, batchSize: 4 }, detection: { smoothing: 1 } },
    SMALL[method],
    ...more,
  );

const run = (config: RunConfig, more: Partial<TrainOptions> = {}) =>
  train({ config, teacher: tinyTeacher(), dataset: tinyDataset(), progress, ...more });

describe.each(Object.keys(SMALL))('%s', (method) => {
  it('trains, is stored, and finds maps that are finite', async () => {
    const config = configOf(method);
    const out = join(folder, `${method}-whole`);
    const { model, record, history } = await run(config, { out });
    expect(history).toHaveLength(method === 'patchcore' ? 0 : 6);
    expect(loadRun(out).record.config.method).toBe(method);
    const dataset = tinyDataset();
    const teacher = tinyTeacher();
    const test = await computeFeatures(
      teacher,
      dataset,
      dataset.samples.filter(({ split }) => split === 'test'),
    );
    const detector = createDetector({ architecture: record.architecture, config, teacher, model });
    const { scores } = await detector.detectFeatures(test.scales, test.samples.length);
    for (const score of scores) expect(Number.isFinite(score)).toBe(true);
    expect(new Set(scores).size).toBeGreaterThan(1);
    detector.dispose();
    disposeModel(model);
  });

  it('continues after a stop as if there had been none, bit for bit', async () => {
    if (method === 'patchcore') return;
    const config = configOf(method);
    const out = join(folder, `${method}-stopped`);
    for (const stopAt of [1, 3]) {
      const controller = new AbortController();
      const onStep = (step: number) => {
        if (step === stopAt) controller.abort();
      };
      await expect(run(config, { out, resume: true, onStep, signal: controller.signal })).rejects.toThrow(
        CancelledError,
      );
      expect(loadRun(out).step).toBe(stopAt + 1);
    }
    disposeModel((await run(config, { out, resume: true })).model);
    const whole = join(folder, `${method}-whole`);
    for (const name of ['weights.safetensors', 'history.json'])
      expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
  });
});

describe('patchcore', () => {
  it('gives the same bank for the same seed, another for another', async () => {
    const bank = async (seed: number) => {
      const { model } = await run(configOf('patchcore', { seed }));
      const values = Array.from(model.bank.dataSync());
      disposeModel(model);
      return values;
    };
    expect(await bank(1)).toEqual(await bank(1));
    expect(await bank(1)).not.toEqual(await bank(2));
  });

  it('says how large a bank can be where patches are too few', async () => {
    const config = configOf('patchcore', { memory: { patches: 30 } });
    await expect(run(config)).rejects.toThrow(OptionError);
    await expect(run(config)).rejects.toThrow(/Set it to at most 30/);
  });
});

describe('destseg', () => {
  it('trains the student first and then the segmentation alone', async () => {
    const after = async (steps: number) => {
      const states: Record<number, Record<string, Float32Array>> = {};
      const { model } = await run(configOf('destseg'), {
        checkpoints: [0, 3, steps],
        onCheckpoint: async (step, state) => {
          states[step] = Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, data.slice()]));
        },
      });
      disposeModel(model);
      return states;
    };
    const { 0: start, 3: middle, 6: end } = await after(6);
    const changed = (before: typeof start, now: typeof start, prefix: string) =>
      Object.keys(before).some((name) => name.startsWith(prefix) && before[name].some((v, i) => v !== now[name][i]));
    expect(changed(start, middle, 'student.')).toBe(true);
    expect(changed(start, middle, 'seg.')).toBe(false);
    expect(changed(middle, end, 'student.')).toBe(false);
    expect(changed(middle, end, 'seg.')).toBe(true);
    expect(changed(middle, end, 'adam.first.student.')).toBe(false);
  });
});
