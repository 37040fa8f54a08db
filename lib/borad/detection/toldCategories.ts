/** How a method that keeps categories apart is told them: one more input of its function. */
import * as tf from '@tensorflow/tfjs-core';
import { type BaseArchitecture, methodOf, type RunConfig } from '../methods';
import type { ImageInput } from './inBatches';

export interface ToldCategories {
  /** The input: the place of each image's category in the architecture, -1 where it is not known; none where the method reads none. */
  inputs(count: number, names?: readonly string[]): ImageInput[];
  /** What `Method.map` takes of the tensors behind those of the features. */
  places(rest: readonly tf.Tensor[]): tf.Tensor1D | undefined;
}

/** @param categories Of the architecture. */
export function toldCategories({ categories = [] }: BaseArchitecture, config: RunConfig): ToldCategories {
  if (!methodOf(config.method).readsCategories?.(config)) return { inputs: () => [], places: () => undefined };
  const placeOf = (name: string | undefined) => (name === undefined ? -1 : categories.indexOf(name));
  return {
    inputs: (count, names) => [
      { shape: [], data: Float32Array.from({ length: count }, (_, i) => placeOf(names?.[i])) },
    ],
    places: ([first]) => tf.cast(first, 'int32') as tf.Tensor1D,
  };
}
