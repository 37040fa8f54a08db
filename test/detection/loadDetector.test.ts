import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, type ImageSize } from '../../lib/borad/base';
import { createDetector, loadDetector } from '../../lib/borad/detection';
import { disposeModel } from '../../lib/borad/methods';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { loadTeacher } from '../../lib/borad/teachers';
import { RUN_FORMAT, type RunRecord, storeState } from '../../lib/borad/training';
import { saveFinishedRun } from '../../lib/borad/training/runFolder';
import { tinyConfig } from '../training/tinyRun';

const scratch = mkdtempSync(join(tmpdir(), 'borad-loaded-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeAll(async () => {
  await prepareBackend();
});

/** A run of an untrained model, as a model that is kept for test time. */
async function written(name: string, change: (record: RunRecord) => RunRecord = (record) => record) {
  const config = tinyConfig({ data: { imageSize: 128 }, training: { steps: 6 } });
  const teacher = loadTeacher(config.teacher.name, config.teacher);
  const size: ImageSize = config.data.imageSize;
  const { widths, prototypes } = config.model;
  const architecture = architectureFor(teacher, size, { widths, prototypes });
  const model = flatModel(initialModel(createRng(4), architecture));
  const isKept = (key: string) => !/^(ema|heads)\./.test(key);
  const kept = Object.fromEntries(Object.entries(model).filter(([key]) => isKept(key)));
  const record: RunRecord = {
    ...{ format: RUN_FORMAT, borad: '0', config, architecture },
    teacher: { name: teacher.name, sha256: teacher.sha256, licence: teacher.licence },
    dataset: { name: 'tiny', categories: ['rows', 'columns'], trainImages: 16 },
    environment: { node: '', tfjs: '', backend: '', engine: '' },
  };
  const folder = join(scratch, name);
  saveFinishedRun(folder, change(record), await storeState(kept), 6, []);
  return { folder, model, config, architecture, teacher };
}

describe('loadDetector', () => {
  it('has the weights and the teacher of the run, and says what it was loaded from', async () => {
    const { folder, model, ...parts } = await written('whole');
    const before = tf.memory().numTensors;
    const loaded = await loadDetector(folder, { engine: 'eager', graphCache: false });
    expect(loaded).toMatchObject({ step: 6, record: { borad: '0' }, config: parts.config });
    expect(loaded.weights).toBe(loaded.record.weights?.[0]?.sha256);
    expect(loaded.detector).toMatchObject({ engine: 'eager', graphCache: false });
    const same = createDetector({ ...parts, model, engine: 'eager' });
    const numbers = (map: typeof model) => Object.entries(map).map(([key, tensor]) => [key, tensor.dataSync()]);
    expect(new Map(numbers(loaded.detector.model) as [])).toEqual(new Map(numbers(same.model) as []));
    expect(loaded.detector.teacher.sha256).toBe(parts.teacher.sha256);
    loaded.detector.dispose();
    same.dispose();
    disposeModel(model);
    // The teacher keeps its own.
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
    const { detector } = await loadDetector(folder);
    expect(detector).toMatchObject({ engine: 'compiled', provider: 'cpu', graphCache: true });
    detector.dispose();
  });

  it('refuses a run of another file of the teacher, by name', async () => {
    const other = (record: RunRecord) => ({ ...record, teacher: { ...record.teacher, sha256: 'f'.repeat(64) } });
    const { folder, model, teacher } = await written('other', other);
    disposeModel(model);
    await expect(loadDetector(folder)).rejects.toThrow(DataError);
    await expect(loadDetector(folder)).rejects.toThrow(
      new RegExp(`teacher ${'f'.repeat(12)}; the installed ${teacher.name} is ${teacher.sha256.slice(0, 12)}\\.`),
    );
  });
});
