import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, type TensorTree } from '../../lib/compile';
import { difference, normal, withGradients } from './agreement';

const READER = `
const ort = require('onnxruntime-node');
const [file, feeds] = [process.argv[1], JSON.parse(process.argv[2])];
ort.InferenceSession.create(file).then(async (session) => {
  const given = Object.fromEntries(Object.entries(feeds).map(([name, { shape, data }]) => [name, new ort.Tensor('float32', Float32Array.from(data), shape)]));
  const results = await session.run(given);
  console.log(JSON.stringify(Object.fromEntries(Object.entries(results).map(([name, t]) => [name, [...t.data]]))));
});`;

describe('exportOnnx', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('writes a file that another process opens and computes alike', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'export-'));
    try {
      const file = join(folder, 'step.onnx');
      const fn = withGradients(
        ({ x, w }) => tf.relu(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')),
        ['x', 'w'],
      );
      const inputs = { x: normal([2, 5, 4, 3], 1), w: normal([3, 3, 3, 2], 2) };
      await exportOnnx(fn as (input: TensorTree) => TensorTree, inputs, file);
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, t]) => [name, { shape: t.shape, data: [...t.dataSync()] }]),
      );
      const printed = execFileSync(process.execPath, ['-e', READER, file, JSON.stringify(feeds)], { encoding: 'utf8' });
      const results = JSON.parse(printed) as { [name: string]: number[] };
      const { value, gradients } = fn(inputs);
      expect(Object.keys(results).sort()).toEqual(['gradients/0', 'gradients/1', 'value']);
      expect(difference(results.value, value.dataSync())).toBeLessThan(1e-5);
      gradients.forEach((gradient, i) => {
        expect(difference(results[`gradients/${i}`], gradient.dataSync())).toBeLessThan(1e-4);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says which file cannot be written', async () => {
    const file = '/nowhere/at/all.onnx';
    await expect(exportOnnx((x: tf.Tensor) => tf.square(x), tf.zeros([2]), file)).rejects.toMatchObject({ file });
  });
});
