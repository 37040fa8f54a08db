/** A step's inputs as numbers with their shapes. */
import type { Rng } from '../base';
import type { TensorData } from '../compile';
import { type AdamSettings, biasCorrections, learningRateAt, type RateSettings, warmupAt } from '../optimisation';

/** A scalar input. */
export function scalarInput(value: number): TensorData {
  return { shape: [], data: Float32Array.of(value) };
}

/** A list of integers as an input. */
export function integerInput(values: number[]): TensorData {
  return { shape: [values.length], data: Int32Array.from(values) };
}

/** Standard normal numbers of a shape, those of `rng.normal()`; a method that is not bound to them draws by `drawNormals`, faster. */
export function normalInput(rng: Rng, shape: number[]): TensorData {
  return { shape, data: rng.normals(shape.reduce((a, b) => a * b, 1)) };
}

/**
 * Learning rate and bias corrections of a step: what `adamUpdate` takes.
 *
 * @param warmup Steps over which the rate rises at first; 0: none.
 */
export function adamInputs(
  step: number,
  settings: RateSettings & AdamSettings,
  warmup = 0,
): { learningRate: TensorData; firstCorrection: TensorData; secondCorrection: TensorData } {
  const { first, second } = biasCorrections(step, settings.beta1, settings.beta2);
  return {
    learningRate: scalarInput(learningRateAt(step, settings) * warmupAt(step, warmup)),
    firstCorrection: scalarInput(first),
    secondCorrection: scalarInput(second),
  };
}
