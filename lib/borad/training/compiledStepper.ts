/** The step traced once and run natively: the same function as the eager stepper's, as one graph. */
import * as tf from '@tensorflow/tfjs-core';
import { requireMemory } from '../base';
import { compile, createLoop, type DataTree, freeBuffers, type TensorData, type TensorTree } from '../compile';
import { executionOf } from '../engine';
import { disposeMap, type TensorMap } from '../layers';
import { flatGroups, groupedState, type PhaseInput, type StateGroups } from '../methods';
import { stepCache } from './stepCache';
import {
  inputTensors,
  type LossValues,
  type StepNumbers,
  type Stepper,
  type StepperSettings,
  type StoredState,
} from './stepper';

const STEP_ADVICE =
  'Use smaller batches (training.batchSize), smaller images (data.imageSize) or a narrower student (model.widths).';

/**
 * Compiles the step for inputs of the example's shapes and runs it with its state in preallocated buffers; takes ownership of
 * the state once it is compiled, of the arrays that its tensors were made from, too: they are empty then.
 *
 * @throws {BackendError} onnxruntime-node cannot be loaded, or the step cannot be traced.
 * @throws {MemoryError} the steps need more memory than is left.
 */
export async function compiledStepper(
  initial: TensorMap,
  numbers: StepNumbers,
  settings: StepperSettings,
): Promise<Stepper> {
  const { phase } = settings;
  const { provider, graphCache = true } = executionOf(settings);
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
    cache: graphCache ? stepCache(settings) : undefined,
  }).finally(() => tf.dispose(example as unknown as tf.TensorContainer));
  const { runBytes } = compiled.stats;
  const numbersBefore = numbersOf(initial);
  try {
    // The arrays that the state comes in are freed before the first step.
    const freed = Object.values(numbersBefore).reduce((sum, { data }) => sum + data.byteLength, 0);
    requireMemory(runBytes - freed, 'A training step of this size', STEP_ADVICE);
  } catch (error) {
    compiled.dispose();
    throw error;
  }
  const loop = createLoop(compiled, { carry: 'state', state: groupedState(numbersBefore) as unknown as DataTree });
  disposeMap(initial);
  await freeBuffers(Object.values(numbersBefore).map(({ data }) => data));
  return {
    engine: 'compiled',
    provider,
    bytes: runBytes,
    async step(input) {
      const losses = (await loop.step(input)).losses as { [name: string]: TensorData };
      return Object.fromEntries(phase.losses.map((name) => [name, losses[name]?.data[0]])) as unknown as LossValues;
    },
    isFinite: async () => loop.isFinite(),
    read: async () => flatGroups(loop.state() as unknown as StateGroups<TensorData>) as StoredState,
    dispose: () => compiled.dispose(),
  };
}

/** A state's numbers, not copied where they lie in plain arrays. */
function numbersOf(state: TensorMap): { [name: string]: TensorData } {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, data: tensor.dataSync() as Float32Array },
    ]),
  );
}
