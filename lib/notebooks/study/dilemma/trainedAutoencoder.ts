/** A small non-linear autoencoder of single locations, trained by Adam: code tanh(x W1 + b1), reconstruction code W2 + b2. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, type Rng } from 'borad/base';
import type { DataTree, TensorData, TensorTree } from 'borad/compile';
import { createRunner, type Runner } from 'borad/engine';
import type { TensorMap } from 'borad/layers';
import { type AdamScalars, type AdamState, adamUpdate, biasCorrections, learningRateAt } from 'borad/optimisation';
import { gatherRows } from './locationData';
import { numbersOf } from './numbersOf';
import type { Rebuild, ReconstructorFamily } from './reconstructor';

export interface TrainedAutoencoderOptions {
  /** Swept: widths of the code without noise, or noise at one width. */
  sweep: { widths: readonly number[] } | { noises: readonly number[]; width: number };
  /** Default 300. */
  steps?: number;
  /** Vectors per step. Default 128. */
  batchSize?: number;
  /** Default 0.003; a tenth of it in the last fifth of the steps. */
  learningRate?: number;
}

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

interface StepInput {
  parameters: TensorMap;
  adam: AdamState;
  /** What the network sees, [batch, channels]. */
  seen: tf.Tensor2D;
  /** What it should rebuild. */
  wanted: tf.Tensor2D;
  scalars: AdamScalars;
}

const rebuilt = (x: tf.Tensor2D, { w1, b1, w2, b2 }: TensorMap) =>
  tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(x, w1 as tf.Tensor2D), b1)), w2 as tf.Tensor2D), b2) as tf.Tensor2D;

/** One step: mean squared error, its gradient, Adam. */
function trainingStep({ parameters, adam, seen, wanted, scalars }: StepInput) {
  const names = Object.keys(parameters);
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const now = Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
    return tf.mean(tf.square(tf.sub(rebuilt(seen, now), wanted))) as tf.Scalar;
  })(names.map((name) => parameters[name]));
  const gradients = Object.fromEntries(names.map((name, i) => [name, grads[i]]));
  const next = adamUpdate(parameters, gradients, adam, scalars, ADAM);
  return { parameters: next.parameters, adam: next.state, loss: value };
}

const scalar = (value: number): TensorData => ({ shape: [], data: Float32Array.of(value) });

type Numbers = { [name: string]: TensorData };

/** Fresh weights of variance 1 / inputs, zero biases. */
function initialNumbers(channels: number, width: number, rng: Rng): Numbers {
  const normal = (shape: [number, number]): TensorData => {
    const stream = rng.split(shape.join());
    const scale = 1 / Math.sqrt(shape[0]);
    return { shape, data: Float32Array.from({ length: shape[0] * shape[1] }, () => scale * stream.normal()) };
  };
  const zeros = (length: number): TensorData => ({ shape: [length], data: new Float32Array(length) });
  return { w1: normal([channels, width]), b1: zeros(width), w2: normal([width, channels]), b2: zeros(channels) };
}

const zerosLike = (numbers: Numbers): Numbers =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
  );

function rebuildWith(parameters: Numbers, channels: number): Rebuild {
  return async (rows) =>
    numbersOf(() => {
      const tensors = Object.entries(parameters).map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]);
      const vectors = tf.tensor2d(rows, [rows.length / channels, channels]);
      return rebuilt(vectors, Object.fromEntries(tensors));
    });
}

/**
 * Trained autoencoders of several code widths, or of one width with several strengths of noise on the input while training
 * (a denoising autoencoder; at test time nothing is added). Both run from tight to free: widths grow, noises fall.
 *
 * The step is compiled once per width and serves all seeds until `dispose`.
 *
 * @throws {OptionError} a width is not a positive integer or a noise negative.
 */
export function trainedAutoencoder(options: TrainedAutoencoderOptions): ReconstructorFamily {
  const { sweep, steps = 300, batchSize = 128, learningRate = 0.003 } = options;
  const byWidth = 'widths' in sweep;
  const settings = byWidth
    ? sweep.widths.map((width) => ({ width, noise: 0 }))
    : sweep.noises.map((noise) => ({ width: sweep.width, noise }));
  for (const { width, noise } of settings) {
    if (!Number.isInteger(width) || width < 1 || !(noise >= 0)) {
      throw new OptionError(`trainedAutoencoder: width ${width} and noise ${noise}, expected at least 1 and 0.`);
    }
  }
  const schedule = { steps, learningRate, decayAt: 0.8, decayFactor: 0.1 };
  const runners = new Map<string, Runner>();
  const runnerFor = async (key: string, example: DataTree): Promise<Runner> => {
    const known = runners.get(key);
    if (known) return known;
    const step = (input: TensorTree) => trainingStep(input as unknown as StepInput) as unknown as TensorTree;
    const made = await createRunner(step, example, 'autoencoder step');
    runners.set(key, made);
    return made;
  };

  async function train(rows: Float32Array, channels: number, width: number, noise: number, rng: Rng): Promise<Numbers> {
    let parameters = initialNumbers(channels, width, rng.split('weights'));
    let adam: DataTree = { first: zerosLike(parameters), second: zerosLike(parameters) };
    const [order, disturbance] = [rng.split('order'), rng.split('noise')];
    const count = rows.length / channels;
    for (let step = 0; step < steps; step++) {
      const batch = Int32Array.from({ length: batchSize }, () => order.int(count));
      const wanted = gatherRows(rows, channels, batch);
      const seen = noise > 0 ? wanted.map((value) => value + noise * disturbance.normal()) : wanted;
      const { first, second } = biasCorrections(step, ADAM.beta1, ADAM.beta2);
      const input: DataTree = {
        parameters,
        adam,
        seen: { shape: [batchSize, channels], data: seen },
        wanted: { shape: [batchSize, channels], data: wanted },
        scalars: {
          learningRate: scalar(learningRateAt(step, schedule)),
          firstCorrection: scalar(first),
          secondCorrection: scalar(second),
        },
      };
      const runner = await runnerFor(`${channels} ${width}`, input);
      const next = (await runner.run(input)) as { parameters: Numbers; adam: DataTree };
      parameters = next.parameters;
      adam = next.adam;
    }
    return parameters;
  }

  return {
    name: byWidth ? 'trained, width' : `trained, noise at width ${settings[0]?.width}`,
    axis: byWidth ? 'width of the code, numbers per location' : 'noise in training, deviations of a feature',
    capacities: byWidth ? sweep.widths : sweep.noises,
    async fit(rows, channels, rng) {
      const fitted: Rebuild[] = [];
      for (const { width, noise } of settings) {
        fitted.push(rebuildWith(await train(rows, channels, width, noise, rng), channels));
      }
      return fitted;
    },
    dispose() {
      for (const runner of runners.values()) runner.dispose();
      runners.clear();
    },
  };
}
