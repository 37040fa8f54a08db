/** The native packages, stood in for by modules that register a backend as theirs do. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';

const modules: Record<string, () => unknown> = {};

vi.mock('node:module', async (original) => {
  const { createRequire } = await original<typeof import('node:module')>();
  return {
    createRequire: (file: string) => {
      const actual = createRequire(file);
      const require = (name: string) => (name in modules ? modules[name]() : actual(name));
      return Object.assign(require, { resolve: actual.resolve });
    },
  };
});

afterEach(() => {
  for (const name of Object.keys(modules)) delete modules[name];
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
});

const manifest = (name: string) => () => ({ name, version: '4.22.0' });

function registerNative(onGpu: boolean): void {
  tf.registerBackend('tensorflow', () => {
    const backend = (tf.findBackendFactory('cpu') as () => tf.KernelBackend)();
    return Object.assign(backend, { isUsingGpuDevice: onGpu });
  });
}

describe('native backends', () => {
  it('come first when they load', async () => {
    modules['@tensorflow/tfjs-node-gpu/package.json'] = manifest('@tensorflow/tfjs-node-gpu');
    modules['@tensorflow/tfjs-node-gpu'] = () => registerNative(true);
    const prepared = await prepareBackend('auto');
    expect(prepared).toMatchObject({ name: 'tfjs-node-gpu', tried: [] });
    expect(prepared.reason).toMatch(/native kernels on the GPU/);
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it('say when no GPU is in use', async () => {
    modules['@tensorflow/tfjs-node/package.json'] = manifest('@tensorflow/tfjs-node');
    modules['@tensorflow/tfjs-node'] = () => registerNative(false);
    const prepared = await prepareBackend('auto');
    expect(prepared.name).toBe('tfjs-node');
    expect(prepared.reason).toMatch(/on the CPU/);
    expect(prepared.tried.map(({ name }) => name)).toEqual(['tfjs-node-gpu']);
  });

  it('give way when their binary does not load, with the cause', async () => {
    modules['@tensorflow/tfjs-node-gpu/package.json'] = manifest('@tensorflow/tfjs-node-gpu');
    modules['@tensorflow/tfjs-node-gpu'] = () => {
      throw new Error('libcudart.so.11.0: cannot open shared object file');
    };
    const prepared = await prepareBackend('auto');
    expect(prepared.name).toBe('wasm');
    expect(prepared.tried[0].problem).toMatch(/4\.22\.0 doesn't load: libcudart/);
    await expect(prepareBackend('tfjs-node-gpu')).rejects.toThrow(/libcudart.*npm install/);
  });

  it('find in util what Node 23 removed and they still call', async () => {
    const util = (await import('node:util')).default as unknown as Record<string, unknown>;
    const before = util.isNullOrUndefined;
    util.isNullOrUndefined = undefined;
    modules['@tensorflow/tfjs-node/package.json'] = manifest('@tensorflow/tfjs-node');
    modules['@tensorflow/tfjs-node'] = () => {
      const found = util.isNullOrUndefined as (value: unknown) => boolean;
      expect([null, undefined, 0, ''].map(found)).toEqual([true, true, false, false]);
      registerNative(false);
    };
    try {
      expect((await prepareBackend('tfjs-node')).name).toBe('tfjs-node');
    } finally {
      util.isNullOrUndefined = before;
    }
  });
});
