/** Named tensors: a flat tree whose branches are the dots in the names, as `mff.blocks.0.conv1.weight`. */
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../base';

/** Tensors by dotted name. The holder of a map owns its tensors. */
export interface TensorMap {
  [name: string]: tf.Tensor;
}

/**
 * The tensor of that name.
 *
 * @throws {ShapeError} there is none; the message lists the names under the same parent.
 */
export function tensorOf<T extends tf.Tensor = tf.Tensor>(map: TensorMap, name: string): T {
  const tensor = map[name];
  if (!tensor) {
    const parent = name.slice(0, name.lastIndexOf('.') + 1);
    const near = Object.keys(map).filter((key) => key.startsWith(parent));
    throw new ShapeError(
      `No tensor ${name}: found ${near.length ? near.join(', ') : `nothing under ${parent || 'the root'}`}.`,
    );
  }
  return tensor as T;
}

/** What a function returns, whose tensors outlive it; every other tensor that it makes is freed. */
export function tidyTree<T extends object>(make: () => T): T {
  return tf.tidy(() => make() as tf.TensorContainer) as unknown as T;
}

/** Frees every tensor of a map. */
export function disposeMap(map: TensorMap): void {
  tf.dispose(Object.values(map));
}

/** The entries whose name passes, without copying tensors. */
export function filterMap(map: TensorMap, keep: (name: string) => boolean): TensorMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => keep(name)));
}

/** The same values, through which no gradient flows. */
export function withoutGradient<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs: unknown[]) => ({
    value: (inputs[0] as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return operation(x) as T;
}
