import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng, progressReporter } from '../../../lib/borad/base';
import { meanLengths } from '../../../lib/borad/methods/meanLengths';
import type { FitContext } from '../../../lib/borad/methods/method';
import { networkTable, simplenetMethod, tableOf } from '../../../lib/borad/methods/simplenet';
import { countTrained } from '../../../lib/borad/methods/tableState';

beforeAll(async () => {
  await prepareBackend('cpu');
});

const architecture = { channels: [24, 32, 96] as [number, number, number], locations: 1024, hidden: 128 };

describe('SimpleNet', () => {
  it("has its authors' 3,937,792 parameters at their size", () => {
    expect(simplenetMethod.paperSize().parameters).toBe(3_937_792);
    expect(countTrained(tableOf(1536, 1024))).toBe(2_360_832 + 1_576_960);
  });

  it('has 43,224 for the default teacher', () => {
    expect(countTrained(networkTable(architecture))).toBe(43_224);
  });

  it('is Xavier normal: a variance of 2 / (input + output)', () => {
    const state = simplenetMethod.initialise(createRng(1), architecture, {} as never);
    const weight = Array.from(state['adaptor.weight'].dataSync());
    const variance = weight.reduce((sum, value) => sum + value * value, 0) / weight.length;
    expect(Math.abs(variance / (2 / 304) - 1)).toBeLessThan(4 * Math.sqrt(2 / weight.length));
  });
});

describe('meanLengths', () => {
  it('is the mean over images and locations, and 1 for a scale without values', async () => {
    // Two images of 1x2 and 1x1 locations: lengths 5, 0, 13, 2.
    const scales = [Float32Array.of(3, 4, 0, 0, 5, 12, 0, 2), Float32Array.of(0, 0)];
    const context = {
      features: {
        samples: [{ id: 'a' }, { id: 'b' }],
        shapes: [
          [1, 2, 2],
          [1, 1, 1],
        ],
        gather: async (indices: ArrayLike<number>) =>
          scales.map((data) => {
            const length = data.length / 2;
            return Float32Array.from(
              Array.from(indices).flatMap((i) => Array.from(data.slice(i * length, (i + 1) * length))),
            );
          }),
      },
      report: progressReporter('silent'),
    } as unknown as FitContext;
    expect(await meanLengths(context)).toEqual([5, 1]);
  });
});

describe('the anomaly map', () => {
  it('has one value per location of the finest map', () => {
    const state = simplenetMethod.initialise(createRng(2), architecture, {} as never);
    const shapes: [number, number, number, number][] = [
      [2, 8, 8, 24],
      [2, 4, 4, 32],
      [2, 2, 2, 96],
    ];
    const features = shapes.map((shape, i) => tf.randomNormal<tf.Rank.R4>(shape, 0, 1, 'float32', i));
    const [map] = simplenetMethod.map(features, state, architecture, {} as never);
    expect(map.shape).toEqual([2, 8, 8]);
    expect(new Set(map.dataSync()).size).toBe(128);
  });
});
