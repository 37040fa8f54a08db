/** The step traced once and run natively: the same function as the eager stepper's, as one graph. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, createLoop, type DataTree, type TensorData, type TensorTree } from '../compile';
import { executionOf } from '../engine';
import { disposeMap, type TensorMap } from '../layers';
import { flatGroups, groupedState, type PhaseInput, type StateGroups } from '../methods';
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
  const { provider } = executionOf(settings);
  const example = inputTensors(numbers);
  const step = (input: TensorTree): TensorTree => {
    const { state, ...rest } = input as unknown as PhaseInput & { state: StateGroups<tf.Tensor> };
    const { state: next, losses } = phase.step(flatGroups(state), rest as PhaseInput, settings);
    return { state: groupedState(next), losses } as unknown as TensorTree;
  };
  const compiled = await compile(step, { state: groupedState(initial), ...example } as unknown as TensorTree, {
    name: 'trainStep',
    carry: 'state',
    provider,
  }).finally(() => tf.dispose(example as unknown as tf.TensorContainer));
  const loop = createLoop(compiled, {
    carry: 'state',
    state: groupedState(await storeState(initial)) as unknown as DataTree,
  });
  disposeMap(initial);
  return {
    engine: 'compiled',
    provider,
    async step(input) {
      const losses = (await loop.step(input)).losses as { [name: string]: TensorData };
      return Object.fromEntries(phase.losses.map((name) => [name, losses[name]?.data[0]])) as unknown as LossValues;
    },
    isFinite: async () => loop.isFinite(),
    read: async () => flatGroups(loop.state() as unknown as StateGroups<TensorData>) as StoredState,
    dispose: () => compiled.dispose(),
  };
}
