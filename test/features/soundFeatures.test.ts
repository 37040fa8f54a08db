/** Features that are not finite stop whoever asks for them, by the name of the image. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, NumericError, progressReporter, ShapeError } from '../../lib/borad/base';
import { createDetector } from '../../lib/borad/detection';
import {
  cachedSource,
  computeFeatures,
  imageSetKey,
  memorySource,
  openFeatures,
  writeFeatureFile,
} from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { mapShapes, type Teacher, unsoundMaps } from '../../lib/borad/teachers';
import { train } from '../../lib/borad/training';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const root = mkdtempSync(join(tmpdir(), 'borad-sound-'));
const report = progressReporter('silent');
const dataset = tinyDataset();
const samples = dataset.samples.filter(({ split }) => split === 'train');
const shapes = mapShapes(tinyTeacher(), 64);
const bad = samples[5].id;
let marked = Number.NaN;

beforeAll(async () => {
  await prepareBackend();
  marked = (await dataset.read(samples[5])).pixels[7];
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const fresh = () => join(root, String(folders++));

/** The tiny teacher, which puts a value into the middle map of one image: the one whose eighth pixel is `marked`. */
function overflowing(value: number): Teacher {
  const teacher = tinyTeacher();
  return {
    ...teacher,
    async run(pixels, shape) {
      const images = tf.tensor4d(pixels, shape as [number, number, number, number]);
      const maps = teacher.features(images);
      const found = maps.map((map) => ({ shape: map.shape as number[], data: map.dataSync().slice() as Float32Array }));
      tf.dispose([images, ...maps]);
      const each = found[1].data.length / shape[0];
      for (let i = 0; i < shape[0]; i++) {
        const first = i * 64 * 64 * 3;
        if (pixels[first + 7] === marked) found[1].data[i * each + 3] = value;
      }
      return found;
    },
  };
}

const only = dataset.samples.filter(({ id }) => id !== bad);

describe('features that are not finite', () => {
  it('are found with the image, the map and the value', () => {
    const maps = [Float32Array.of(1, 2, 3, 4), Float32Array.of(0, Number.NaN)];
    expect(unsoundMaps(maps, [2, 1], 2)).toEqual([{ image: 1, scale: 1, value: Number.NaN }]);
    expect(unsoundMaps(maps, [2, 1], 1)).toEqual([]);
    // Each is finite, but their squares are not.
    expect(unsoundMaps([Float32Array.of(9e15, -1e17)], [1], 2)).toMatchObject([{ image: 1, scale: 0 }]);
    expect(unsoundMaps([Float32Array.of(-Infinity, 3e38)], [1], 2)).toMatchObject([{ image: 0 }, { image: 1 }]);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e20])('stop the teacher at the image: %s', async (value) => {
    const message = new RegExp(
      `Teacher tiny gives (${value}|1\\.0*\\d*e\\+20|1000000020\\d+) in map 2 \\(stride 8\\) of ${bad}`,
    );
    const teacher = overflowing(value);
    await expect(computeFeatures(teacher, dataset, samples)).rejects.toThrow(NumericError);
    await expect(computeFeatures(teacher, dataset, samples)).rejects.toThrow(message);
    const others = await computeFeatures(teacher, { ...dataset, samples: only }, only.slice(0, 4));
    expect(others.samples).toHaveLength(4);
  });

  it('stop where features come at every step, and leave no tensor', async () => {
    const before = tf.memory().numTensors;
    const plan = { place: 'teacher' as const, type: 'float32' as const, shapes, bytes: 0 };
    const source = await openFeatures({ teacher: overflowing(Infinity), dataset, samples, plan, batchSize: 4, report });
    expect(await source.gather([0, 1, 2, 3])).toHaveLength(3);
    await expect(source.gather([4, 5])).rejects.toThrow(bad);
    source.close();
    const first = [samples[5], ...samples];
    await expect(
      openFeatures({ teacher: overflowing(Infinity), dataset, samples: first, plan, batchSize: 4, report }),
    ).rejects.toThrow(NumericError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('never enter the cache, and are found in a file that has them', async () => {
    const folder = fresh();
    const cache = { folder, limit: 1e9, type: 'float32' as const };
    const options = { dataset, samples, shapes, cache, report };
    await expect(cachedSource({ ...options, teacher: overflowing(Number.NaN) })).rejects.toThrow(bad);
    expect(readdirSync(folder).filter((name) => name.endsWith('.features'))).toEqual([]);
    // As an earlier version would have written it: a sound file of unsound numbers.
    const key = await imageSetKey(tinyTeacher(), dataset, samples);
    const name = `${key}-float32.features`;
    const writer = writeFeatureFile(join(folder, name), { key, type: 'float32', count: samples.length, shapes });
    for (let i = writer.done; i < samples.length; i++) {
      const maps = shapes.map(([h, w, c]) => new Float32Array(h * w * c));
      if (i === 5) maps[1][3] = Number.NaN;
      writer.append(maps);
    }
    writer.finish();
    const source = await cachedSource({ ...options, teacher: tinyTeacher() });
    expect(await source.gather([0])).toHaveLength(3);
    await expect(source.gather([1, 5])).rejects.toThrow(NumericError);
    await expect(source.gather([1, 5])).rejects.toThrow(new RegExp(`${name} gives NaN in map 2 .* of ${bad}`));
    source.close();
  });

  it('are distinguished from those that half precision cannot hold', async () => {
    const cache = { folder: fresh(), limit: 1e9, type: 'float16' as const };
    const filled = cachedSource({ teacher: overflowing(1e6), dataset, samples, shapes, cache, report });
    await expect(filled).rejects.toThrow(NumericError);
    await expect(filled).rejects.toThrow(new RegExp(`Features of ${bad} exceed 65504.*--cache-type float32`));
  });

  it('stop training before a step is made, whoever hands them over', async () => {
    const out = fresh();
    const config = tinyConfig();
    await expect(train({ config, teacher: overflowing(Infinity), dataset, out, progress: report })).rejects.toThrow(
      bad,
    );
    expect(existsSync(join(out, 'run.json'))).toBe(false);
    const features = await computeFeatures(tinyTeacher(), dataset, samples);
    features.scales[0][features.scales[0].length - 1] = Number.NaN;
    expect(() => memorySource(features)).toThrow(
      new RegExp(`set of features gives NaN in map 1 .*${there(samples.at(-1)).id}`),
    );
    await expect(train({ config, teacher: tinyTeacher(), dataset, features, progress: report })).rejects.toThrow(
      NumericError,
    );
  });

  it('are an error of the photo that is scored, never a score of NaN', async () => {
    const config = tinyConfig();
    const architecture = architectureFor(tinyTeacher(), 64, config.model);
    const model = flatModel(initialModel(createRng(1), architecture));
    const detectorOf = (teacher: Teacher) => createDetector({ architecture, config, teacher, model });
    const pixelsOf = async (index: number) => Float32Array.from((await dataset.read(samples[index])).pixels);
    const ran = detectorOf(overflowing(Number.NaN));
    expect((await ran.detect(await pixelsOf(0), 1)).scores[0]).toBeGreaterThan(0);
    await expect(ran.detect(await pixelsOf(5), 1)).rejects.toThrow(/Teacher tiny gives NaN in map 2/);
    await expect(ran.detect(await pixelsOf(5), 1)).rejects.toThrow(NumericError);
    // As one function from pixels to the map.
    const compiled = detectorOf(tinyTeacher());
    await expect(compiled.detect((await pixelsOf(1)).fill(Number.NaN), 1)).rejects.toThrow(NumericError);
    const set = await computeFeatures(tinyTeacher(), dataset, samples.slice(0, 10));
    set.scales[2][9 * (set.scales[2].length / 10)] = Infinity;
    await expect(compiled.detectFeatures(set.scales, 10)).rejects.toThrow(/map of image 9 is not finite/);
    expect(
      (
        await compiled.detectFeatures(
          set.scales.map((s) => s.subarray(0, (9 * s.length) / 10)),
          9,
        )
      ).scores,
    ).toHaveLength(9);
    for (const detector of [ran, compiled]) detector.dispose();
    disposeModel(model);
  });
});

describe('features of another form', () => {
  it('are refused by their shape', async () => {
    const teacher = { ...tinyTeacher(), run: async () => [{ shape: [2, 4, 4, 1], data: new Float32Array(5) }] };
    await expect(computeFeatures(teacher, dataset, samples)).rejects.toThrow(ShapeError);
    await expect(computeFeatures(teacher, dataset, samples)).rejects.toThrow(
      /gives 5 numbers as \[2,4,4,1\] for 8 images/,
    );
  });
});

describe('a flipped bit in a file of features', () => {
  it.each(['float16', 'float32'] as const)('is found wherever it is: %s', async (type) => {
    const folder = fresh();
    const options = { teacher: tinyTeacher(), dataset, samples, shapes, cache: { folder, limit: 1e9, type }, report };
    const first = await cachedSource(options);
    const all = samples.map((_, i) => i);
    const expected = await first.gather(all);
    first.close();
    const file = join(folder, readdirSync(folder)[0]);
    const whole = readFileSync(file);
    const rng = createRng(2);
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.from(whole);
      bytes[4096 + rng.int(whole.length - 4096 - 4)] ^= 1 << rng.int(8);
      writeFileSync(file, bytes);
      const source = await cachedSource(options);
      await expect(source.gather(all)).rejects.toThrow(DataError);
      await expect(source.gather(all)).rejects.toThrow(/damaged: the checksum of image \d+ does not fit/);
      source.close();
    }
    rmSync(file);
    const again = await cachedSource(options);
    expect(await again.gather(all)).toEqual(expected);
    again.close();
  });
});
