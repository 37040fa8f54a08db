import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../../lib/borad/backend';
import { createRng } from '../../../lib/borad/base';
import {
  architectureFor,
  initialModel,
  isTrained,
  type StepInput,
  stepGradients,
  trainStep,
} from '../../../lib/borad/methods/borad';
import { initialAdam } from '../../../lib/borad/optimisation';
import { there } from '../../there';
import { tinyConfig, tinyTeacher } from '../../training/tinyRun';

beforeAll(async () => {
  await prepareBackend();
});

const teacher = tinyTeacher();
const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
const sides = [16, 8, 4];

function inputOf(seed: number): StepInput {
  const rng = createRng(seed);
  const features = sides.map((side, scale) => {
    const shape: [number, number, number, number] = [2, side, side, teacher.channels[scale]];
    return tf.tensor4d(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.normal()),
      shape,
    );
  });
  const view = () =>
    sides.map((side) =>
      tf.tensor4d(
        Float32Array.from({ length: 2 * side * side }, () => (rng.chance(0.5) ? 1 : 0)),
        [2, side, side, 1],
      ),
    );
  const scalars = {
    learningRate: tf.scalar(1e-3),
    firstCorrection: tf.scalar(2),
    secondCorrection: tf.scalar(1000),
    momentum: tf.scalar(0.75),
  };
  return { features, masks: { online: view(), target: view() }, scalars };
}

const model = () => initialModel(createRng(2), architecture);
const value = (scalar: tf.Scalar) => scalar.dataSync()[0];

describe('stepGradients', () => {
  it('adds the losses with their weights (eq. 10)', () => {
    const config = tinyConfig({ loss: { lambdaSpatial: 0.25, lambdaGlobal: 3 } });
    const { losses } = stepGradients(model(), inputOf(1), { architecture, config });
    const { total, reconstruction, spatial, global } = losses;
    for (const part of [reconstruction, spatial, global]) expect(value(part)).toBeGreaterThan(0);
    expect(value(total)).toBeCloseTo(value(reconstruction) + 0.25 * value(spatial) + 3 * value(global), 5);
  });

  it('gives a gradient to what is trained under the switches, and to nothing else', () => {
    for (const loss of [{}, { spatial: false }, { global: false }, { spatial: false, global: false }]) {
      const config = tinyConfig({ loss });
      const state = model();
      const { gradients } = stepGradients(state, inputOf(1), { architecture, config });
      const trained = Object.keys(state.parameters).filter((name) => isTrained(name, config));
      expect(Object.keys(gradients).sort()).toEqual(trained.sort());
    }
  });

  it('sends no gradient into the target side', () => {
    // With weights of zero for both alignments, only the online reconstruction is left.
    const alone = tinyConfig({ loss: { spatial: false, global: false } });
    const weightless = tinyConfig({ loss: { lambdaSpatial: 0, lambdaGlobal: 0 } });
    const [a, b] = [alone, weightless].map((config) =>
      stepGradients(model(), inputOf(1), { architecture, config }).gradients['mff.down2.weight'].dataSync(),
    );
    b.forEach((found, i) => {
      expect(found).toBeCloseTo(a[i], 6);
    });
  });
});

describe('the switches of the losses', () => {
  const lossesOf = (loss: object, input = inputOf(1)) => {
    const { losses, statistics } = stepGradients(model(), input, { architecture, config: tinyConfig({ loss }) });
    return {
      parts: [losses.reconstruction, losses.spatial, losses.global].map(value),
      statistics: Object.values(statistics).map((tensor) => Array.from(tensor.dataSync())),
    };
  };

  it('leave a shift out that has no prototypes to shift by', () => {
    const without = lossesOf({ prototypes: false }).parts;
    expect(lossesOf({ prototypes: false, shift: false }).parts).toEqual(without);
    expect(lossesOf({ shift: false }).parts[2]).toBe(without[2]);
    expect(lossesOf({}).parts[2]).not.toBeCloseTo(there(without[2]), 4);
    expect(lossesOf({}).parts[1]).not.toBeCloseTo(there(without[1]), 4);
  });

  it('run the target side for either alignment, and move the statistics by it, but not for none', () => {
    // Another mask of the target side shows whether it was run.
    const other = { ...inputOf(1), masks: { ...inputOf(1).masks, target: inputOf(2).masks.target } };
    for (const [loss, runs] of [
      [{ spatial: false, global: false }, false],
      [{ global: false }, true],
      [{ spatial: false }, true],
    ] as const) {
      const [one, two] = [lossesOf(loss), lossesOf(loss, other)];
      expect(one.statistics.join() === two.statistics.join(), JSON.stringify(loss)).toBe(!runs);
      expect(one.parts.map((part) => part > 0)).toEqual([true, 'global' in loss && runs, 'spatial' in loss && runs]);
    }
  });
});

describe('trainStep', () => {
  it('moves the momentum projector after the parameters: m old + (1 - m) new', () => {
    const config = tinyConfig();
    const start = model();
    const state = { ...start, adam: initialAdam(start.parameters) };
    const { state: next } = trainStep(state, inputOf(1), { architecture, config });
    const name = Object.keys(start.momentumProjector)[0];
    const [old, own] = [start.momentumProjector[name].dataSync(), next.parameters[`proj.${name}`].dataSync()];
    const found = next.momentumProjector[name].dataSync();
    expect(own).not.toEqual(start.parameters[`proj.${name}`].dataSync());
    found.forEach((average, i) => {
      expect(average).toBeCloseTo(0.75 * old[i] + 0.25 * own[i], 6);
    });
  });

  it('leaves the old state as it was', () => {
    const start = model();
    const before = start.parameters['mff.down2.weight'].dataSync().slice();
    trainStep({ ...start, adam: initialAdam(start.parameters) }, inputOf(1), { architecture, config: tinyConfig() });
    expect(start.parameters['mff.down2.weight'].dataSync()).toEqual(before);
  });
});
