/** Parts of a flat state by their prefix, as `adam.first.`. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../layers';
import type { AdamState } from '../optimisation';

const FIRST = 'adam.first.';
const SECOND = 'adam.second.';

/** The tensors whose name begins with a prefix, under the rest of their names; nothing is copied. */
export function underPrefix(state: TensorMap, prefix: string): TensorMap {
  return Object.fromEntries(
    Object.entries(state)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

/** The same tensors under longer names. */
export function withPrefix<T>(map: { [name: string]: T }, prefix: string): { [name: string]: T } {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [prefix + name, value]));
}

/** Adam's moments in a flat state. */
export function adamOf(state: TensorMap): AdamState {
  return { first: underPrefix(state, FIRST), second: underPrefix(state, SECOND) };
}

/** Adam's moments under the names that they have in a flat state. */
export function flatAdam({ first, second }: AdamState): TensorMap {
  return { ...withPrefix(first, FIRST), ...withPrefix(second, SECOND) };
}

/** Whether a tensor of a state belongs to the optimiser. */
export function isMoment(name: string): boolean {
  return name.startsWith('adam.');
}

/** Whether a tensor of a state cannot be negative: a running variance or a mean square. */
export function isSquare(name: string): boolean {
  return name.endsWith('.running_var') || name.startsWith(SECOND);
}

/** Frees the tensors of a state or of a model, flat or in parts. */
export function disposeModel(model: object): void {
  tf.dispose(model as tf.TensorContainer);
}
