/** A step's inputs as numbers with their shapes. */
import type { TensorData } from '../compile';
import { type AdamSettings, biasCorrections, learningRateAt, type RateSettings } from '../optimisation';

/** A scalar input. */
export function scalarInput(value: number): TensorData {
  return { shape: [], data: Float32Array.of(value) };
}

/** Learning rate and bias corrections of a step: what `adamUpdate` takes. */
export function adamInputs(
  step: number,
  settings: RateSettings & AdamSettings,
): { learningRate: TensorData; firstCorrection: TensorData; secondCorrection: TensorData } {
  const { first, second } = biasCorrections(step, settings.beta1, settings.beta2);
  return {
    learningRate: scalarInput(learningRateAt(step, settings)),
    firstCorrection: scalarInput(first),
    secondCorrection: scalarInput(second),
  };
}
