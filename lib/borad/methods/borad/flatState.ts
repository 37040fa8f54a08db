/** BoRAD's state in parts and as one flat map: the names of a checkpoint. */
import type { TensorMap } from '../../layers';
import { adamOf, flatAdam, isMoment, underPrefix, withPrefix } from '../state';
import type { ModelState } from './network';
import type { TrainState } from './step';

const MOMENTUM_PROJECTOR = 'ema.';

/** Weights, statistics and momentum projector as one map; nothing is copied. */
export function flatModel({ parameters, statistics, momentumProjector }: ModelState): TensorMap {
  return { ...parameters, ...statistics, ...withPrefix(momentumProjector, MOMENTUM_PROJECTOR) };
}

/** The whole state as one map; nothing is copied. */
export function flatState({ adam, ...model }: TrainState): TensorMap {
  return { ...flatModel(model), ...flatAdam(adam) };
}

/** The parts of a flat state that a forward pass reads; those that are not there are empty. Nothing is copied. */
export function modelParts(state: TensorMap): ModelState {
  const parts: ModelState = {
    parameters: {},
    statistics: {},
    momentumProjector: underPrefix(state, MOMENTUM_PROJECTOR),
  };
  for (const [name, tensor] of Object.entries(state)) {
    if (isMoment(name) || name.startsWith(MOMENTUM_PROJECTOR)) continue;
    parts[name.includes('.running_') ? 'statistics' : 'parameters'][name] = tensor;
  }
  return parts;
}

/** All parts of a flat state; nothing is copied. */
export function stateParts(state: TensorMap): TrainState {
  return { ...modelParts(state), adam: adamOf(state) };
}
