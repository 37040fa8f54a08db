/** The flat state of a network that is described by a parameter table: weights, running statistics and Adam's moments. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../base';
import { drawParameters, filterMap, type ParameterTable, type TensorMap, tableShapes } from '../layers';
import { initialAdam, initialStable } from '../optimisation';
import { flatAdam, isMoment, isStatistic, type StateGroups } from './state';

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Values that are trained: all but running statistics. */
export function countTrained(table: ParameterTable): number {
  return [...table].reduce((sum, [name, { shape }]) => sum + (isStatistic(name) ? 0 : sizeOf(shape)), 0);
}

/** What a state holds besides the weights of its table. */
export interface StateParts {
  /** Whether the optimiser keeps the greatest second moments, as StableAdamW does. Default: no. */
  greatest?: boolean;
  /** What no gradient changes, for a fit or a step to replace. Default: nothing. */
  constants?: ParameterTable;
}

/** Initial values by the tables, and zero moments of what is trained; the caller owns the tensors. */
export function drawState(table: ParameterTable, rng: Rng, { greatest, constants }: StateParts = {}): TensorMap {
  const weights = drawParameters(table, rng);
  const trained = filterMap(weights, (name) => !isStatistic(name));
  const moments: StateGroups<tf.Tensor>['adam'] = greatest ? initialStable(trained) : initialAdam(trained);
  return { ...weights, ...flatAdam(moments), ...drawParameters(constants ?? new Map(), rng) };
}

/** Names and shapes of that state. */
export function drawnShapes(
  table: ParameterTable,
  { greatest, constants }: StateParts = {},
): Map<string, readonly number[]> {
  const shapes = tableShapes(table);
  const trained = Object.fromEntries([...shapes].filter(([name]) => !isStatistic(name)));
  const moments = flatAdam({ first: trained, second: trained, ...(greatest ? { greatest: trained } : {}) });
  const others = tableShapes(constants ?? new Map());
  return new Map<string, readonly number[]>([...shapes, ...Object.entries(moments), ...others]);
}

/**
 * The parts of a method's contract that say what its state is, where tables decide all of it.
 *
 * @param table Weights and running statistics of an architecture's network.
 * @param constants Default: none.
 */
export function tableState<A>(
  table: (architecture: A) => ParameterTable,
  { greatest, constants }: { greatest?: boolean; constants?: (architecture: A) => ParameterTable } = {},
) {
  const parts = (architecture: A): StateParts => ({ greatest, constants: constants?.(architecture) });
  return {
    initialise: (rng: Rng, architecture: A) => drawState(table(architecture), rng, parts(architecture)),
    stateShapes: (architecture: A) => drawnShapes(table(architecture), parts(architecture)),
    usedAtTestTime: (name: string) => !isMoment(name),
  };
}
