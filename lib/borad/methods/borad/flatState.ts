/** BoRAD's state in parts and as one flat map: the names of a checkpoint. */
import type { TensorMap } from '../../layers';
import { AVERAGES, flatAdam, groupedState, withPrefix } from '../state';
import type { ModelState } from './network';
import type { TrainState } from './step';

/** Weights, statistics and momentum projector as one map; nothing is copied. */
export function flatModel({ parameters, statistics, momentumProjector }: ModelState): TensorMap {
  return { ...parameters, ...statistics, ...withPrefix(momentumProjector, AVERAGES) };
}

/** The whole state as one map; nothing is copied. */
export function flatState({ adam, ...model }: TrainState): TensorMap {
  return { ...flatModel(model), ...flatAdam(adam) };
}

/** The parts of a flat state that a forward pass reads; those that are not there are empty. Nothing is copied. */
export function modelParts(state: TensorMap): ModelState {
  const { parameters, statistics, averages } = groupedState(state);
  return { parameters, statistics, momentumProjector: averages };
}

/** All parts of a flat state; nothing is copied. */
export function stateParts(state: TensorMap): TrainState {
  return { ...modelParts(state), adam: groupedState(state).adam };
}
