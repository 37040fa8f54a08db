/** The projector phi (Section 3, "Setup"; method.md, section 1): per scale a bottleneck of four 3x3 convolutions. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../base';
import { convolution, defaultConvolution, instanceNorm, type TensorMap } from '../../layers';
import type { Architecture } from './architecture';

/** Slope of every leaky ReLU outside the residual blocks. */
export const LEAKY_SLOPE = 0.01;

/** Leaky ReLU of an instance norm, the pair that follows every convolution of projector, merge and q_s. */
export function normLeaky(x: tf.Tensor4D): tf.Tensor4D {
  return tf.leakyRelu(instanceNorm(x), LEAKY_SLOPE);
}

/** Parameters `scale.{0,1,2}.convs.{0..3}`: c -> w/2 -> w/4 -> w/2 -> w, with biases. */
export function initialProjector(rng: Rng, { channels, widths }: Architecture): TensorMap {
  const parameters: TensorMap = {};
  for (let scale = 0; scale < 3; scale++) {
    const width = widths[scale];
    const sizes = [channels[scale], width / 2, width / 4, width / 2, width];
    for (let i = 0; i < 4; i++) {
      Object.assign(parameters, defaultConvolution(rng, `scale.${scale}.convs.${i}`, 3, sizes[i], sizes[i + 1]));
    }
  }
  return parameters;
}

/**
 * @param features Three maps [B, H, W, C], finest first.
 * @param scope `proj.` for the online projector, empty for a map of its own (the momentum projector).
 * @returns Three maps [B, H, W, width].
 */
export function projector(features: tf.Tensor4D[], parameters: TensorMap, scope = ''): tf.Tensor4D[] {
  return features.map((feature, scale) => {
    let x = feature;
    for (let i = 0; i < 4; i++) x = normLeaky(convolution(x, parameters, `${scope}scale.${scale}.convs.${i}`));
    return x;
  });
}
