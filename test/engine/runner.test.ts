import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { OptionError } from '../../lib/borad/base';
import type { TensorData, TensorTree } from '../../lib/borad/compile';
import { createRunner, type ExecutionOptions } from '../../lib/borad/engine';

const filled = (shape: number[], value: number): TensorData => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
});

const doubled = (input: TensorTree): TensorTree => ({ y: tf.mul((input as { x: tf.Tensor }).x, 2) });

describe('createRunner', () => {
  let tensors = 0;
  beforeEach(async () => {
    await prepareBackend('cpu');
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['compiled', 'eager'] as const)('runs inputs of any shape, %s', async (engine) => {
    const runner = await createRunner(doubled, { x: filled([2, 3], 0) }, 'doubled', { engine });
    expect(runner.engine).toBe(engine);
    for (const shape of [[2, 3], [4, 1], [2, 3], [5]]) {
      const { y } = (await runner.run({ x: filled(shape, 4) })) as { y: TensorData };
      expect(y).toEqual({ shape, data: filled(shape, 8).data });
    }
    runner.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('runs eagerly what cannot be compiled, and says so once', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const summed = (input: TensorTree): TensorTree => tf.cumsum((input as { x: tf.Tensor }).x);
    for (let i = 0; i < 2; i++) {
      const runner = await createRunner(summed, { x: filled([3], 0) }, 'summed');
      expect(runner.engine).toBe('eager');
      expect([...((await runner.run({ x: filled([3], 1) })) as TensorData).data]).toEqual([1, 2, 3]);
      runner.dispose();
    }
    const messages = said.mock.calls.map(([text]) => String(text)).filter((text) => /eagerly/.test(text));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/Running eagerly.*no lowering.*Cumsum/);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('does not hide errors of the function itself', async () => {
    const broken = (): TensorTree => {
      throw new TypeError('its own');
    };
    await expect(createRunner(broken, { x: filled([3], 0) }, 'broken')).rejects.toThrow('its own');
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('refuses an engine and a provider that there are not', async () => {
    for (const wrong of [{ engine: 'fast' }, { provider: 'gpu' }] as unknown as ExecutionOptions[])
      await expect(createRunner(doubled, { x: filled([1], 0) }, 'doubled', wrong)).rejects.toThrow(OptionError);
  });
});
