import { describe, expect, it } from 'vitest';
import type { FeatureSet } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import { architectureFor } from '../../lib/borad/methods/borad';
import { measureSteps, type StepNumbers, type Stepper } from '../../lib/borad/training';
import { tinyConfig, tinyTeacher } from './tinyRun';

const shapes: [number, number, number][] = [[1, 1, 2]];
/** Two images, whose feature is their number. */
const features = {
  samples: ['a', 'b'].map((id) => ({ id, category: 'one', split: 'train', defect: 'good' })),
  imageSize: 64,
  shapes,
  scales: [Float32Array.of(1, 1, 2, 2)],
  masks: [],
} as unknown as FeatureSet;

describe('measureSteps', () => {
  it('repeats the images to fill a batch, times each step, and frees the stepper', async () => {
    const config = tinyConfig({ training: { batchSize: 3 } });
    const architecture = architectureFor(tinyTeacher(), 64, { widths: [8, 8, 8], prototypes: 3 });
    const fed: StepNumbers[] = [];
    let isFreed = false;
    const create = (state: Parameters<typeof disposeModel>[0]): Stepper => {
      disposeModel(state);
      return {
        ...{ engine: 'eager', bytes: 12, isFinite: async () => true, read: async () => ({}) },
        step: async (numbers) => {
          fed.push(numbers);
          return { total: fed.length };
        },
        dispose() {
          isFreed = true;
        },
      };
    };
    const finished: number[] = [];
    const onStep = (step: number) => finished.push(step);
    const found = await measureSteps({ config, architecture, features, count: 2, create, onStep });
    expect(found).toMatchObject({ engine: 'eager', bytes: 12, losses: [{ total: 1 }, { total: 2 }] });
    expect(found.stepSeconds).toHaveLength(2);
    for (const seconds of [found.prepareSeconds, ...found.stepSeconds]) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThan(600);
    }
    expect(finished).toEqual([1, 2]);
    expect(fed.map(({ features: maps }) => maps)).toEqual(
      Array(2).fill([{ shape: [3, 1, 1, 2], data: Float32Array.of(1, 1, 2, 2, 1, 1) }]),
    );
    expect(isFreed).toBe(true);
  });
});
