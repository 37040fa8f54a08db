import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { OptionError, readSafetensors, ShapeError, type StoredTensor } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { loadTeacher, teacherNames } from '../../lib/borad/teachers';

const fixtures = join(__dirname, '..', 'fixtures', 'teachers');
const STRIDES = [4, 8, 16];

async function image(name: string): Promise<tf.Tensor4D> {
  const { data, info } = await sharp(join(fixtures, `reference-${name}.png`))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return tf.tensor4d(Float32Array.from(data), [1, info.height, info.width, 3]);
}

function relativeL2(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (found[i] - expected[i]) ** 2;
    size += expected[i] ** 2;
  }
  return Math.sqrt(difference / size);
}

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('MobileNetV2', () => {
  for (const name of ['small', 'part']) {
    // Reference features of an independent runner, computed in float32 from the float16 weights.
    const { tensors } = readSafetensors(join(fixtures, `reference-${name}.safetensors`));

    it(`has the reference's bottleneck maps of ${name}`, async () => {
      const teacher = loadTeacher('mobilenet-v2-openimages', { taps: 'bottleneck', pooling: 1 });
      const maps = teacher.features(await image(name));
      maps.forEach((map, i) => {
        const expected = tensors[`bottleneck.stride${STRIDES[i]}`];
        expect(map.shape).toEqual([1, ...expected.shape]);
        expect(map.shape[3]).toBe(teacher.channels[i]);
        expect(relativeL2(map.dataSync(), expected.data)).toBeLessThan(2e-3);
      });
      expect(teacher.signed).toBe(true);
      expect(teacher.strides).toEqual(STRIDES);
      teacher.dispose();
    });

    it(`has the reference's expansion maps of ${name}: corners, means, deviations`, async () => {
      const teacher = loadTeacher('mobilenet-v2-openimages', { taps: 'expansion' });
      const maps = teacher.features(await image(name));
      maps.forEach((map, i) => {
        const of = (part: string): StoredTensor => tensors[`expansion.stride${STRIDES[i]}.${part}`];
        const { mean, variance } = tf.moments(map, [0, 1, 2]);
        const corner = tf.slice(map, [0, 0, 0, 0], [1, 4, 4, teacher.channels[i]]);
        expect(relativeL2(corner.dataSync(), of('corner').data)).toBeLessThan(2e-3);
        expect(relativeL2(mean.dataSync(), of('mean').data)).toBeLessThan(2e-3);
        expect(relativeL2(tf.sqrt(variance).dataSync(), of('std').data)).toBeLessThan(2e-3);
        expect(tf.min(map).dataSync()[0]).toBe(0);
      });
      expect(teacher.signed).toBe(false);
      teacher.dispose();
    });
  }

  it('is the same on the cpu backend, and in a batch', async () => {
    const teacher = loadTeacher('mobilenet-v2-openimages', { taps: 'bottleneck', pooling: 2 });
    const crop = tf.tidy(() => tf.randomUniform<tf.Rank.R4>([2, 32, 48, 3], 0, 255, 'float32', 3));
    const both = teacher.features(crop).map((map) => map.dataSync());
    const second = teacher.features(tf.slice(crop, [1, 0, 0, 0], [1, 32, 48, 3])).map((map) => map.dataSync());
    const pixels = crop.dataSync();
    await tf.setBackend('cpu');
    const stock = teacher.features(tf.tensor4d(pixels, [2, 32, 48, 3])).map((map) => map.dataSync());
    await tf.setBackend('wasm');
    both.forEach((values, i) => {
      expect(relativeL2(values, stock[i])).toBeLessThan(1e-4);
      expect(relativeL2(values.subarray(values.length / 2), second[i])).toBeLessThan(1e-4);
    });
    teacher.dispose();
  });

  it('pools by averaging', async () => {
    const pixels = await image('small');
    const plain = loadTeacher('mobilenet-v2-openimages', { pooling: 1 });
    for (const pooling of [2, 4] as const) {
      const teacher = loadTeacher('mobilenet-v2-openimages', { pooling });
      expect(teacher.strides).toEqual([4 * pooling, 8 * pooling, 16 * pooling]);
      const [map] = teacher.features(pixels);
      const [full] = plain.features(pixels);
      const [rows, columns] = [full.shape[1] / pooling, full.shape[2] / pooling];
      const means = tf.mean(tf.reshape(full, [rows, pooling, columns, pooling, 24]), [1, 3]);
      expect(map.shape).toEqual([1, rows, columns, 24]);
      expect(relativeL2(map.dataSync(), means.dataSync())).toBeLessThan(1e-5);
      teacher.dispose();
    }
    plain.dispose();
  });

  it('leaves three tensors, and none once disposed', async () => {
    const teacher = loadTeacher('mobilenet-v2-openimages');
    const pixels = await image('small');
    const before = tf.memory().numTensors;
    tf.dispose(teacher.features(pixels));
    const { numTensors } = tf.memory();
    const maps = tf.tidy(() => teacher.features(pixels));
    expect(tf.memory().numTensors).toBe(numTensors + 3);
    tf.dispose(maps);
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps no tensors on a backend that it does not know', async () => {
    const teacher = loadTeacher('mobilenet-v2-openimages');
    tf.copyRegisteredKernels('cpu', 'recorder');
    tf.registerBackend('recorder', tf.findBackendFactory('cpu') as () => tf.KernelBackend);
    await tf.setBackend('recorder');
    const before = tf.memory().numTensors;
    tf.dispose(teacher.features(tf.zeros([1, 32, 32, 3])));
    expect(tf.memory().numTensors).toBe(before + 1);
    await tf.setBackend('wasm');
    tf.removeBackend('recorder');
    teacher.dispose();
  });

  it('refuses images of another form', () => {
    const teacher = loadTeacher('mobilenet-v2-openimages');
    expect(() => teacher.features(tf.zeros([1, 32, 32, 1]))).toThrow(ShapeError);
    expect(() => teacher.features(tf.zeros([32, 32, 3]) as unknown as tf.Tensor4D)).toThrow(/\[B, H, W, 3\]/);
  });
});

describe('loadTeacher', () => {
  it('refuses unknown names and options', () => {
    expect(() => loadTeacher('resnet-7')).toThrow(OptionError);
    expect(() => loadTeacher('resnet-7')).toThrow(/mobilenet-v2-openimages/);
    expect(() => loadTeacher('mobilenet-v2-openimages', { pooling: 3 as 2 })).toThrow(OptionError);
    expect(() => loadTeacher('mobilenet-v2-openimages', { taps: 'all' as 'bottleneck' })).toThrow(OptionError);
  });

  it('knows the names that a configuration may have', () => {
    for (const name of teacherNames()) expect(resolveConfig({ teacher: { name } as never }).teacher.name).toBe(name);
    expect(() => resolveConfig({ teacher: { name: 'resnet-7' } as never })).toThrow(OptionError);
  });
});
