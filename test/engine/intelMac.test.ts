/** An Intel Mac: onnxruntime is installed there, but without a binary. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { compile } from '../../lib/borad/compile';
import { createRunner } from '../../lib/borad/engine';

const here = { platform: process.platform, arch: process.arch };
const pretend = (machine: { platform: string; arch: string }) => {
  for (const [key, value] of Object.entries(machine)) Object.defineProperty(process, key, { value });
};

const example = { x: { shape: [2], data: Float32Array.of(1, 2) } };
const double = (input: unknown) => ({ y: tf.mul((input as { x: tf.Tensor }).x, 2) });

describe('on an Intel Mac', () => {
  beforeAll(async () => {
    await prepareBackend();
    pretend({ platform: 'darwin', arch: 'x64' });
  });
  afterAll(() => pretend(here));

  it('compile says that there is no binary', async () => {
    await expect(compile((x: tf.Tensor) => tf.square(x), tf.zeros([2]))).rejects.toThrow(
      'Compile: onnxruntime-node has no binary for darwin x64.',
    );
  });

  it('everything runs eagerly, and one line says so', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const runners = [await createRunner(double, example, 'double'), await createRunner(double, example, 'again')];
    const lines = said.mock.calls.map(([text]) => String(text));
    said.mockRestore();
    expect(lines).toEqual([
      'Running eagerly, which is slower: Compile: onnxruntime-node has no binary for darwin x64.\n',
    ]);
    expect(runners.map(({ engine }) => engine)).toEqual(['eager', 'eager']);
    expect(await runners[0].run(example)).toEqual({ y: { shape: [2], data: Float32Array.of(2, 4) } });
  });
});
