/** What a method's state takes from all training features before the first step. */
import { createRng, type ProgressReporter } from '../base';
import type { ExecutionOptions } from '../engine';
import type { TensorMap } from '../layers';
import type { BaseArchitecture, Method, RunConfig, TrainingFeatures } from '../methods';

export interface FitOptions extends ExecutionOptions {
  config: RunConfig;
  architecture: BaseArchitecture;
  report: ProgressReporter;
  signal?: AbortSignal;
}

/**
 * The state after the method's fit; without one, the state itself. Takes ownership of the state.
 *
 * @throws {CancelledError} the signal fired.
 */
export async function fitState(
  method: Method,
  state: TensorMap,
  features: TrainingFeatures,
  options: FitOptions,
): Promise<TensorMap> {
  if (!method.fit) return state;
  const rng = createRng(options.config.seed).split('fit');
  const fitted = await method.fit(state, { ...options, rng, features });
  for (const name of Object.keys(fitted)) state[name]?.dispose();
  return { ...state, ...fitted };
}
