import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { environmentFrom, environmentOf, environmentText } from '../../lib/borad/training/runEnvironment';

describe('the environment of a run', () => {
  it('names the provider only where the steps are compiled', () => {
    const compiled = environmentOf('wasm', { engine: 'compiled', provider: 'cuda' });
    expect(compiled).toMatchObject({
      node: process.versions.node,
      tfjs: tfjsVersion,
      backend: 'wasm',
      provider: 'cuda',
    });
    expect(compiled.processor).not.toBe('');
    expect('provider' in environmentOf('wasm', { engine: 'eager', provider: 'cpu' })).toBe(false);
    expect('provider' in environmentOf('wasm', { engine: 'compiled' })).toBe(false);
  });

  it('has words', () => {
    const words = (engine: string, provider?: string) =>
      environmentText({ node: '20', tfjs: '4', backend: 'wasm', engine, ...(provider ? { provider } : {}) });
    expect([words('compiled', 'cuda'), words('compiled'), words('eager', 'cuda')]).toEqual([
      'compiled, on cuda',
      'compiled, on cpu',
      'eagerly, by wasm',
    ]);
  });

  const first = { node: '20', tfjs: '4', backend: 'wasm', engine: 'compiled' };

  it('is that of the first step, and stays where nothing that computes has changed', () => {
    const now = { ...first, node: '22', processor: 'another' };
    expect(environmentFrom(first, now, 0)).toBe(now);
    expect(environmentFrom(first, now, 3)).toBe(first);
    expect(environmentFrom(first, { ...now, provider: 'cpu' }, 3)).toBe(first);
  });

  it.each([{ backend: 'cpu' }, { engine: 'eager' }, { provider: 'cuda' }])(
    'is added to where it is %o from some step on',
    (other) => {
      const now = { ...first, ...other };
      const second = environmentFrom(first, now, 3);
      expect(second).toEqual({ ...first, continued: [{ step: 3, ...now }] });
      // What counts is what ran last.
      expect(environmentFrom(second, now, 5)).toBe(second);
      expect(environmentFrom(second, first, 5)).toEqual({
        ...first,
        continued: [
          { step: 3, ...now },
          { step: 5, ...first },
        ],
      });
    },
  );
});
