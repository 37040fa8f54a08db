/** Times of the vectors' steps, as a step takes them. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorData } from '../../lib/borad/compile';
import type { TensorMap } from '../../lib/borad/layers';
import { type Times, timesInput } from '../../lib/borad/methods/diffusion';
import type { Oracle } from './oracle';

/** Named `times.PART`, for images whose times the tensor of that name holds. */
export function timesOf(oracle: Oracle, name: string, width: number): TensorMap {
  const parts = timesInput(Array.from(oracle.tensors[name].data), width) as unknown as { [part: string]: TensorData };
  return Object.fromEntries(
    Object.entries(parts).map(([part, { data, shape }]) => [`times.${part}`, tf.tensor(data, shape)]),
  );
}

/** The times among a step's inputs. */
export const timesAmong = (input: TensorMap): Times => ({
  features: input['times.features'] as tf.Tensor2D,
  signal: input['times.signal'] as tf.Tensor4D,
  noise: input['times.noise'] as tf.Tensor4D,
});
