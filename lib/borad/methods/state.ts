/**
 * Parts of a flat state by their prefix: `adam.first.` and `adam.second.` hold the optimiser's moments, `adam.greatest.` the
 * greatest second moments (AMSGrad) where it keeps them, `ema.` moving averages of parameters, names with `.running_` the
 * statistics of batch norms.
 */
import * as tf from '@tensorflow/tfjs-core';

const FIRST = 'adam.first.';
const SECOND = 'adam.second.';
const GREATEST = 'adam.greatest.';
/** Prefix of moving averages. */
export const AVERAGES = 'ema.';

/** The same tensors under longer names. */
export function withPrefix<T>(map: { [name: string]: T }, prefix: string): { [name: string]: T } {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [prefix + name, value]));
}

/** Adam's moments, or something of each, under the names that they have in a flat state. */
export function flatAdam<T>({ first, second, greatest = {} }: StateGroups<T>['adam']): { [name: string]: T } {
  return { ...withPrefix(first, FIRST), ...withPrefix(second, SECOND), ...withPrefix(greatest, GREATEST) };
}

/** Whether a tensor is a running mean or variance, which no gradient changes. */
export function isStatistic(name: string): boolean {
  return name.endsWith('.running_mean') || name.endsWith('.running_var');
}

/** The parts of a state that are updated alike. */
export interface StateGroups<T> {
  parameters: { [name: string]: T };
  statistics: { [name: string]: T };
  averages: { [name: string]: T };
  adam: { first: { [name: string]: T }; second: { [name: string]: T }; greatest?: { [name: string]: T } };
}

/** A flat state in groups, under names without their prefix: the compiler packs tensors of one group into long vectors. */
export function groupedState<T>(state: { [name: string]: T }): StateGroups<T> {
  const groups: StateGroups<T> = { parameters: {}, statistics: {}, averages: {}, adam: { first: {}, second: {} } };
  for (const [name, value] of Object.entries(state)) {
    if (name.startsWith(FIRST)) groups.adam.first[name.slice(FIRST.length)] = value;
    else if (name.startsWith(SECOND)) groups.adam.second[name.slice(SECOND.length)] = value;
    else if (name.startsWith(GREATEST)) {
      groups.adam.greatest ??= {};
      groups.adam.greatest[name.slice(GREATEST.length)] = value;
    } else if (name.startsWith(AVERAGES)) groups.averages[name.slice(AVERAGES.length)] = value;
    else groups[isStatistic(name) ? 'statistics' : 'parameters'][name] = value;
  }
  return groups;
}

/** The flat state of some groups: what `groupedState` was given, in the order of the groups. */
export function flatGroups<T>(groups: StateGroups<T>): { [name: string]: T } {
  const { parameters, statistics, averages, adam } = groups;
  return { ...parameters, ...statistics, ...withPrefix(averages, AVERAGES), ...flatAdam(adam) };
}

/** Whether a tensor of a state belongs to the optimiser. */
export function isMoment(name: string): boolean {
  return name.startsWith('adam.');
}

/** The entries of a state that do not belong to the optimiser; nothing is copied. */
export function withoutMoments<T>(state: { [name: string]: T }): { [name: string]: T } {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isMoment(name)));
}

/** Whether a tensor of a state cannot be negative: a running variance or a mean square. */
export function isSquare(name: string): boolean {
  return name.endsWith('.running_var') || name.startsWith(SECOND) || name.startsWith(GREATEST);
}

/**
 * Frees the tensors of a state or of a model, flat or in parts.
 *
 * @example
 * ```ts
 * const model = borad.training.stateFromStored(borad.loadRun('runs/parts').weights);
 * borad.disposeModel(model);
 * console.log(Object.values(model).every(({ isDisposed }) => isDisposed)); // true
 * ```
 */
export function disposeModel(model: object): void {
  tf.dispose(model as tf.TensorContainer);
}
