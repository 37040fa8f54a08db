/** The step traced once and run natively: the same function as the eager stepper's, as one graph. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, createLoop, type TensorData, type TensorTree } from '../compile';
import { chosenProvider } from '../engine';
import { disposeMap, type TensorMap } from '../layers';
import type { PhaseInput } from '../methods';
import {
  inputTensors,
  type LossValues,
  type StepNumbers,
  type Stepper,
  type StepperSettings,
  type StoredState,
  storeState,
} from './stepper';

/**
 * Compiles the step for inputs of the example's shapes and runs it with its state in preallocated buffers; takes ownership of
 * the state once it is compiled.
 *
 * @throws {BackendError} onnxruntime-node cannot be loaded, or the step cannot be traced.
 */
export async function compiledStepper(
  initial: TensorMap,
  numbers: StepNumbers,
  settings: StepperSettings,
): Promise<Stepper> {
  const { phase } = settings;
  const example = inputTensors(numbers);
  const step = (input: TensorTree): TensorTree => {
    const { state, ...rest } = input as unknown as PhaseInput & { state: TensorMap };
    return phase.step(state, rest as PhaseInput, settings) as unknown as TensorTree;
  };
  const compiled = await compile(step, { state: initial, ...example } as TensorTree, {
    name: 'trainStep',
    carry: 'state',
    provider: chosenProvider(),
  }).finally(() => tf.dispose(example as unknown as tf.TensorContainer));
  const loop = createLoop(compiled, { carry: 'state', state: await storeState(initial) });
  disposeMap(initial);
  return {
    engine: 'compiled',
    async step(input) {
      const losses = (await loop.step(input)).losses as { [name: string]: TensorData };
      return Object.fromEntries(phase.losses.map((name) => [name, losses[name].data[0]])) as unknown as LossValues;
    },
    isFinite: async () => loop.isFinite(),
    read: async () => loop.state() as unknown as StoredState,
    dispose: () => compiled.dispose(),
  };
}
