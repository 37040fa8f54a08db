import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, type TensorTree } from '../../lib/compile';
import { flatten } from '../../lib/compile/tree';
import { difference, normal } from './agreement';
import { initialState, type StepInput, trainingStep } from './tinyTraining';

/** Knows nothing but onnxruntime-node: fails if anything else of the project is loaded. */
const READER = `
const ort = require('onnxruntime-node');
const text = require('fs').readFileSync(0, 'utf8');
const feeds = JSON.parse(text);
(async () => {
  const session = await ort.InferenceSession.create(process.argv[1]);
  const given = {};
  for (const name of session.inputNames) given[name] = new ort.Tensor('float32', Float32Array.from(feeds[name].data), feeds[name].shape);
  const results = await session.run(given);
  const values = Object.fromEntries(Object.entries(results).map(([name, t]) => [name, { shape: t.dims, data: [...t.data] }]));
  const others = Object.keys(require.cache).filter((file) => /tensorflow|[\\\\/]compile[\\\\/]/.test(file));
  console.log(JSON.stringify({ values, others, inputNames: session.inputNames }));
})();`;

interface Printed {
  values: { [name: string]: { shape: number[]; data: number[] } };
  others: string[];
  inputNames: string[];
}

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
      const feeds = [...leaves].map(([name, t]) => [name, { shape: t.shape, data: [...t.dataSync()] }]);
      const printed = execFileSync(process.execPath, ['-e', READER, file], {
        input: JSON.stringify(Object.fromEntries(feeds)),
        encoding: 'utf8',
      });
      const { values, others, inputNames } = JSON.parse(printed) as Printed;
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
