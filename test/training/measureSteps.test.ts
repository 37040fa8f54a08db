import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRng } from '../../lib/borad/base';
import type { FeatureSet } from '../../lib/borad/features';
import { disposeModel, methodOf } from '../../lib/borad/methods';
import { architectureFor } from '../../lib/borad/methods/borad';
import { measureSteps, type StepNumbers, type Stepper } from '../../lib/borad/training';
import { smallConfig } from '../methods/smallSettings';
import { there } from '../there';
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

afterEach(() => {
  vi.restoreAllMocks();
});

/** Maps that the small networks of methods read. */
const MAPS: [number, number, number][] = [
  [16, 16, 8],
  [8, 8, 8],
  [4, 4, 8],
];

/** Steps that keep what they are fed, and train nothing. */
function recorder() {
  const fed: StepNumbers[] = [];
  const create = (state: Parameters<typeof disposeModel>[0]): Stepper => {
    disposeModel(state);
    return {
      ...{ engine: 'eager', isFinite: async () => true, read: async () => ({}), dispose() {} },
      step: async (numbers) => {
        fed.push(numbers);
        return { total: 1 };
      },
    };
  };
  return { fed, create };
}

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
    // A clock that moves by a quarter of a second whenever it is looked at, and not from 0.
    let now = 7000;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 250));
    const finished: number[] = [];
    const onStep = (step: number) => finished.push(step);
    const found = await measureSteps({ config, architecture, features, count: 2, create, onStep });
    expect(found).toMatchObject({ engine: 'eager', bytes: 12, losses: [{ total: 1 }, { total: 2 }] });
    expect([found.prepareSeconds, ...found.stepSeconds]).toEqual([0.25, 0.25, 0.25]);
    expect(finished).toEqual([1, 2]);
    expect(fed.map(({ features: maps }) => maps)).toEqual(
      Array(2).fill([{ shape: [3, 1, 1, 2], data: Float32Array.of(1, 1, 2, 2, 1, 1) }]),
    );
    expect(isFreed).toBe(true);
  });

  it('gives copies and labels to a method that reads them: those of one copy for all', async () => {
    const config = smallConfig('destseg', { steps: 2, batchSize: 2 });
    const method = methodOf('destseg');
    const architecture = method.architecture(tinyTeacher(), config, ['one']);
    const set = {
      ...features,
      shapes: MAPS,
      scales: MAPS.map(([height, width, channels]) => new Float32Array(2 * height * width * channels).fill(0.5)),
    };
    const { fed, create } = recorder();
    await measureSteps({ config, architecture, features: set, count: 2, create });
    const label = there(method.copies).label({
      ...{ rng: createRng(config.seed).split('corruption 0 0'), size: 64, shapes: MAPS, architecture, config },
    });
    // The student reads copies beside the images' features, the segmentation after it copies and labels.
    const shapesOf = (given: unknown) => (given as { shape: number[] }[]).map(({ shape }) => shape);
    const whole = MAPS.map((shape) => [2, ...shape]);
    expect(fed.map(({ copies }) => shapesOf(copies))).toEqual([whole, whole]);
    expect(shapesOf(fed[0]?.features)).toEqual(whole);
    const labels = fed[1]?.labels as { shape: number[]; data: Float32Array };
    expect([labels.shape, [...labels.data]]).toEqual([
      [2, ...label.shape],
      [...label.data, ...label.data],
    ]);
  });

  it('tells a method the categories of the images', async () => {
    const config = smallConfig('hvqtrans', { batchSize: 3 });
    const architecture = methodOf('hvqtrans').architecture(tinyTeacher(), config, ['one', 'two']);
    const set = {
      ...features,
      samples: ['two', 'one'].map((category, i) => ({ ...features.samples[i], category })),
      shapes: MAPS,
      scales: MAPS.map(([height, width, channels]) => new Float32Array(2 * height * width * channels)),
    } as unknown as FeatureSet;
    const { fed, create } = recorder();
    await measureSteps({ config, architecture, features: set, count: 1, create });
    expect(fed[0]?.category).toEqual({ shape: [3], data: Int32Array.of(1, 0, 1) });
  });
});
