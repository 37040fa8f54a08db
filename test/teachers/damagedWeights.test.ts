/** Weights that are no trained network's: damaged by a bit, zeros, NaN, negative variances. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, encodeSafetensors, type StoredTensor } from '../../lib/borad/base';
import {
  catalogueEntry,
  checkWeights,
  decodePth,
  loadTeacher,
  RESNET_18,
  type ResnetShape,
  randomResnetWeights,
  resnetTeacher,
  tryTeacher,
  weightsFit,
} from '../../lib/borad/teachers';
import { zipChecksums } from '../../lib/borad/teachers/pth/zipChecksums';
import { valueFault } from '../../lib/borad/teachers/valueFaults';
import { there } from '../there';
import { floats, pthEntries, zipPth } from './pthWriter';

const folder = mkdtempSync(join(tmpdir(), 'borad-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await prepareBackend('wasm');
});

const shape: ResnetShape = { stem: 4, depths: [1, 1, 1], widths: [4, 8, 8], channels: [8, 16, 32] };
const fresh = () => randomResnetWeights(createRng(1), shape);
const tensor = (...values: number[]): StoredTensor => ({ shape: [values.length], data: Float32Array.from(values) });

describe('a flipped bit in a .pth file', () => {
  const root = {
    'a.weight': floats(
      [50],
      Array.from({ length: 50 }, (_, i) => i / 7),
    ),
    'a.bias': floats([2], [1, 2]),
  };
  it.each([
    ['stored', 0],
    ['compressed', 9],
  ] as const)('is found by the checksum of its entry: %s', (_, level) => {
    const bytes = zipPth(root, level);
    expect(decodePth(bytes, 'x.pth').tensors['a.bias'].data).toEqual(Float32Array.of(1, 2));
    // Every bit of the first storage, where it lies as it is: only a checksum can tell.
    if (level === 0) {
      const start = Buffer.from(bytes).indexOf(Buffer.from(pthEntries(root)['w/data/0']));
      for (let at = 0; at < 200; at += 3) {
        const damaged = Uint8Array.from(bytes);
        damaged[start + at] ^= 1 << (at % 8);
        expect(() => decodePth(damaged, 'x.pth')).toThrow(DataError);
        expect(() => decodePth(damaged, 'x.pth')).toThrow(
          /x\.pth.*checksum of w\/data\/0 does not fit.*Fetch it again/,
        );
      }
    }
    const sums = zipChecksums(bytes);
    expect([...sums.keys()].sort()).toEqual(Object.keys(pthEntries(root)).sort());
  });

  it('is seen from checksums that the directory lacks', () => {
    expect(zipChecksums(new Uint8Array(0))).toEqual(new Map());
    expect(zipChecksums(new Uint8Array(100))).toEqual(new Map());
  });
});

describe('valueFault', () => {
  it('tells numbers that no trained network has', () => {
    expect(valueFault('conv1.weight', tensor(0, 1))).toBe('');
    expect(valueFault('conv1.weight', tensor(0, 0, 0))).toBe('conv1.weight: all 3 values are 0');
    expect(valueFault('bn1.weight', tensor(-0, 0))).toMatch(/all 2 values are 0/);
    expect(valueFault('bn1.bias', tensor(0, 0))).toBe('');
    expect(valueFault('bn1.running_mean', tensor(0, -1))).toBe('');
    expect(valueFault('bn1.bias', tensor(1, Number.NaN, Infinity))).toBe('bn1.bias: 2 of 3 values are NaN or infinite');
    expect(valueFault('bn1.running_var', tensor(1, -1e-9))).toBe(
      'bn1.running_var: 1 of 2 values are negative variances',
    );
    expect(valueFault('bn1.running_var', tensor(0, 0))).toMatch(/all 2 values are 0/);
  });
});

const damages: [string, string, (data: Float32Array) => void, RegExp][] = [
  [
    'NaN',
    'layer2.0.conv2.weight',
    (data) => data.fill(Number.NaN, 3, 4),
    /layer2\.0\.conv2\.weight: 1 of \d+ values are NaN/,
  ],
  ['infinity in a bias', 'layer1.0.bn2.bias', (data) => data.fill(-Infinity, 0, 1), /layer1\.0\.bn2\.bias: 1 of/],
  ['nothing but zeros', 'conv1.weight', (data) => data.fill(0), /conv1\.weight: all [\d,]+ values are 0/],
  [
    'a negative variance',
    'bn1.running_var',
    (data) => data.fill(-1, 0, 1),
    /bn1\.running_var: 1 of \d+ values are negative/,
  ],
];

describe('a teacher is not made', () => {
  it.each(damages)('of weights with %s', (_, name, damage, message) => {
    const weights = fresh();
    resnetTeacher(weights).dispose();
    damage(weights[name].data as Float32Array);
    expect(() => resnetTeacher(weights)).toThrow(DataError);
    expect(() => resnetTeacher(weights)).toThrow(message);
    const check = checkWeights(
      { tensors: weights, types: Object.fromEntries(Object.keys(weights).map((n) => [n, 'F32'])) },
      shape,
    );
    expect(check.unsound).toHaveLength(1);
    expect(weightsFit(check)).toBe(false);
  });

  it('of weights that overflow once batch norm is folded in', () => {
    const weights = fresh();
    weights['conv1.weight'].data.fill(1e30);
    weights['bn1.weight'].data.fill(1e30);
    expect(() => resnetTeacher(weights)).toThrow(DataError);
    expect(() => resnetTeacher(weights)).toThrow(/conv1\.weight with bn1 folded in gives Infinity/);
  });

  it("of a file with the publisher's name and other content", () => {
    const file = join(folder, there(catalogueEntry('resnet18')).file);
    const bytes = encodeSafetensors(randomResnetWeights(createRng(1), RESNET_18));
    writeFileSync(file, bytes);
    expect(() => loadTeacher('resnet18', { file })).toThrow(/is not the publisher's file.*SHA-256.*another name/);
    const own = join(folder, 'own.safetensors');
    writeFileSync(own, bytes);
    loadTeacher('resnet18', { file: own }).dispose();
    const damaged = randomResnetWeights(createRng(1), RESNET_18);
    damaged['layer1.0.bn1.running_var'].data[5] = -2;
    writeFileSync(own, encodeSafetensors(damaged));
    expect(() => loadTeacher('resnet18', { file: own })).toThrow(
      /own\.safetensors.*layer1\.0\.bn1\.running_var: 1 of 64/,
    );
  });
});

describe('tryTeacher', () => {
  it('measures the maps of a drawn photo and of noise', async () => {
    const teacher = resnetTeacher(fresh());
    const before = tf.memory().numTensors;
    const trials = await tryTeacher(teacher, 64);
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(trials.map(({ image, scale, shape: size, fault }) => [image, scale, size.join(), fault])).toEqual([
      ['photo', 0, '16,16,8', ''],
      ['photo', 1, '8,8,16', ''],
      ['photo', 2, '4,4,32', ''],
      ['noise', 0, '16,16,8', ''],
      ['noise', 1, '8,8,16', ''],
      ['noise', 2, '4,4,32', ''],
    ]);
    for (const { mean, deviation, zeros } of trials) {
      expect(mean).toBeGreaterThan(0);
      expect(deviation).toBeGreaterThan(0);
      expect(zeros).toBeGreaterThanOrEqual(0);
      expect(zeros).toBeLessThan(1);
    }
  });

  it('has the mean, deviation and zeros that numbers have', async () => {
    const numbers = Float32Array.of(0, 1, 2, 5, 1, 0, 2, 5);
    const teacher = { ...resnetTeacher(fresh()), run: async () => [{ shape: [2, 2, 2, 1], data: numbers }] };
    const [photo, noise] = await tryTeacher(teacher, 64);
    expect(photo).toMatchObject({ mean: 2, zeros: 0.25, fault: '' });
    expect(photo.deviation).toBeCloseTo(Math.sqrt((4 + 1 + 0 + 9) / 4), 6);
    expect(noise).toMatchObject({ image: 'noise', mean: 2 });
  });

  it.each([
    ['NaN', [Number.NaN, 1, 2, 3, 3, 2, 1, 0], 'it holds NaN'],
    ['what overflows when squared', [1e18, 1, 2, 3, 3, 2, 1, 0], 'it holds 1.00e+18, too large to be squared'],
    ['one number', [7, 7, 7, 7, 3, 2, 1, 0], 'all of its values are 7'],
    ['zeros', [0, 0, 0, 0, 3, 2, 1, 0], 'all of its values are 0'],
    ['the same of both images', [3, 2, 1, 0, 3, 2, 1, 0], 'it does not depend on the image'],
  ])('finds maps of %s', async (_, values, fault) => {
    const teacher = {
      ...resnetTeacher(fresh()),
      run: async () => [{ shape: [2, 2, 2, 1], data: Float32Array.from(values) }],
    };
    expect((await tryTeacher(teacher, 64))[0].fault).toBe(fault);
  });

  it('finds maps that are the same at every location', async () => {
    const flat = { shape: [2, 2, 1, 2], data: Float32Array.of(1, 2, 1, 2, 3, 4, 5, 6) };
    const teacher = { ...resnetTeacher(fresh()), run: async () => [flat] };
    expect((await tryTeacher(teacher, 64)).map(({ fault }) => fault)).toEqual(['it is the same at every location', '']);
  });
});
