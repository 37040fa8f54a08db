import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { imageScore, type ScoreSettings, scoreOfValues, scoreText } from '../../lib/borad/detection';

beforeAll(async () => {
  await prepareBackend();
});

const maps = [
  [4, 0, 1, 3, 2, 0],
  [-1, 5, 5, 0, 0, 3],
];
const scores = (settings?: ScoreSettings): number[] =>
  tf.tidy(() => [...imageScore(tf.tensor3d(maps.flat(), [2, 2, 3]), settings).dataSync()]);

describe('imageScore', () => {
  it('is the maximum, the mean, or the mean of the greatest values', () => {
    expect(scores()).toEqual([4, 5]);
    expect(scores({ imageScore: 'max', topShare: 0.01 })).toEqual([4, 5]);
    expect(scores({ imageScore: 'mean', topShare: 0.01 }).map((score) => score.toFixed(5))).toEqual([
      '1.66667',
      '2.00000',
    ]);
    expect(scores({ imageScore: 'top', topShare: 0.5 }).map((score) => score.toFixed(5))).toEqual([
      '3.00000',
      '4.33333',
    ]);
  });

  it('counts one value at least, and all for a share of 1', () => {
    expect(scores({ imageScore: 'top', topShare: 0.01 })).toEqual([4, 5]);
    expect(scores({ imageScore: 'top', topShare: 1 })[1]).toBeCloseTo(2, 6);
  });

  it('is the same of plain numbers', () => {
    for (const settings of [
      { imageScore: 'max', topShare: 0.5 },
      { imageScore: 'mean', topShare: 0.5 },
      { imageScore: 'top', topShare: 0.3 },
    ] as const) {
      const expected = scores(settings);
      maps.forEach((map, i) => {
        const values = Float32Array.from(map);
        expect(scoreOfValues(values, settings)).toBeCloseTo(expected[i] ?? 0, 6);
        expect([...values]).toEqual(map);
      });
    }
  });

  it('has words', () => {
    expect(scoreText({ imageScore: 'max', topShare: 0.01 })).toBe('maximum of the anomaly map');
    expect(scoreText({ imageScore: 'mean', topShare: 0.01 })).toBe('mean of the anomaly map');
    expect(scoreText({ imageScore: 'top', topShare: 0.025 })).toBe(
      "mean of the greatest 2.5% of the anomaly map's values",
    );
  });
});
