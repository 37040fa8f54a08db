/** The stepper of the chosen engine. */
import { chosenEngine, runEagerlyAfter } from '../engine';
import { compiledStepper } from './compiledStepper';
import type { StepSettings, TrainState } from './step';
import { eagerStepper, type Stepper } from './stepper';

/** A stepper of the chosen engine; takes ownership of the state. A step that cannot be compiled runs eagerly and says why. */
export async function chooseStepper(
  state: TrainState,
  shapes: readonly (readonly [number, number, number])[],
  settings: StepSettings,
): Promise<Stepper> {
  if (chosenEngine() === 'compiled') {
    try {
      return await compiledStepper(state, shapes, settings, settings.config.training.batchSize);
    } catch (error) {
      runEagerlyAfter(error);
    }
  }
  return eagerStepper(state, shapes, settings);
}
