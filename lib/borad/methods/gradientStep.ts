/** One step of gradient descent on a flat state: forward, backward, running statistics and Adam, for any loss. */
import * as tf from '@tensorflow/tfjs-core';
import { disposeMap, filterMap, type NormContext, type TensorMap, tidyTree, updateStatistics } from '../layers';
import { type AdamScalars, type AdamSettings, adamUpdate, type RateShare } from '../optimisation';
import { flatAdam, groupedState, isStatistic, withoutMoments } from './state';

/** A loss of named parameters: scalars, the one that is minimised called `total`. */
export interface Losses {
  total: tf.Scalar;
  [part: string]: tf.Scalar;
}

/** Which tensors a step trains, and how fast. */
export interface TrainedPart {
  /** Of the tensors with moments, those that are trained. Default: all. */
  isTrained?: (name: string) => boolean;
  /** Default: the whole learning rate for every tensor. */
  share?: RateShare;
}

/** The forward pass of a step. `norms` is for its batch norms; constants are found in the same map as parameters. */
export type Objective = (parameters: TensorMap, norms: NormContext) => Losses;

export interface StateGradients {
  losses: Losses;
  /** By the names of the trained tensors. */
  gradients: TensorMap;
  /** The running statistics after this batch. */
  statistics: TensorMap;
}

/**
 * Losses and gradients of a state, whose trained tensors are those with moments (`adam.first.`); nothing is updated.
 *
 * @param isTrained Default: all of them.
 * @returns Tensors that the caller owns.
 */
export function stateGradients(
  state: TensorMap,
  objective: Objective,
  isTrained: (name: string) => boolean = () => true,
): StateGradients {
  const names = Object.keys(groupedState(state).adam.first).filter(isTrained);
  const weights = withoutMoments(state);
  const statistics = filterMap(weights, isStatistic);
  const norms: NormContext = { mode: 'train', statistics, batch: {} };
  return tidyTree(() => {
    const parts: TensorMap = {};
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const given = { ...weights, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]])) };
      const losses = objective(given, norms);
      // The gradient's own scope frees everything but its value: keep the parts for the report.
      for (const [name, loss] of Object.entries(losses)) parts[name] = tf.keep(loss.clone());
      return losses.total;
    })(names.map((name) => state[name]));
    const losses = Object.fromEntries(Object.entries(parts).map(([name, loss]) => [name, loss.clone()])) as Losses;
    const moved = updateStatistics(statistics, norms.batch);
    disposeMap(parts);
    disposeMap(norms.batch);
    tf.dispose(value);
    const gradients = Object.fromEntries(names.map((name, i) => [name, grads[i]]));
    return { losses, gradients, statistics: moved };
  });
}

/** The state after a step, its names in the order of the old one; what is not among the moved tensors is handed on. */
export function successor(state: TensorMap, moved: TensorMap): TensorMap {
  return Object.fromEntries(Object.entries(state).map(([name, old]) => [name, moved[name] ?? old.clone()]));
}

/**
 * One step of Adam.
 *
 * @returns A new state of the same names, with a new tensor for every name, and the losses; the old state is left as it was.
 */
export function gradientStep(
  state: TensorMap,
  scalars: AdamScalars,
  settings: AdamSettings,
  objective: Objective,
  { isTrained, share }: TrainedPart = {},
): { state: TensorMap; losses: Losses } {
  return tidyTree(() => {
    const { losses, gradients, statistics } = stateGradients(state, objective, isTrained);
    const moments = groupedState(state).adam;
    const trained = filterMap(state, (name) => name in moments.first);
    const updated = adamUpdate(trained, gradients, moments, scalars, settings, share);
    return { state: successor(state, { ...updated.parameters, ...statistics, ...flatAdam(updated.state) }), losses };
  });
}
