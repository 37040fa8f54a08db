/** A machine on which onnxruntime-node does not load. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { progressReporter } from '../../lib/borad/base';
import { compile } from '../../lib/borad/compile';
import { disposeModel } from '../../lib/borad/methods';
import { train } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

vi.mock('onnxruntime-node', () => {
  throw new Error('libonnxruntime.so.1: cannot open shared object file');
});

describe('without onnxruntime', () => {
  beforeAll(async () => {
    await prepareBackend();
  });

  it('compile says what to install', async () => {
    await expect(compile((x: tf.Tensor) => tf.square(x), tf.zeros([2]))).rejects.toThrow(
      /onnxruntime-node cannot be loaded.*npm install onnxruntime-node/,
    );
  });

  it('training runs eagerly, says so once, and leaves nothing behind', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const before = tf.memory().numTensors;
    const { model, record, history } = await train({
      config: tinyConfig({ training: { steps: 2 } }),
      teacher: tinyTeacher(),
      dataset: tinyDataset(),
      progress: progressReporter('silent'),
    });
    const messages = said.mock.calls.map(([text]) => String(text)).filter((text) => /eagerly/.test(text));
    said.mockRestore();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/onnxruntime-node cannot be loaded/);
    expect(record.environment.engine).toBe('eager');
    expect(history).toHaveLength(2);
    disposeModel(model);
    expect(tf.memory().numTensors).toBe(before);
  });
});
