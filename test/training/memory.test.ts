import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import { boradMethod, flatState, initialModel, type Triple } from '../../lib/borad/methods/borad';
import { initialAdam } from '../../lib/borad/optimisation';
import { compiledStepper, type Stepper } from '../../lib/borad/training';
import { tinyConfig } from './tinyRun';

const WARM_UP = 20;
const EVERY = 20;
const SHAPES: Triple[] = [
  [8, 8, 8],
  [4, 4, 8],
  [2, 2, 8],
];
/**
 * Bytes a step that count as growth. A step is handed 5 kB of features and 1.3 kB of masks: keeping either shows.
 * The process's size wanders by some megabytes without growing, as allocators keep pages.
 */
const LIMITS = { own: 512, process: 8192 };

/** More in all than the pages that earlier tests gave back and that a leak would fill first. */
const LEAK = 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Median of the slopes of all pairs (Theil-Sen): one burst or one release of pages does not move it. */
function slope(values: number[], spacing: number): number {
  const slopes = values.flatMap((a, i) => values.slice(i + 1).map((b, j) => (b - a) / ((j + 1) * spacing)));
  slopes.sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)];
}

interface Growth {
  /** Bytes a step of the JavaScript heap and of what hangs on it. */
  own: number;
  /** Bytes a step of the whole process. */
  process: number;
  /** Tensors gained. */
  tensors: number;
}

/** What grows over the steps after the warm-up. */
async function growth(step: () => Promise<unknown>, steps: number): Promise<Growth> {
  for (let i = 0; i < WARM_UP; i++) await step();
  const own: number[] = [];
  const rss: number[] = [];
  const tensors = tf.memory().numTensors;
  for (let i = WARM_UP; i < steps; i++) {
    if ((i - WARM_UP) % EVERY === 0) {
      collect();
      const memory = process.memoryUsage();
      own.push(memory.heapUsed + memory.external);
      rss.push(memory.rss);
    }
    await step();
  }
  return {
    own: slope(own, EVERY),
    process: slope(rss, EVERY),
    tensors: tf.memory().numTensors - tensors,
  };
}

/** A step of a tiny model with new masks each time, as training takes it. */
async function tinyStep(): Promise<{ stepper: Stepper; step: () => Promise<unknown> }> {
  const config = tinyConfig({ training: { batchSize: 2 } });
  const architecture = {
    channels: [8, 8, 8] as Triple,
    widths: [8, 8, 8] as Triple,
    heads: false,
    signed: false,
    midSize: [1, 1] as [number, number],
    prototypes: 3,
  };
  const rng = createRng(1);
  const model = initialModel(rng, architecture);
  const state = flatState({ ...model, adam: initialAdam(model.parameters) });
  const [phase] = boradMethod.phases;
  const features = SHAPES.map(([h, w, c]) => Float32Array.from({ length: 2 * h * w * c }, () => rng.normal()));
  const samples = ['a', 'b'].map((id) => ({ id, category: 'one' }));
  let done = 0;
  const numbers = () => ({
    features: features.map((data, i) => ({ shape: [2, ...SHAPES[i]], data })),
    ...phase.inputs({
      ...{ rng, step: done, steps: 600, phaseStep: done, phaseSteps: 600 },
      ...{ shapes: SHAPES, samples, architecture, config },
    }),
  });
  const stepper = await compiledStepper(state, numbers(), { phase, architecture, config });
  const step = () => {
    done++;
    return stepper.step(numbers());
  };
  return { stepper, step };
}

describe('memory of compiled training', () => {
  beforeAll(async () => {
    await prepareBackend();
  });

  it('is flat from the 20th to the 500th step', async () => {
    const { stepper, step } = await tinyStep();
    const found = await growth(step, 500);
    expect(found.tensors).toBe(0);
    expect(found.own).toBeLessThan(LIMITS.own);
    expect(found.process).toBeLessThan(LIMITS.process);
    stepper.dispose();
  });

  it('would be seen to grow if a step kept a tensor, its numbers or memory outside of JavaScript', async () => {
    const { stepper, step } = await tinyStep();
    const tensors: tf.Tensor[] = [];
    const bytes: Uint8Array[] = [];
    const leaking = async () => {
      await step();
      tensors.push(tf.zeros([1]));
      bytes.push(new Uint8Array(1024).fill(1), Buffer.allocUnsafeSlow(LEAK).fill(1));
    };
    const found = await growth(leaking, 160);
    expect(found.tensors).toBe(140);
    expect(found.own).toBeGreaterThan(LIMITS.own);
    expect(found.process).toBeGreaterThan(LIMITS.process);
    stepper.dispose();
    tf.dispose(tensors);
  });
});
