/** The stepper of the chosen engine. */
import { chosenEngine, runEagerlyAfter } from '../engine';
import type { TensorMap } from '../layers';
import { compiledStepper } from './compiledStepper';
import { eagerStepper, type StepNumbers, type Stepper, type StepperSettings } from './stepper';

/** Makes a stepper and takes ownership of the state. */
export type StepperMaker = (
  state: TensorMap,
  example: StepNumbers,
  settings: StepperSettings,
) => Promise<Stepper> | Stepper;

/**
 * A stepper of the chosen engine; takes ownership of the state. A step that cannot be compiled runs eagerly and says why.
 *
 * @param example Inputs of the shapes that will come.
 */
export async function chooseStepper(
  state: TensorMap,
  example: StepNumbers,
  settings: StepperSettings,
): Promise<Stepper> {
  if (chosenEngine() === 'compiled') {
    try {
      return await compiledStepper(state, example, settings);
    } catch (error) {
      runEagerlyAfter(error);
    }
  }
  return eagerStepper(state, settings);
}
