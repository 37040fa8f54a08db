/** diffusion_* and diad_*: the schedule, both stages with their steps, and the reconstruction. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../../lib/borad/layers';
import { controls, guidedDenoise, hintOf, reconstruct } from '../../../lib/borad/methods/diad';
import {
  ALPHA_BAR,
  ddimStep,
  denoise,
  noised,
  samplingTimes,
  timeFeatures,
  timesInput,
} from '../../../lib/borad/methods/diffusion';
import { there } from '../../there';
import { byElement, byRelativeL2, tensor, tensorsUnder } from '../compare';
import { timesAmong, timesOf } from '../diffusionTimes';
import type { Engine } from '../engine';
import { checkTrained, stepTensors, type TrainedNetwork } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

/** The two times of the DDIM step stand in its description: `from 901 to 801`. */
async function checkSchedule(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tensors, json } = oracle;
  const { forward } = json.tolerance;
  const times = Array.from(tensors.times.data);
  const features = times.flatMap((time) => timeFeatures(time, tensors.timeFeatures.shape[1]));
  const sampled = samplingTimes(tensors.ddimTimes.shape[0]);
  const [from, to] = there(/from (\d+) to (\d+)/.exec(json.ddim))
    .slice(1)
    .map(Number);
  const { signal, noise } = timesInput(Array.from(tensors.noisedAt.data), 2);
  const input = {
    x0: tensor<tf.Tensor4D>(oracle, 'x0'),
    noise: tensor<tf.Tensor4D>(oracle, 'noise'),
    eps: tensor<tf.Tensor4D>(oracle, 'eps'),
    shares: {
      signal: tf.tensor4d(signal.data, signal.shape as never),
      noise: tf.tensor4d(noise.data, noise.shape as never),
    },
  };
  const values = await evaluate((given: typeof input) => {
    const x = noised(given.x0, given.noise, given.shares);
    // The clean map that the given noise implies.
    const clean = tf.div(tf.sub(x, tf.mul(given.eps, Math.sqrt(1 - ALPHA_BAR[from]))), Math.sqrt(ALPHA_BAR[from]));
    return { noised: x, x0: clean, next: ddimStep(x, clean as tf.Tensor4D, from, to) };
  }, input);
  return [
    byElement('alphaBar', ALPHA_BAR, tensors.alphaBar.data, forward),
    byElement('timeFeatures', features, tensors.timeFeatures.data, forward),
    byElement('ddimTimes', [...sampled].reverse(), tensors.ddimTimes.data, { abs: 0.5 }),
    byElement('noised', values.noised, tensors.noised.data, forward),
    byElement('ddim.x0', values.x0, tensors['ddim.x0'].data, forward),
    byElement('ddim.next', values.next, tensors['ddim.next'].data, forward),
  ];
}

const inputs = (oracle: Oracle, step: number): TensorMap => ({
  ...stepTensors(oracle, ['x0', 'noise'], step),
  ...timesOf(oracle, `t.${step}`, oracle.json.values.width),
});

const losses: TrainedNetwork['losses'] = ({ x0 }, outputs) => ({
  total: tf.mean(tf.squaredDifference(outputs.prediction, x0)) as tf.Scalar,
});

const noisedInput = (input: TensorMap) =>
  noised(input.x0 as tf.Tensor4D, input.noise as tf.Tensor4D, timesAmong(input));

function checkStage1(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  return checkTrained(oracle, engine, {
    ...{ inputs, losses },
    forward: (input, parameters) => ({
      prediction: denoise(noisedInput(input), timesAmong(input).features, parameters, 'unet', oracle.json.values),
    }),
  });
}

async function checkReconstruction(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { values, tolerance } = oracle.json;
  const input = {
    x0: tensor<tf.Tensor4D>(oracle, 'x0.0'),
    start: tensor(oracle, 'start'),
    weights: tensorsUnder(oracle, 'w.'),
  };
  const found = await evaluate(
    (given: typeof input) => ({
      y: reconstruct(given.x0, given.start, given.weights, values, values.ddimSteps, values.ddimStart),
    }),
    input,
  );
  return [byRelativeL2('reconstruction', found.y, oracle.tensors.reconstruction.data, tolerance.reconstruction.relL2)];
}

async function checkStage2(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { values } = oracle.json;
  const steps = await checkTrained(oracle, engine, {
    ...{ inputs, losses },
    isTrained: (name) => !name.startsWith('unet.encoder.'),
    forward(input, parameters) {
      const x = noisedInput(input);
      const { features } = timesAmong(input);
      const hint = hintOf(input.x0 as tf.Tensor4D, parameters);
      const { o2, o3, mid } = controls(x, features, hint, parameters, values);
      const prediction = guidedDenoise(x, features, hint, parameters, values);
      return { prediction, 'control.o2': o2, 'control.o3': o3, 'control.mid': mid };
    },
  });
  return [...steps, ...(await checkReconstruction(oracle, engine))];
}

export const cases = [
  { match: /^diffusion_schedule$/, run: checkSchedule },
  { match: /^diad_stage1$/, run: checkStage1 },
  { match: /^diad_stage2$/, run: checkStage2 },
];
