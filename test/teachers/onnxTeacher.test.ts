import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { BackendError, createRng, DataError, OptionError, ShapeError } from '../../lib/borad/base';
import { exportOnnx } from '../../lib/borad/compile';
import { resolveConfig } from '../../lib/borad/config';
import { openDataset } from '../../lib/borad/datasets';
import { createDetector } from '../../lib/borad/detection';
import { computeFeatures } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import {
  loadTeacher,
  onnxTeacher,
  type ResnetShape,
  randomResnetWeights,
  resnetTeacher,
  type Teacher,
} from '../../lib/borad/teachers';
import { there } from '../there';

const folder = mkdtempSync(join(tmpdir(), 'borad-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SIZE = 64;
const shape: ResnetShape = { stem: 4, depths: [1, 1, 1], widths: [4, 8, 8], channels: [8, 16, 32] };
const rng = createRng(3);
const pixels = Float32Array.from({ length: 3 * SIZE * SIZE * 3 }, () => rng.range(0, 255));
const last = join(folder, 'last.onnx');
const first = join(folder, 'first.onnx');

let reference: Teacher;
let raw: Teacher;

beforeAll(async () => {
  await prepareBackend('wasm');
  const weights = randomResnetWeights(createRng(1), shape);
  reference = resnetTeacher(weights);
  raw = resnetTeacher(weights, { preprocessing: 'none' });
  const named = ([fine, middle, coarse]: tf.Tensor[]) => ({ coarse, fine, middle, mean: tf.mean(coarse) });
  await exportOnnx(
    ({ image }) => named(raw.features(image as tf.Tensor4D)),
    { image: tf.zeros([2, SIZE, SIZE, 3]) },
    last,
  );
  // Channels first, as PyTorch exports: one image, maps in order.
  await exportOnnx(
    ({ image }) =>
      raw.features(tf.transpose(image as tf.Tensor4D, [0, 2, 3, 1])).map((map) => tf.transpose(map, [0, 3, 1, 2])),
    { image: tf.zeros([1, 3, SIZE, SIZE]) },
    first,
  );
});

const OUTPUTS = ['fine', 'middle', 'coarse'];

/** Largest deviation from the same network in TensorFlow.js, relative to its largest value. */
async function deviation(teacher: Teacher, against: Teacher, count: number): Promise<number> {
  const images = tf.tensor4d(pixels.subarray(0, count * SIZE * SIZE * 3), [count, SIZE, SIZE, 3]);
  const expected = against.features(images);
  const found = await there(teacher.run)(await images.data<'float32'>(), images.shape);
  let most = 0;
  for (const [scale, { shape: size, data }] of found.entries()) {
    expect(size).toEqual(expected[scale].shape);
    const values = await expected[scale].data<'float32'>();
    const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    data.forEach((value, i) => {
      most = Math.max(most, Math.abs(value - values[i]) / largest);
    });
  }
  tf.dispose([images, expected]);
  return most;
}

describe('onnxTeacher', () => {
  it('gives the maps of the network that was exported, channels last', async () => {
    const teacher = onnxTeacher(last, { outputs: OUTPUTS });
    expect(teacher).toMatchObject({ name: 'onnx', channels: [8, 16, 32], strides: [4, 8, 16], signed: false });
    expect(teacher.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(teacher.source).toContain('fine, middle, coarse');
    expect(await deviation(teacher, reference, 2)).toBeLessThan(1e-4);
    const before = tf.memory().numTensors;
    // The file takes two images at once; one and three leave a run that is filled up.
    for (const count of [1, 3]) expect(await deviation(teacher, reference, count)).toBeLessThan(1e-4);
    expect(tf.memory().numTensors).toBe(before);
    teacher.dispose();
  });

  it('gives them from a file with channels first, and pools them', async () => {
    const teacher = onnxTeacher(first);
    expect(teacher.channels).toEqual([8, 16, 32]);
    expect(await deviation(teacher, reference, 2)).toBeLessThan(1e-4);
    const plain = onnxTeacher(first, { preprocessing: 'none' });
    expect(await deviation(plain, raw, 1)).toBeLessThan(1e-4);
    const pooled = loadTeacher('onnx', { file: first, pooling: 2 });
    expect(pooled.strides).toEqual([8, 16, 32]);
    const pooledReference = resnetTeacher(randomResnetWeights(createRng(1), shape), { pooling: 2 });
    expect(await deviation(pooled, pooledReference, 2)).toBeLessThan(1e-4);
    for (const one of [teacher, plain, pooled]) one.dispose();
  });

  it('serves features, detection and their settings', async () => {
    const config = resolveConfig({
      data: { imageSize: SIZE, categories: ['nut'], procedural: { train: 2, testGood: 1, testDefective: 2 } },
      teacher: { name: 'onnx', file: last, outputs: OUTPUTS, pooling: 1 },
      model: { widths: [8, 8, 8] },
    });
    const teacher = loadTeacher(config.teacher.name, config.teacher);
    const dataset = openDataset('procedural', config.data);
    const set = await computeFeatures(teacher, dataset, dataset.samples);
    const same = await computeFeatures(reference, dataset, dataset.samples);
    expect(set.shapes).toEqual(same.shapes);
    for (const [scale, values] of set.scales.entries()) {
      const largest = same.scales[scale].reduce((a, b) => Math.max(a, b), 0);
      values.forEach((value, i) => {
        if (Math.abs(value - same.scales[scale][i]) > 1e-4 * largest) throw new Error(`scale ${scale}, value ${i}`);
      });
    }
    const architecture = architectureFor(teacher, SIZE, config.model);
    const model = flatModel(initialModel(createRng(1), architecture));
    const detectors = [teacher, reference].map((one) => createDetector({ architecture, config, teacher: one, model }));
    const [found, expected] = await Promise.all(
      detectors.map((detector) => detector.detect(pixels.subarray(0, 2 * SIZE * SIZE * 3), 2)),
    );
    expect(found.scores).toHaveLength(2);
    found.scores.forEach((score, i) => {
      expect(score).toBeCloseTo(expected.scores[i], 4);
    });
    for (const detector of detectors) detector.dispose();
    disposeModel(model);
    teacher.dispose();
  });

  it('says why features cannot be computed by it', () => {
    const teacher = onnxTeacher(first);
    expect(() => teacher.features(tf.zeros([1, SIZE, SIZE, 3]))).toThrow(BackendError);
    expect(() => teacher.features(tf.zeros([1, SIZE, SIZE, 3]))).toThrow(/teacher\.run/);
  });

  it('refuses files, outputs and images that do not fit', async () => {
    expect(() => loadTeacher('onnx')).toThrow(OptionError);
    expect(() => loadTeacher('onnx')).toThrow(/teacher\.file/);
    expect(() => onnxTeacher(join(folder, 'none.onnx'))).toThrow(DataError);
    const broken = join(folder, 'broken.onnx');
    writeFileSync(broken, 'no network');
    expect(() => onnxTeacher(broken)).toThrow(DataError);
    expect(() => onnxTeacher(broken)).toThrow(/broken\.onnx cannot be run by onnxruntime/);
    expect(() => onnxTeacher(last)).toThrow(/expected three names.*got 4.*coarse/);
    expect(() => onnxTeacher(last, { outputs: ['fine', 'middle', 'rough'] })).toThrow(/no output rough/);
    expect(() => onnxTeacher(last, { outputs: ['fine', 'middle', 'mean'] })).toThrow(/mean is \[\]/);
    expect(() => onnxTeacher(last, { outputs: ['coarse', 'middle', 'fine'] })).toThrow(/coarse 16.*finest first/);
    const two = join(folder, 'two.onnx');
    const zeros = () => tf.zeros([1, SIZE, SIZE, 3]);
    await exportOnnx(
      ({ image, other }) => [tf.add(image as tf.Tensor, other as tf.Tensor)],
      { image: zeros(), other: zeros() },
      two,
    );
    expect(() => onnxTeacher(two)).toThrow(
      /two\.onnx cannot be run by onnxruntime: it has 2 inputs, expected one image\. Export/,
    );
    const cut = join(folder, 'cut.onnx');
    writeFileSync(cut, readFileSync(first).subarray(0, 5000));
    expect(() => onnxTeacher(cut)).toThrow(
      /^[^\n]*cut\.onnx cannot be run by onnxruntime: [^\n]*Export it again[^\n]*$/,
    );
    const replaced = join(folder, 'replaced.onnx');
    writeFileSync(replaced, readFileSync(first));
    const early = onnxTeacher(replaced);
    writeFileSync(replaced, 'no network');
    const wanted = early.run(new Float32Array(3 * SIZE * SIZE), [1, SIZE, SIZE, 3]);
    await expect(wanted).rejects.toThrow(DataError);
    await expect(wanted).rejects.toThrow(
      /^[^\n]*replaced\.onnx cannot be opened by onnxruntime: [^\n]*Export it again[^\n]*$/,
    );
    const teacher = onnxTeacher(first);
    await expect(teacher.run(new Float32Array(3 * 32 * 32), [1, 32, 32, 3])).rejects.toThrow(
      /images of 64 pixels only/,
    );
    await expect(teacher.run(new Float32Array(5), [1, 64, 64, 3])).rejects.toThrow(ShapeError);
    await expect(teacher.run(new Float32Array(3 * 20 * 20), [1, 20, 20, 3])).rejects.toThrow(/multiple of 16/);
  });
});
