/** What a detector refuses, keeps and frees, kernel by kernel: nothing is compiled. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { areaOf, createRng, DataError, NumericError, ShapeError, sidesOf } from '../../lib/borad/base';
import type { ConfigOverrides } from '../../lib/borad/config';
import { createDetector, type Detector, type DetectorOptions } from '../../lib/borad/detection';
import { computeFeatures, selectFeatures } from '../../lib/borad/features';
import { disposeModel, methodOf } from '../../lib/borad/methods';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import type { Teacher } from '../../lib/borad/teachers';
import { smallConfig } from '../methods/smallSettings';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const SIZE = 64;
const dataset = tinyDataset(SIZE);
const shared = { data: { imageSize: SIZE } };
const small = (...more: ConfigOverrides[]) => tinyConfig(shared, ...more);

beforeAll(async () => {
  await prepareBackend();
});

function made(teacher: Teacher = tinyTeacher(), more: Partial<DetectorOptions> = {}): Detector {
  const architecture = architectureFor(tinyTeacher(), SIZE, { widths: [8, 8, 8], prototypes: 3 });
  const model = flatModel(initialModel(createRng(3), architecture));
  const detector = createDetector({ architecture, config: small(), teacher, model, engine: 'eager', ...more });
  disposeModel(model);
  return detector;
}

/** A teacher that runs by itself, with its features changed. */
function running(change: (maps: Float32Array[]) => void = () => {}): Teacher {
  const inner = tinyTeacher();
  return {
    ...inner,
    features: () => expect.unreachable('this teacher runs by itself'),
    async run(pixels, shape) {
      const images = tf.tensor4d(pixels, shape as [number, number, number, number]);
      const tensors = inner.features(images);
      const maps = tensors.map(({ shape }, i) => ({ shape, data: Float32Array.from(there(tensors[i]).dataSync()) }));
      tf.dispose([images, tensors] as tf.TensorContainer);
      change(maps.map(({ data }) => data));
      return maps;
    },
  };
}

const pixelsOf = async (...places: number[]) => {
  const decoded = await Promise.all(places.map((i) => dataset.read(there(dataset.samples[i]))));
  return Float32Array.from(decoded.flatMap(({ pixels }) => [...pixels]));
};

describe('a detector', () => {
  it("refuses weights of another teacher's channels", () => {
    expect(() => made({ ...tinyTeacher(), channels: [8, 8, 9] })).toThrow(DataError);
  });

  it.each(['detect', 'inspect'] as const)('%s refuses pixels of another number than its images have', async (name) => {
    const detector = made();
    const pixels = await pixelsOf(0);
    await expect(detector[name](pixels, 2)).rejects.toThrow(ShapeError);
    await expect(detector[name](pixels, 2)).rejects.toThrow(
      new RegExp(`${name}: expected 2 images of 64x64x3 = 24576 values, got 12288`),
    );
    detector.dispose();
  });

  it('sees several images as each alone, in all that it gives', async () => {
    const detector = made();
    const together = await detector.inspect(await pixelsOf(0, 9, 20), 3);
    const area = areaOf(SIZE);
    expect(together.maps).toHaveLength(3 * area);
    expect(together.globals.map(({ length }) => length)).toEqual([24, 24, 24]);
    for (const [i, place] of [0, 9, 20].entries()) {
      const alone = await detector.inspect(await pixelsOf(place), 1);
      expect(together.maps.slice(i * area, (i + 1) * area)).toEqual(alone.maps);
      expect(together.scores[i]).toBe(alone.scores[0]);
      expect(together.globals[i]).toEqual(alone.globals[0]);
    }
    detector.dispose();
  });

  it('sees the same by a teacher that runs by itself', async () => {
    const [plain, own] = [made(), made(running())];
    const pixels = await pixelsOf(0, 9);
    const [expected, found] = [await plain.inspect(pixels, 2), await own.inspect(pixels, 2)];
    expect(found.globals).toHaveLength(2);
    found.maps.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.maps[i] ?? NaN, 5);
    });
    for (const i of [0, 1])
      found.globals[i]?.forEach((value, c) => {
        expect(value).toBeCloseTo(expected.globals[i]?.[c] ?? NaN, 5);
      });
    expect(Object.keys(await own.detect(pixels, 2))).toEqual(['maps', 'scores', 'size']);
    for (const detector of [plain, own]) detector.dispose();
  });

  it('names the image whose features are not finite, whatever the teacher', async () => {
    const spoilt = made(
      running(([, middle]) => {
        // The last value of the first image.
        if (middle) middle[middle.length / 2 - 1] = Number.NaN;
      }),
    );
    await expect(spoilt.detect(await pixelsOf(0, 9), 2)).rejects.toThrow(/Teacher tiny gives NaN .* of image 0,/);
    spoilt.dispose();
  });

  it.each(['eager', 'compiled'] as const)('names the image whose map is not finite, %s', async (engine) => {
    const detector = made(undefined, { engine });
    const samples = dataset.samples.slice(0, 10);
    const features = await computeFeatures(tinyTeacher(), dataset, samples, { engine: 'eager' });
    for (const wrong of [0, 7, 9]) {
      const scales = features.scales.map((scale) => scale.slice());
      const coarsest = there(scales[2]);
      coarsest[wrong * (coarsest.length / 10)] = Number.NaN;
      const seen = detector.detectFeatures(scales, 10);
      await expect(seen).rejects.toThrow(NumericError);
      await expect(seen).rejects.toThrow(`The anomaly map of image ${wrong} is not finite`);
    }
    detector.dispose();
  });

  it('keeps only what is used at test time, and frees it', async () => {
    const before = tf.memory().numTensors;
    const detector = made();
    const names = Object.keys(detector.model);
    const { usedAtTestTime } = methodOf('borad');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(usedAtTestTime(name), name).toBe(true);
    await detector.detect(await pixelsOf(0), 1);
    detector.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has photos of any shape', async () => {
    const wide: [number, number] = [64, 128];
    const architecture = architectureFor(tinyTeacher(), wide, { widths: [8, 8, 8], prototypes: 3 });
    const model = flatModel(initialModel(createRng(3), architecture));
    const config = tinyConfig({ data: { imageSize: wide } });
    const detector = createDetector({ architecture, config, teacher: tinyTeacher(), model, engine: 'eager' });
    const set = tinyDataset(wide);
    const [one] = set.samples;
    const { pixels } = await set.read(there(one));
    const seen = await detector.detect(Float32Array.from(pixels), 1);
    expect(sidesOf(seen.size)).toEqual([64, 128]);
    const { scales } = await computeFeatures(tinyTeacher(), set, [there(one)], { engine: 'eager' });
    const known = await detector.detectFeatures(scales, 1);
    known.maps.forEach((value, i) => {
      expect(value).toBeCloseTo(seen.maps[i] ?? NaN, 5);
    });
    detector.dispose();
    disposeModel(model);
  });
});

describe('a detector that is told categories', () => {
  it('takes each image by its own, from photos and from features', async () => {
    const config = smallConfig('hvqtrans', {});
    const set = tinyDataset();
    const method = methodOf('hvqtrans');
    const architecture = method.architecture(tinyTeacher(), config, ['rows', 'columns']);
    const model = method.initialise(createRng(1), architecture, config);
    const options = { architecture, config, teacher: tinyTeacher(), model, engine: 'eager' } as const;
    const detector = createDetector(options);
    disposeModel(model);
    const samples = [0, 9].map((i) => there(set.samples[i]));
    const features = await computeFeatures(tinyTeacher(), set, samples, { engine: 'eager' });
    const told = ['columns', 'rows'];
    const together = await detector.detectFeatures(features.scales, 2, told);
    const decoded = await Promise.all(samples.map(set.read));
    const pixels = Float32Array.from(decoded.flatMap(({ pixels }) => [...pixels]));
    const seen = await detector.detect(pixels, 2, told);
    const one = selectFeatures(features, ({ id }) => id === samples[1]?.id);
    const right = await detector.detectFeatures(one.scales, 1, ['rows']);
    const wrong = await detector.detectFeatures(one.scales, 1, ['columns']);
    expect(together.scores[1]).toBeCloseTo(there(right.scores[0]), 5);
    expect(seen.scores[1]).toBeCloseTo(there(right.scores[0]), 5);
    expect(wrong.scores[0]).not.toBeCloseTo(there(right.scores[0]), 5);
    detector.dispose();
  });
});
