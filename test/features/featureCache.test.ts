import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { CancelledError, DataError, progressReporter } from '../../lib/borad/base';
import type { Dataset } from '../../lib/borad/datasets';
import {
  cachedSource,
  computeFeatures,
  gatherFeatures,
  imageSetKey,
  MEMORY_LIMIT,
  openFeatures,
  planFeatures,
} from '../../lib/borad/features';
import { mapShapes } from '../../lib/borad/teachers';
import { train } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const report = progressReporter('silent');
const root = mkdtempSync(join(tmpdir(), 'borad-cache-'));
const teacher = tinyTeacher();
const dataset = tinyDataset();
const samples = dataset.samples.filter(({ split }) => split === 'train');
const shapes = mapShapes(teacher, 64);

beforeAll(async () => {
  await prepareBackend();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function fresh(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

/** A teacher that counts the images it sees. */
function counting() {
  const seen = { images: 0 };
  const watched: Dataset = {
    ...dataset,
    read(sample) {
      seen.images++;
      return dataset.read(sample);
    },
  };
  return { seen, watched };
}

const opened = (folder: string, options: Partial<Parameters<typeof cachedSource>[0]> = {}) =>
  cachedSource({
    teacher,
    dataset,
    samples,
    shapes,
    cache: { folder, limit: 1e9, type: 'float32' },
    report,
    ...options,
  });

describe('planFeatures', () => {
  const wide = {
    channels: [256, 512, 1024] as [number, number, number],
    strides: [4, 8, 16] as [number, number, number],
  };

  it('keeps small sets in memory and the paper’s on disk, in half the bytes', () => {
    expect(planFeatures(teacher, 64, 16)).toMatchObject({ place: 'memory', type: 'float32' });
    const cache = { folder: root, limit: 20e9, type: 'float16' as const };
    const mvtec = planFeatures(wide, 256, 3629, cache);
    expect(mvtec).toMatchObject({ place: 'cache', type: 'float16' });
    // 64² x 256 + 32² x 512 + 16² x 1024 numbers of two bytes and a checksum per image, header and checksum of all.
    const image = 2 * (64 ** 2 * 256 + 32 ** 2 * 512 + 16 ** 2 * 1024) + 4;
    expect(mvtec.bytes).toBe(4096 + 3629 * image + 4);
    expect(planFeatures(wide, 256, 36465, cache)).toMatchObject({ place: 'teacher', bytes: 0 });
    expect(planFeatures(wide, 256, 36465, { ...cache, limit: 150e9 })).toMatchObject({ place: 'cache' });
    expect(planFeatures(wide, 256, 3629)).toMatchObject({ place: 'teacher' });
    expect(planFeatures(teacher, 64, 16, { ...cache, always: true })).toMatchObject({ place: 'cache' });
    expect(MEMORY_LIMIT).toBeLessThanOrEqual(2 ** 30);
  });
});

describe('imageSetKey', () => {
  const filed = async (folder: string, names: string[], contents: string[]) => {
    const listed = names.map((name, i) => {
      writeFileSync(join(folder, name), contents[i]);
      return { category: 'a', split: 'train' as const, defect: 'good', id: name, file: join(folder, name) };
    });
    return imageSetKey(teacher, { ...dataset, samples: listed }, listed);
  };

  it('follows the bytes of images and the teacher, not the names', async () => {
    const key = await filed(fresh(), ['1.png', '2.png'], ['one', 'two']);
    expect(await filed(fresh(), ['x.png', 'y.png'], ['one', 'two'])).toBe(key);
    expect(await filed(fresh(), ['1.png', '2.png'], ['one', 'Two'])).not.toBe(key);
    expect(await filed(fresh(), ['1.png', '2.png'], ['two', 'one'])).not.toBe(key);
    const own = await imageSetKey(teacher, dataset, samples);
    expect(await imageSetKey({ ...teacher, sha256: 'other' }, dataset, samples)).not.toBe(own);
    expect(await imageSetKey({ ...teacher, preprocessing: 'other' }, dataset, samples)).not.toBe(own);
  });

  it('says which image cannot be read', async () => {
    const missing = [{ ...samples[0], file: join(root, 'missing.png') }];
    await expect(imageSetKey(teacher, dataset, missing)).rejects.toThrow(/missing\.png/);
  });
});

describe('cachedSource', () => {
  it('computes once and gives what the teacher gives, bit for bit', async () => {
    const folder = fresh();
    const direct = await computeFeatures(teacher, dataset, samples);
    const { seen, watched } = counting();
    const first = await opened(folder, { dataset: watched });
    expect(await first.gather([2, 9])).toEqual(gatherFeatures(direct, [2, 9]));
    first.close();
    const afterFirst = seen.images;
    const second = await opened(folder, { dataset: watched });
    // Read once more to be hashed, but not by the teacher.
    expect(seen.images - afterFirst).toBe(samples.length);
    expect(await second.gather([2, 9])).toEqual(gatherFeatures(direct, [2, 9]));
    second.close();
    expect(readdirSync(folder).length).toBe(1);
  });

  it('continues where it was stopped', async () => {
    const folder = fresh();
    const controller = new AbortController();
    const stopping = {
      ...dataset,
      read: async (sample: (typeof samples)[0]) => {
        if (stopping.reads++ === samples.length + 2) controller.abort();
        return dataset.read(sample);
      },
      reads: 0,
    };
    await expect(opened(folder, { dataset: stopping, signal: controller.signal })).rejects.toThrow(CancelledError);
    const [part] = readdirSync(folder);
    expect(part).toMatch(/\.part$/);
    const { seen, watched } = counting();
    (await opened(folder, { dataset: watched })).close();
    expect(seen.images).toBe(2 * samples.length - 8);
    const other = fresh();
    (await opened(other)).close();
    const [[a], [b]] = [readdirSync(folder), readdirSync(other)];
    expect(readFileSync(join(folder, a)).equals(readFileSync(join(other, b)))).toBe(true);
  });

  it('makes a damaged file again', async () => {
    const folder = fresh();
    (await opened(folder)).close();
    const file = join(folder, readdirSync(folder)[0]);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 1));
    (await opened(folder)).close();
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  it('removes what was used longest ago, and says what to do when one set is too large', async () => {
    const folder = fresh();
    const first = await opened(folder);
    first.close();
    const [name] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name)).length;
    const old = `${'0'.repeat(64)}-float32.features`;
    copyFileSync(join(folder, name), join(folder, old));
    utimesSync(join(folder, old), new Date(0), new Date(0));
    writeFileSync(join(folder, 'mine.txt'), 'not of the cache');
    const cache = { folder, limit: 2.6 * bytes, type: 'float16' as const };
    (await opened(folder, { cache })).close();
    expect(existsSync(join(folder, old))).toBe(true);
    (await opened(folder, { cache: { ...cache, limit: 1.6 * bytes }, samples: samples.slice(0, 8) })).close();
    expect(existsSync(join(folder, old))).toBe(false);
    expect(existsSync(join(folder, 'mine.txt'))).toBe(true);
    await expect(opened(root, { cache: { ...cache, folder: fresh(), limit: 10_000 } })).rejects.toThrow(/--cache-gb/);
  });

  it('frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const source = await openFeatures({
      teacher,
      dataset,
      samples,
      plan: { place: 'teacher', type: 'float32', shapes, bytes: 0 },
      batchSize: 4,
      report,
    });
    expect((await source.gather([0, 1, 2, 3, 4])).map((scale) => scale.length)).toEqual(
      shapes.map(([h, w, c]) => 5 * h * w * c),
    );
    source.close();
    source.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('train', () => {
  const weightsOf = async (options: Partial<Parameters<typeof train>[0]>) => {
    const { model, record } = await train({ config: tinyConfig(), teacher, dataset, progress: report, ...options });
    const values = Object.values(model).map((tensor) => tensor.dataSync());
    tf.dispose(Object.values(model).flatMap((map) => Object.values(map)));
    return { values, record };
  };

  it('gives the same weights from memory and from a file of float32', async () => {
    const cache = { folder: fresh(), limit: 1e9, type: 'float32' as const, always: true };
    const inMemory = await weightsOf({});
    const fromFile = await weightsOf({ cache });
    expect(fromFile.values).toEqual(inMemory.values);
    expect(fromFile.record.featureType).toBeUndefined();
  });

  it('records half precision and does not continue with another type', async () => {
    const out = join(fresh(), 'run');
    const cache = { folder: fresh(), limit: 1e9, type: 'float16' as const, always: true };
    const controller = new AbortController();
    const stop = (step: number) => {
      if (step === 2) controller.abort();
    };
    await expect(weightsOf({ cache, out, signal: controller.signal, onStep: stop })).rejects.toThrow(CancelledError);
    await expect(weightsOf({ out, resume: true })).rejects.toThrow(DataError);
    const { record } = await weightsOf({ cache, out, resume: true });
    expect(record.featureType).toBe('float16');
  });
});
