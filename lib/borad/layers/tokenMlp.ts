/** The two dense layers between which a transformer widens its tokens. */
import type * as tf from '@tensorflow/tfjs-core';
import { gelu } from './gelu';
import { addDense, type DenseDraw, type ParameterTable } from './parameterTable';
import type { TensorMap } from './tensors';
import { tokenDense } from './tokens';

/**
 * W2 gelu(W1 x).
 *
 * @param x [B, L, C].
 * @param scope Holds fc1 [C, D] and fc2 [D, E].
 * @param inside Applied between the two layers. Default: nothing.
 * @returns [B, L, E].
 */
export function tokenMlp(
  x: tf.Tensor3D,
  parameters: TensorMap,
  scope: string,
  inside: (hidden: tf.Tensor3D) => tf.Tensor3D = (hidden) => hidden,
): tf.Tensor3D {
  const hidden = gelu(tokenDense(x, parameters, `${scope}.fc1`));
  return tokenDense(inside(hidden), parameters, `${scope}.fc2`);
}

/** Adds those layers, of one width in and out. */
export function addTokenMlp(
  table: ParameterTable,
  scope: string,
  { width, hidden }: { width: number; hidden: number },
  draw: DenseDraw,
): void {
  addDense(table, `${scope}.fc1`, width, hidden, draw);
  addDense(table, `${scope}.fc2`, hidden, width, draw);
}
