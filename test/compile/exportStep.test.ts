import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, type TensorTree } from '../../lib/borad/compile';
import { flatten } from '../../lib/borad/compile/tree';
import { difference, normal } from './agreement';
import { runInFreshProcess } from './freshProcess';
import { initialState, type StepInput, trainingStep } from './tinyTraining';

describe('an exported training step', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('opens in a process of its own and trains as the function does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'export-'));
    try {
      const file = join(folder, 'step.onnx');
      const input: StepInput = {
        state: initialState(),
        batch: normal([2, 6, 6, 3], 1),
        stepSize: tf.scalar(0.01),
      };
      await exportOnnx(trainingStep as unknown as (input: TensorTree) => TensorTree, input, file, { name: 'step' });
      const leaves = flatten<tf.Tensor>(input, 'input').leaves;
      const { values, others, inputNames } = runInFreshProcess(file, leaves);
      expect(others).toEqual([]);
      expect(inputNames).toEqual([...leaves.keys()]);
      const expected = flatten<tf.Tensor>(trainingStep(input), 'output').leaves;
      const written = new Map([...expected].map(([path, t]) => [leaves.has(path) ? `${path}.next` : path, t]));
      expect(Object.keys(values).sort()).toEqual([...written.keys()].sort());
      for (const [name, tensor] of written) {
        expect(values[name].shape, name).toEqual(tensor.shape);
        expect(difference(values[name].data, tensor.dataSync()), name).toBeLessThan(1e-4);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
