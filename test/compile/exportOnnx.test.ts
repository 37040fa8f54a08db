import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, type TensorTree } from '../../lib/borad/compile';
import { difference, normal, withGradients } from './agreement';
import { runInFreshProcess } from './freshProcess';

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
      const { values: results } = runInFreshProcess(file, Object.entries(inputs));
      const { value, gradients } = fn(inputs);
      expect(Object.keys(results).sort()).toEqual(['gradients/0', 'gradients/1', 'value']);
      expect(difference(results.value.data, value.dataSync())).toBeLessThan(1e-5);
      gradients.forEach((gradient, i) => {
        expect(difference(results[`gradients/${i}`].data, gradient.dataSync())).toBeLessThan(1e-4);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says which file cannot be written', async () => {
    const file = join(__filename, 'is', 'no', 'folder.onnx');
    await expect(exportOnnx((x: tf.Tensor) => tf.square(x), tf.zeros([2]), file)).rejects.toMatchObject({ file });
  });
});
