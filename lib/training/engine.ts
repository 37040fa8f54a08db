/** Which engine runs the step: compiled by default, kernel by kernel (`eager`) where that cannot be. */
import { BackendError, OptionError } from '../base';
import { compiledStepper } from './compiledStepper';
import type { StepSettings, TrainState } from './step';
import { eagerStepper, type Stepper } from './stepper';

export type Engine = 'compiled' | 'eager';

let reported = false;

/**
 * The engine that BORAD_ENGINE names; `compiled` without it.
 *
 * @throws {OptionError} there is no engine of that name.
 */
export function chosenEngine(): Engine {
  const wanted = process.env.BORAD_ENGINE || 'compiled';
  if (wanted !== 'compiled' && wanted !== 'eager') {
    throw new OptionError(`BORAD_ENGINE: expected compiled or eager, got ${JSON.stringify(wanted)}.`);
  }
  return wanted;
}

/**
 * A stepper of the chosen engine; takes ownership of the state. A step that cannot be compiled runs eagerly, and the reason
 * is said once.
 */
export async function chooseStepper(
  state: TrainState,
  shapes: readonly (readonly [number, number, number])[],
  settings: StepSettings,
): Promise<Stepper> {
  if (chosenEngine() === 'compiled') {
    try {
      return await compiledStepper(state, shapes, settings, settings.config.training.batchSize);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      if (!reported) process.stderr.write(`Training runs eagerly: ${error.message}\n`);
      reported = true;
    }
  }
  return eagerStepper(state, shapes, settings);
}
