/** StableAdamW (arXiv 2304.13013, Algorithm 2) with AMSGrad (arXiv 1904.09237), as Dinomaly's authors use it. */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tensorOf } from '../layers';
import { type AdamScalars, type AdamSettings, type AdamState, initialAdam } from './adam';
import { clipGradients } from './clipGradients';

/** Adam's moments, and the greatest second moment of each value so far. */
export interface StableState extends AdamState {
  greatest: TensorMap;
}

export interface StableSettings extends AdamSettings {
  /** Share of a parameter that is taken away at every step, times the learning rate. */
  weightDecay: number;
}

/** Zero moments for the named parameters. */
export function initialStable(parameters: TensorMap): StableState {
  const greatest = Object.entries(parameters).map(([name, { shape }]) => [name, tf.zeros(shape)]);
  return { ...initialAdam(parameters), greatest: Object.fromEntries(greatest) };
}

/**
 * One update of every parameter: p (1 - lr decay) - lr / max(1, rms) m' / d with d = sqrt(largest v so far, corrected) + eps and
 * rms the root mean square of g / d over the tensor, so that a gradient larger than its past cannot take a large step.
 *
 * @returns New maps with a new tensor for every name; the inputs are not freed.
 */
export function stableAdamW(
  parameters: TensorMap,
  gradients: TensorMap,
  state: StableState,
  { learningRate, firstCorrection, secondCorrection }: AdamScalars,
  { beta1, beta2, epsilon, clip = 0, weightDecay }: StableSettings,
): { parameters: TensorMap; state: StableState } {
  const next: TensorMap = {};
  const moments: StableState = { first: {}, second: {}, greatest: {} };
  const limited = clip > 0 ? clipGradients(gradients, clip) : gradients;
  const kept = tf.sub(1, tf.mul(learningRate, weightDecay));
  const rate = tf.mul(learningRate, firstCorrection);
  const root = tf.sqrt(secondCorrection);
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = tensorOf(limited, name);
    const first = tf.add(tf.mul(tensorOf(state.first, name), beta1), tf.mul(gradient, 1 - beta1));
    const second = tf.add(tf.mul(tensorOf(state.second, name), beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const greatest = tf.maximum(tensorOf(state.greatest, name), second);
    const denominator = tf.add(tf.mul(tf.sqrt(greatest), root), epsilon);
    const rms = tf.sqrt(tf.mean(tf.square(tf.div(gradient, denominator))));
    const own = tf.div(rate, tf.maximum(rms, 1));
    next[name] = tf.sub(tf.mul(parameter, kept), tf.mul(tf.div(first, denominator), own));
    moments.first[name] = first;
    moments.second[name] = second;
    moments.greatest[name] = greatest;
  }
  return { parameters: next, state: moments };
}
