/** The flat state of a network that is described by a parameter table: weights, running statistics and Adam's moments. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../base';
import { drawParameters, filterMap, type ParameterTable, type TensorMap, tableShapes } from '../layers';
import { initialAdam } from '../optimisation';
import { flatAdam, isStatistic } from './state';

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Values that are trained: all but running statistics. */
export function countTrained(table: ParameterTable): number {
  return [...table].reduce((sum, [name, { shape }]) => sum + (isStatistic(name) ? 0 : sizeOf(shape)), 0);
}

/** What the moments of a state start from. */
type InitialMoments = (trained: TensorMap) => Parameters<typeof flatAdam<tf.Tensor>>[0];

/**
 * Initial values by the table, and zero moments of what is trained; the caller owns the tensors.
 *
 * @param moments Default: those of Adam.
 */
export function drawState(table: ParameterTable, rng: Rng, moments: InitialMoments = initialAdam): TensorMap {
  const weights = drawParameters(table, rng);
  return { ...weights, ...flatAdam(moments(filterMap(weights, (name) => !isStatistic(name)))) };
}

/**
 * Names and shapes of that state.
 *
 * @param greatest Whether the optimiser keeps the greatest second moments. Default: no.
 */
export function drawnShapes(table: ParameterTable, greatest = false): Map<string, readonly number[]> {
  const shapes = tableShapes(table);
  const trained = Object.fromEntries([...shapes].filter(([name]) => !isStatistic(name)));
  const moments = flatAdam({ first: trained, second: trained, ...(greatest ? { greatest: trained } : {}) });
  return new Map<string, readonly number[]>([...shapes, ...Object.entries(moments)]);
}
