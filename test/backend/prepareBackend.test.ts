import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BackendRequest, prepareBackend } from '../../lib/borad/backend';
import { BackendError, OptionError } from '../../lib/borad/base';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('prepareBackend', () => {
  // First, since the banner appears only once, at the first tensor of the cpu backend.
  it('prints nothing', async () => {
    const spies = (['log', 'warn', 'info'] as const).map((method) => vi.spyOn(console, method));
    for (const name of ['cpu', 'wasm'] as const) {
      await prepareBackend(name);
      tf.tidy(() => tf.add(tf.tensor1d([1]), 1).dataSync());
    }
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('does not take what stands in for the native package for it', async () => {
    // danfojs's dependency, replaced by package.json.
    const installed = createRequire(__filename)('@tensorflow/tfjs-node/package.json') as { standIn?: boolean };
    expect(installed.standIn).toBe(true);
    const error = await prepareBackend('tfjs-node').catch((e) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(error.message).toMatch(/@tensorflow\/tfjs-node is only a stand-in/);
    expect(error.message).toMatch(/npm install @tensorflow\/tfjs-node@/);
  });

  it('picks wasm where no native package is installed, and says why', async () => {
    const { name, reason, tried } = await prepareBackend('auto');
    expect(name).toBe('wasm');
    expect(reason).toMatch(/WebAssembly/);
    expect(tried.map((t) => t.name)).toEqual(['tfjs-node-gpu', 'tfjs-node']);
    expect(tried[0].problem).toMatch(/npm install/);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('obeys the environment, and an argument before it', async () => {
    vi.stubEnv('BORAD_BACKEND', 'cpu');
    expect((await prepareBackend()).name).toBe('cpu');
    expect(tf.getBackend()).toBe('cpu');
    expect((await prepareBackend('wasm')).name).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('refuses a forced backend that is not there', async () => {
    vi.stubEnv('BORAD_BACKEND', 'tfjs-node-gpu');
    await expect(prepareBackend()).rejects.toThrow(BackendError);
    await expect(prepareBackend()).rejects.toThrow(/npm install @tensorflow\/tfjs-node-gpu/);
  });

  it('refuses an unknown name, listing the known ones', async () => {
    vi.stubEnv('BORAD_BACKEND', 'webgl');
    await expect(prepareBackend()).rejects.toThrow(OptionError);
    await expect(prepareBackend('gpu' as BackendRequest)).rejects.toThrow(/auto, tfjs-node-gpu, tfjs-node, wasm, cpu/);
  });

  it('changes nothing when called again', async () => {
    await prepareBackend('wasm');
    const backend = tf.backend();
    const kernel = tf.getKernel('Slice', 'wasm');
    await prepareBackend('wasm');
    expect(tf.backend()).toBe(backend);
    expect(tf.getKernel('Slice', 'wasm')).toBe(kernel);
  });

  it('leaves the other backends their own gradients', async () => {
    await prepareBackend('wasm');
    await prepareBackend('cpu');
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.leakyRelu(x, 0.1))(tf.tensor1d([-2, 3]))
        .arraySync(),
    ) as number[];
    expect(gradient[0]).toBeCloseTo(0.1, 6);
    expect(gradient[1]).toBe(1);
  });
});
