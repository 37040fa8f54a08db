/** The stepper of the chosen engine. */
import { executionOf, runEagerlyAfter } from '../engine';
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
 * @throws {OptionError} there is no such engine or provider.
 */
export async function chooseStepper(
  state: TensorMap,
  example: StepNumbers,
  settings: StepperSettings,
): Promise<Stepper> {
  const { engine, provider } = executionOf(settings);
  if (engine === 'compiled') {
    try {
      return await compiledStepper(state, example, settings);
    } catch (error) {
      runEagerlyAfter(error, provider);
    }
  }
  return eagerStepper(state, settings);
}
