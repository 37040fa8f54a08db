/** `train` against the same steps taken one by one: order of images, masks, rate, corrections and momentum as the text has them. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, progressReporter } from '../../lib/borad/base';
import { computeFeatures, type FeatureSet } from '../../lib/borad/features';
import { disposeModel } from '../../lib/borad/methods';
import {
  architectureFor,
  drawMasks,
  flatModel,
  initialModel,
  type TrainState,
  trainStep,
} from '../../lib/borad/methods/borad';
import { initialAdam } from '../../lib/borad/optimisation';
import { batchIndices, train, trainingSamples } from '../../lib/borad/training';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const STEPS = 10;
/** A momentum and a fall of the rate that a step more or less would show. */
const config = tinyConfig({
  seed: 7,
  training: { steps: STEPS, batchSize: 4, learningRate: 4e-3, decayAt: 0.6, decayFactor: 0.1 },
  momentum: { schedule: 'linear', start: 0.5, end: 1 },
});
const teacher = tinyTeacher();
const dataset = tinyDataset();

let features: FeatureSet;
beforeAll(async () => {
  await prepareBackend('cpu');
  // Kernel by kernel both ways: then the numbers are the same, not only near.
  features = await computeFeatures(teacher, dataset, trainingSamples(dataset, config), { engine: 'eager' });
});

/** The scalars of a step, written out. */
const scalarsAt = (step: number) => ({
  learningRate: tf.scalar(step < 6 ? 4e-3 : 4e-4),
  firstCorrection: tf.scalar(1 / (1 - 0.5 ** (step + 1))),
  secondCorrection: tf.scalar(1 / (1 - 0.999 ** (step + 1))),
  momentum: tf.scalar(0.5 + 0.05 * step),
});

function stepByStep(): { losses: number[]; state: TrainState } {
  const rng = createRng(config.seed);
  const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
  const model = initialModel(rng.split('weights'), architecture);
  let state: TrainState = { ...model, adam: initialAdam(model.parameters) };
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const chosen = [...batchIndices(rng.split('order'), features.samples.length, 4, step)];
    const maps = features.shapes.map((shape, scale) => {
      const each = shape[0] * shape[1] * shape[2];
      const rows = chosen.map((i) =>
        tf.tensor(Float32Array.from(features.scales[scale].subarray(i * each, (i + 1) * each)), shape),
      );
      return tf.stack(rows) as tf.Tensor4D;
    });
    const drawn = drawMasks(rng.split(`masks ${step}`), features.shapes, 4, config.masking);
    const masks = (view: Float32Array[]) =>
      view.map((data, scale) => tf.tensor4d(data, [4, features.shapes[scale][0], features.shapes[scale][1], 1]));
    const input = {
      features: maps,
      masks: { online: masks(drawn.online), target: masks(drawn.target) },
      scalars: scalarsAt(step),
    };
    const found = trainStep(state, input, { architecture, config });
    losses.push(found.losses.total.dataSync()[0]);
    state = found.state;
  }
  return { losses, state };
}

describe('train', () => {
  it('takes the steps of the text, one after the other', async () => {
    const { losses, state } = stepByStep();
    const { history, model } = await train({
      engine: 'eager',
      config,
      teacher,
      dataset,
      features,
      progress: progressReporter('silent'),
    });
    expect(history.map(({ total }) => total)).toEqual(losses);
    const expected = flatModel(state);
    expect(Object.keys(model).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, tensor] of Object.entries(model))
      expect(tensor.dataSync(), name).toEqual(expected[name].dataSync());
    disposeModel(model);
  });
});
