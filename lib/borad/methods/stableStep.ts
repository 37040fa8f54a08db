/** One step of StableAdamW on a flat state. */
import { filterMap, type TensorMap, tidyTree } from '../layers';
import { type AdamScalars, stableAdamW } from '../optimisation';
import { adamWSettings } from './adamWSettings';
import { type Losses, type Objective, stateGradients, successor } from './gradientStep';
import type { StableConfig } from './stableSettings';
import { flatAdam, groupedState } from './state';

/**
 * @param prepare Makes the objective; what it computes before is a constant.
 * @returns A new state of the same names, with a new tensor for every name, and the losses; the old state is left as it was.
 */
export function stableStep(
  state: TensorMap,
  scalars: AdamScalars,
  config: StableConfig,
  prepare: () => Objective,
): { state: TensorMap; losses: Losses } {
  return tidyTree(() => {
    const { losses, gradients, statistics } = stateGradients(state, prepare());
    const { first, second, greatest = {} } = groupedState(state).adam;
    const trained = filterMap(state, (name) => name in first);
    const updated = stableAdamW(trained, gradients, { first, second, greatest }, scalars, adamWSettings(config));
    return { state: successor(state, { ...updated.parameters, ...statistics, ...flatAdam(updated.state) }), losses };
  });
}
