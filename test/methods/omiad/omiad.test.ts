import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng } from '../../../lib/borad/base';
import { resolveConfig } from '../../../lib/borad/config';
import { countValues } from '../../../lib/borad/layers';
import {
  drawMask,
  hide,
  maskedDiffusion,
  maskRate,
  networkParameters,
  omiadMethod,
} from '../../../lib/borad/methods/omiad';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('OmiAD', () => {
  it('has 2,622,256 parameters in a network for the default teacher', () => {
    const architecture = { channels: [24, 32, 96], size: [16, 16] as [number, number], width: 64, heads: 4, groups: 8 };
    expect(countValues(networkParameters('gen', architecture))).toBe(2_622_256);
    expect(omiadMethod.paperSize().parameters).toBe(null);
  });

  it('hides the less, the more noise there is', () => {
    expect(maskRate(0, 0.6)).toBe(0.6);
    expect(maskRate(999, 0.6)).toBe(0);
    const { data, shape } = drawMask(createRng(1), [0, 999], { size: [40, 50] }, 0.6);
    expect(shape).toEqual([2, 40, 50, 1]);
    const seen = (image: number) =>
      Array.from(data.slice(image * 2000, (image + 1) * 2000)).reduce((a, b) => a + b, 0) / 2000;
    expect(seen(0)).toBeGreaterThan(0.35);
    expect(seen(0)).toBeLessThan(0.45);
    expect(seen(1)).toBe(1);
  });

  it('puts the learned vector where nothing is seen', () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const mask = tf.tensor4d([1, 0], [1, 1, 2, 1]);
    expect([...hide(x, mask, tf.tensor1d([7, 8])).dataSync()]).toEqual([1, 2, 7, 8]);
  });

  it('has its first stage in the frozen network of the second, which models for test time lack', () => {
    const state = Object.fromEntries(['gen.a', 'phi.a', 'psi.a', 'start'].map((name, i) => [name, tf.scalar(i)]));
    const stage = maskedDiffusion(state);
    expect(Object.keys(stage)).toEqual(Object.keys(state));
    expect(Object.values(stage).map((tensor) => tensor.dataSync()[0])).toEqual([1, 1, 2, 3]);
    expect(() => maskedDiffusion({ 'gen.a': state['gen.a'] })).toThrow(/no tensor phi\.a.*kept for test time/);
  });

  it('compares scores between two times, the first before the last', () => {
    const times = [500, 20];
    expect(() => resolveConfig({ method: 'omiad', distillation: { times } })).toThrow(/first before the last/);
  });
});
