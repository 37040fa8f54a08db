import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import {
  addBottleneck,
  defaultConvolution,
  defaultDense,
  defaultUpConvolution,
  drawParameters,
  heConvolution,
  type ParameterTable,
  type TensorMap,
} from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

/** Greatest absolute value of a tensor; thousands of uniform draws come within a hundredth of their bound. */
const reach = (map: TensorMap, name: string) => Math.max(...map[name].dataSync().map(Math.abs));

describe("PyTorch's default start", () => {
  it('reaches to 1 / sqrt(k k C) in a convolution, weights and biases', () => {
    const found = defaultConvolution(createRng(1), 'c', 3, 8, 200);
    const bound = 1 / Math.sqrt(9 * 8);
    for (const name of ['c.weight', 'c.bias']) {
      expect(reach(found, name)).toBeLessThanOrEqual(bound);
      expect(reach(found, name)).toBeGreaterThan(0.98 * bound);
    }
    expect(found['c.weight'].shape).toEqual([3, 3, 8, 200]);
  });

  it('counts the outputs in a transposed convolution: 1 / sqrt(k k D)', () => {
    const found = defaultUpConvolution(createRng(1), 'u', 2, 64, 9);
    const bound = 1 / Math.sqrt(4 * 9);
    expect(reach(found, 'u.weight')).toBeLessThanOrEqual(bound);
    expect(reach(found, 'u.weight')).toBeGreaterThan(0.98 * bound);
    expect(found['u.weight'].shape).toEqual([2, 2, 9, 64]);
  });

  it('counts the outputs in the transposed convolutions of a block, too', () => {
    const table: ParameterTable = new Map();
    addBottleneck(table, 'b', 64, { width: 40, channels: 9, kind: 'up' });
    const found = drawParameters(table, createRng(1));
    for (const [name, outputs] of [
      ['b.conv2.weight', 40],
      ['b.short.weight', 9],
    ] as const) {
      const bound = 1 / Math.sqrt(4 * outputs);
      expect(reach(found, name), name).toBeLessThanOrEqual(bound);
      expect(reach(found, name), name).toBeGreaterThan(0.98 * bound);
    }
  });

  it('reaches to 1 / sqrt(C) in a dense layer', () => {
    const found = defaultDense(createRng(1), 'd', 25, 300);
    for (const name of ['d.weight', 'd.bias']) {
      expect(reach(found, name)).toBeLessThanOrEqual(0.2);
      expect(reach(found, name)).toBeGreaterThan(0.196);
    }
  });
});

describe("He's start", () => {
  it('has a variance of 2 / (k k D)', () => {
    const weights = Float32Array.from(heConvolution(createRng(1), 'h', 3, 40, 50)['h.weight'].dataSync());
    const variance = weights.reduce((sum, value) => sum + value * value, 0) / weights.length;
    expect(variance / (2 / (9 * 50))).toBeGreaterThan(0.96);
    expect(variance / (2 / (9 * 50))).toBeLessThan(1.04);
  });
});
