/** Adam (arXiv 1412.6980) as a pure function. Three optimisers with equal settings (Appendix C) are one over all names. */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, tensorOf } from '../layers';
import { clipGradients } from './clipGradients';

/** First and second moments by parameter name. */
export interface AdamState {
  first: TensorMap;
  second: TensorMap;
}

export interface AdamSettings {
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Greatest length of all gradients together. Default 0: not limited. */
  clip?: number;
  /** Share of the learning rate by which parameters shrink at each step (AdamW, arXiv 1711.05101). Default 0: they do not. */
  weightDecay?: number;
}

/** How much of the learning rate a parameter gets, by its name. */
export type RateShare = (name: string) => number;

/** Scalars of one step: they are inputs, so that one compiled step serves the whole run. */
export interface AdamScalars {
  learningRate: tf.Scalar;
  /** 1 / (1 - beta1^t). */
  firstCorrection: tf.Scalar;
  /** 1 / (1 - beta2^t). */
  secondCorrection: tf.Scalar;
}

/** Zero moments for the named parameters. */
export function initialAdam(parameters: TensorMap): AdamState {
  const zeros = () =>
    Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [name, tf.zeros(tensor.shape)]));
  return { first: zeros(), second: zeros() };
}

/**
 * One update of every parameter that has a gradient: (1 - lr decay) p - lr m' / (sqrt(v') + eps). The others, and their moments, stay.
 *
 * @param share Default: the whole learning rate for every parameter.
 * @returns New maps with a new tensor for every name; the inputs are not freed.
 */
export function adamUpdate(
  parameters: TensorMap,
  gradients: TensorMap,
  state: AdamState,
  scalars: AdamScalars,
  settings: AdamSettings,
  share: RateShare = () => 1,
): { parameters: TensorMap; state: AdamState } {
  const next: TensorMap = {};
  const first: TensorMap = {};
  const second: TensorMap = {};
  const { beta1, beta2, clip = 0, weightDecay = 0 } = settings;
  const limited = clip > 0 ? clipGradients(gradients, clip) : gradients;
  // lr c1 m / (sqrt(c2 v) + eps) with c2 taken out of the root: one pass over the parameters less.
  const root = tf.sqrt(scalars.secondCorrection);
  const epsilon = tf.div(settings.epsilon, root);
  const rate = tf.div(tf.mul(scalars.learningRate, scalars.firstCorrection), root);
  const decayed = (part: number) => tf.sub(1, tf.mul(scalars.learningRate, weightDecay * part));
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = limited[name];
    if (!gradient) {
      next[name] = parameter.clone();
      first[name] = tensorOf(state.first, name).clone();
      second[name] = tensorOf(state.second, name).clone();
      continue;
    }
    const mean = tf.add(tf.mul(tensorOf(state.first, name), beta1), tf.mul(gradient, 1 - beta1));
    const square = tf.add(tf.mul(tensorOf(state.second, name), beta2), tf.mul(tf.square(gradient), 1 - beta2));
    first[name] = mean;
    second[name] = square;
    const own = share(name) === 1 ? rate : tf.mul(rate, share(name));
    const kept = weightDecay > 0 ? tf.mul(parameter, decayed(share(name))) : parameter;
    next[name] = tf.sub(kept, tf.mul(tf.div(mean, tf.add(tf.sqrt(square), epsilon)), own));
  }
  return { parameters: next, state: { first, second } };
}
