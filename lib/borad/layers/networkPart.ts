/** Initial values of residual parts of a network: trainable parameters with the statistics of their batch norms. */
import type { Rng } from '../base';
import type { BlockKind } from './bottleneck';
import { batchNormParameters, batchNormStatistics, defaultUpConvolution, heConvolution } from './initialise';
import type { TensorMap } from './tensors';

/** Trainable parameters and the running statistics of their batch norms. */
export interface NetworkPart {
  parameters: TensorMap;
  statistics: TensorMap;
}

/** Adds a convolution and the batch norm that follows it. */
export function withNorm(part: NetworkPart, kernel: TensorMap, norm: string, channels: number): void {
  Object.assign(part.parameters, kernel, batchNormParameters(norm, channels));
  Object.assign(part.statistics, batchNormStatistics(norm, channels));
}

/** Adds the parameters of one bottleneck block; a shortcut is made where channels or size change. */
export function initialBlock(
  part: NetworkPart,
  rng: Rng,
  scope: string,
  input: number,
  width: number,
  output: number,
  kind: BlockKind,
): void {
  withNorm(part, heConvolution(rng, `${scope}.conv1`, 1, input, width), `${scope}.bn1`, width);
  const second =
    kind === 'up'
      ? defaultUpConvolution(rng, `${scope}.conv2`, 2, width, width)
      : heConvolution(rng, `${scope}.conv2`, 3, width, width);
  withNorm(part, second, `${scope}.bn2`, width);
  withNorm(part, heConvolution(rng, `${scope}.conv3`, 1, width, output), `${scope}.bn3`, output);
  if (kind === 'plain' && input === output) return;
  const short =
    kind === 'up'
      ? defaultUpConvolution(rng, `${scope}.short`, 2, input, output)
      : heConvolution(rng, `${scope}.short`, 1, input, output);
  withNorm(part, short, `${scope}.short_bn`, output);
}
