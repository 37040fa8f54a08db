/** The state before the first step. */
import { createRng } from '../base';
import type { RunConfig } from '../config';
import { type Architecture, initialModel } from '../model';
import { initialAdam } from './adam';
import type { TrainState } from './step';

/** Fresh weights by the run's seed, the momentum projector a copy, Adam's moments zero. The caller owns the tensors. */
export function startingModel(config: RunConfig, architecture: Architecture): TrainState {
  const model = initialModel(createRng(config.seed).split('weights'), architecture);
  return { ...model, adam: initialAdam(model.parameters) };
}
