/**
 * OmiAD's losses, after the abstract and the cited building blocks: masked diffusion; score identity distillation (SiD, arXiv
 * 2404.04057) with the adversarial term of SiDA (arXiv 2410.14919). The weights and the reconstruction term are guesses.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type TensorMap, withoutGradient } from '../../layers';
import { type DenoiserShape, noised, type Times } from '../diffusion';
import type { Losses } from '../gradientStep';
import { logits, predict, predictMasked, predictWithLogits } from './network';
import type { OmiadConfig } from './settings';

type Norms = Pick<DenoiserShape, 'heads' | 'groups'>;

/** What is drawn for one network's step. */
export interface Draws {
  /** Of the map that is noised and hidden. */
  noise: tf.Tensor4D;
  /** [B, h, w, 1], 1 where it is seen. */
  mask: tf.Tensor4D;
}

/** What is drawn for one half of a step of the distillation: the generator's input, and the noising of what it makes. */
export interface HalfDraws extends Draws {
  e: tf.Tensor4D;
  times: Times;
}

/** mean((f(hide(q(x0, t, e), M)) - x0)^2): the masked diffusion of the first phase. */
export function maskedLoss(
  clean: tf.Tensor4D,
  { noise, mask, times }: Draws & { times: Times },
  parameters: TensorMap,
  norms: Norms,
): Losses {
  const x = noised(clean, noise, times);
  const predicted = predictMasked('gen', { x, mask }, times.features, parameters, norms);
  return { total: tf.mean(tf.squaredDifference(predicted, clean)) };
}

/** What the generator makes of a clean map: one prediction from the map noised to the start, some of it hidden. */
export function generate(
  clean: tf.Tensor4D,
  { noise, mask }: Draws,
  start: Times,
  parameters: TensorMap,
  norms: Norms,
): tf.Tensor4D {
  return predictMasked('gen', { x: noised(clean, noise, start), mask }, start.features, parameters, norms);
}

/**
 * psi learns the score of what the generator makes and tells it from real maps.
 *
 * @param generated As constants.
 */
export function scoreLosses(
  generated: tf.Tensor4D,
  clean: tf.Tensor4D,
  { e, times }: HalfDraws,
  parameters: TensorMap,
  norms: Norms,
  { adversarial: share }: Pick<OmiadConfig['distillation'], 'adversarial'>,
): Losses & { score: tf.Scalar; adversarial: tf.Scalar } {
  const [x, real] = [generated, clean].map((map) => noised(map, e, times));
  const { predicted, logits: made } = predictWithLogits(x, times.features, parameters, norms);
  const given = logits(real, times.features, parameters, norms);
  const score = tf.mean(tf.squaredDifference(predicted, generated)) as tf.Scalar;
  const adversarial = tf.add(tf.mean(tf.softplus(made)), tf.mean(tf.softplus(tf.neg(given)))) as tf.Scalar;
  return { total: tf.add(score, tf.mul(share, adversarial)), score, adversarial };
}

/**
 * w [(1 - alpha) d d + d (f_psi - x_g)], d = f_phi - f_psi, w = 1 / mean |x_g - f_phi| of each image, without gradient: SiD's
 * loss of the generator.
 */
function scoreDistance(generated: tf.Tensor4D, phi: tf.Tensor4D, psi: tf.Tensor4D, alpha: number): tf.Scalar {
  const d = tf.sub(phi, psi);
  const weight = withoutGradient(tf.div(1, tf.mean(tf.abs(tf.sub(generated, phi)), [1, 2, 3], true)));
  const terms = tf.add(tf.mul(tf.square(d), 1 - alpha), tf.mul(d, tf.sub(psi, generated)));
  return tf.mean(tf.mul(weight, terms)) as tf.Scalar;
}

/** The generator's loss: gradients reach it through phi's and psi's inputs. */
export function generatorLosses(
  clean: tf.Tensor4D,
  draws: HalfDraws,
  start: Times,
  parameters: TensorMap,
  norms: Norms,
  { alpha, adversarial: adversarialShare, reconstruction }: OmiadConfig['distillation'],
): Losses & { sid: tf.Scalar; adversarial: tf.Scalar; recon: tf.Scalar } {
  const { e, times } = draws;
  const generated = generate(clean, draws, start, parameters, norms);
  const x = noised(generated, e, times);
  const phi = predict('phi', x, times.features, parameters, norms);
  const { predicted: psi, logits: made } = predictWithLogits(x, times.features, parameters, norms);
  const sid = scoreDistance(generated, phi, psi, alpha);
  const adversarial = tf.mean(tf.softplus(tf.neg(made))) as tf.Scalar;
  const recon = tf.mean(tf.squaredDifference(generated, clean)) as tf.Scalar;
  const total = tf.addN([sid, tf.mul(adversarialShare, adversarial), tf.mul(reconstruction, recon)]) as tf.Scalar;
  return { total, sid, adversarial, recon };
}
