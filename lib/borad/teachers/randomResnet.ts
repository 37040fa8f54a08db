/** An untrained ResNet: features of the paper's shapes where its weights are not at hand. */
import type { Rng, StoredTensor } from '../base';
import { resnetConvolutions } from './resnetConvolutions';
import { type ResnetShape, WIDE_RESNET_50_2 } from './resnetCosts';

/**
 * Weights by torchvision's names up to layer3, as torchvision draws them: He normal with fan-out, batch norms at scale 1 and
 * shift 0 with mean 0 and variance 1. For `resnetTeacher`.
 *
 * @param rng One stream for all layers, in the order of the network.
 */
export function randomResnetWeights(rng: Rng, shape: ResnetShape = WIDE_RESNET_50_2): { [name: string]: StoredTensor } {
  const weights: { [name: string]: StoredTensor } = {};
  const add = (convolution: string, norm: string, [outputs, inputs, size]: [number, number, number]) => {
    const deviation = Math.sqrt(2 / (size * size * outputs));
    const data = new Float32Array(outputs * inputs * size * size);
    for (let i = 0; i < data.length; i++) data[i] = deviation * rng.normal();
    weights[`${convolution}.weight`] = { shape: [outputs, inputs, size, size], data };
    for (const [name, value] of Object.entries({ weight: 1, bias: 0, running_mean: 0, running_var: 1 })) {
      weights[`${norm}.${name}`] = { shape: [outputs], data: new Float32Array(outputs).fill(value) };
    }
  };
  for (const { convolution, norm, size } of resnetConvolutions(shape)) add(convolution, norm, size);
  return weights;
}
