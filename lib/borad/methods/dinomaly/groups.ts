/**
 * Loose targets (Dinomaly, Section 3.4): maps are compared in groups, each as a whole, and a group is rebuilt by the mean of
 * some blocks. Here the two finer maps are one group and the coarsest is the other.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addDense, type DenseDraw, type ParameterTable, type TensorMap, tokenDense } from '../../layers';
import { type FoldedGrid, patchSizes } from '../foldedMaps';

/** Values of a token in each group: all maps but the coarsest, and the coarsest. */
export function groupSizes(folded: FoldedGrid): number[] {
  const sizes = patchSizes(folded);
  const coarsest = sizes[sizes.length - 1];
  return [sizes.reduce((sum, size) => sum + size, 0) - coarsest, coarsest];
}

/** The groups of tokens [B, L, sum of groups]. */
export function targetGroups(tokens: tf.Tensor3D, groups: readonly number[]): tf.Tensor3D[] {
  return tf.split(tokens, [...groups], 2) as tf.Tensor3D[];
}

/**
 * The reconstructions: the first group from the mean of the last blocks, the last group from that of the first ones.
 *
 * @param outputs Of every block, [B, L, C]; as many a group.
 * @param projected Whether a dense layer per group leads to its size; without, the means themselves.
 * @returns [B, L, size] per group.
 */
export function rebuiltGroups(
  outputs: readonly tf.Tensor3D[],
  parameters: TensorMap,
  groups: readonly number[],
  projected: boolean,
): tf.Tensor3D[] {
  const share = outputs.length / groups.length;
  return groups.map((_, group) => {
    const first = outputs.length - (group + 1) * share;
    const mean = tf.div(tf.addN([...outputs.slice(first, first + share)]), share) as tf.Tensor3D;
    return projected ? tokenDense(mean, parameters, `heads.${group}`) : mean;
  });
}

/** Adds those dense layers. */
export function addGroupHeads(table: ParameterTable, groups: readonly number[], width: number, draw: DenseDraw): void {
  for (const [group, size] of groups.entries()) addDense(table, `heads.${group}`, width, size, draw);
}
