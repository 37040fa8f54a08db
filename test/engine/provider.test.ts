import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { BackendError } from '../../lib/borad/base';
import { compile } from '../../lib/borad/compile';
import { createRunner, executionFromEnvironment, executionOf } from '../../lib/borad/engine';

const example = { x: { shape: [2], data: Float32Array.of(1, 2) } };
const double = (input: unknown) => ({ y: tf.mul((input as { x: tf.Tensor }).x, 2) });

beforeAll(async () => {
  await prepareBackend();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('providers', () => {
  it('are the CPU unless another one is asked for', () => {
    expect(executionOf()).toEqual({ engine: 'compiled', provider: 'cpu' });
    expect(executionOf({ provider: 'cuda' })).toEqual({ engine: 'compiled', provider: 'cuda' });
  });

  it('and engines are what the environment asks for, where a command or a notebook looks', () => {
    vi.stubEnv('BORAD_ENGINE', '');
    expect(executionFromEnvironment()).toEqual({});
    vi.stubEnv('BORAD_ENGINE', 'eager');
    vi.stubEnv('BORAD_PROVIDER', 'cuda');
    expect(executionFromEnvironment()).toEqual({ engine: 'eager', provider: 'cuda' });
    expect(executionOf()).toEqual({ engine: 'compiled', provider: 'cpu' });
    vi.stubEnv('BORAD_GRAPH_CACHE', 'off');
    expect(executionFromEnvironment()).toEqual({ engine: 'eager', provider: 'cuda', graphCache: false });
    vi.stubEnv('BORAD_GRAPH_CACHE', 'no');
    expect(executionFromEnvironment).toThrow('BORAD_GRAPH_CACHE: expected on or off, got "no".');
    vi.stubEnv('BORAD_PROVIDER', 'gpu');
    expect(executionFromEnvironment).toThrow(/^BORAD_PROVIDER: expected cpu or cuda .*got "gpu"/);
  });

  it('that this onnxruntime lacks are refused with those that it has; nobody runs eagerly in their place', async () => {
    const missing = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(createRunner(double, example, 'double', { provider: missing })).rejects.toThrow(
      new RegExp(`no provider ${missing} on \\w+ \\w+\\. It offers cpu`),
    );
  });

  it('either compute or say what they need; nobody runs eagerly in their place', async () => {
    let outcome: unknown;
    try {
      const runner = await createRunner(double, example, 'double', { provider: 'cuda' });
      outcome = ((await runner.run(example)) as unknown as { y: { data: Float32Array } }).y.data;
      runner.dispose();
    } catch (error) {
      outcome = error;
    }
    if (outcome instanceof Error) {
      expect(outcome).toBeInstanceOf(BackendError);
      expect(outcome.message).toMatch(/provider cuda does not start.*docs\/gpu\.md/s);
    } else {
      expect(outcome).toEqual(Float32Array.of(2, 4));
    }
  });

  it('other than the CPU get a graph without the layouts made for CPUs, and the same numbers', async () => {
    const x = tf.randomNormal([1, 8, 8, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
    const filter = tf.randomNormal([3, 3, 3, 4], 0, 1, 'float32', 2) as tf.Tensor4D;
    const convolve = (input: { x: tf.Tensor4D; filter: tf.Tensor4D }) => ({
      y: tf.conv2d(input.x, input.filter, 1, 'same'),
    });
    const plain = await compile(convolve, { x, filter }, { passes: { layout: false, products: false } });
    const own = await compile(convolve, { x, filter });
    const [a, b] = [await plain({ x, filter }), await own({ x, filter })].map(({ y }) => (y as tf.Tensor).dataSync());
    a.forEach((value, i) => {
      expect(Math.abs(value - b[i])).toBeLessThan(1e-5);
    });
    plain.dispose();
    own.dispose();
    tf.dispose([x, filter]);
  });
});
