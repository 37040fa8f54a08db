/** The state before the first step. */
import { createRng, inPlainArrays } from '../base';
import type { TensorMap } from '../layers';
import { type BaseArchitecture, methodOf, type RunConfig } from '../methods';

/** Fresh weights by the run's seed and zero moments; the caller owns the tensors. */
export function startingState(config: RunConfig, architecture: BaseArchitecture): TensorMap {
  return inPlainArrays(() =>
    methodOf(config.method).initialise(createRng(config.seed).split('weights'), architecture, config),
  );
}
