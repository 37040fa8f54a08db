/** Runs an exported graph in a process of its own, which knows nothing but onnxruntime-node. */
import { execFileSync } from 'node:child_process';
import type * as tf from '@tensorflow/tfjs-core';

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

export interface FreshRun {
  /** Results by name. */
  values: { [name: string]: { shape: number[]; data: number[] } };
  /** Files of TensorFlow.js or of the compiler that the process loaded. */
  others: string[];
  inputNames: string[];
}

/** The results of the file for these inputs, by name. */
export function runInFreshProcess(file: string, inputs: Iterable<[string, tf.Tensor]>): FreshRun {
  const feeds = [...inputs].map(([name, t]) => [name, { shape: t.shape, data: [...t.dataSync()] }]);
  const printed = execFileSync(process.execPath, ['-e', READER, file], {
    input: JSON.stringify(Object.fromEntries(feeds)),
    encoding: 'utf8',
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  return JSON.parse(printed) as FreshRun;
}
