/** One way of running a pure step over and over: it holds the state, takes plain numbers and gives plain numbers. */
import * as tf from '@tensorflow/tfjs-core';
import { allFinite, inPlainArrays, present, requireMemory, type StoredTensor } from '../base';
import { type DataTree, flatten, type Provider, type TensorData, unflatten } from '../compile';
import type { Engine, ExecutionOptions } from '../engine';
import { disposeMap, type TensorMap } from '../layers';
import type { Phase, PhaseInput, PhaseSettings } from '../methods';

/** What a step takes: what its phase reads of the images, and what it drew. */
export interface StepNumbers {
  [name: string]: DataTree;
}

/** Losses by name. */
export interface LossValues {
  total: number;
  [name: string]: number;
}

/** All tensors of a training state by name, as a checkpoint stores them. */
export type StoredState = Record<string, StoredTensor>;

/** A phase with what its steps do not change. */
export interface StepperSettings extends PhaseSettings, ExecutionOptions {
  phase: Phase;
}

export interface Stepper {
  engine: Engine;
  /** Where onnxruntime runs the step; missing where it runs eagerly. */
  provider?: Provider;
  /** Memory of the steps, estimated, bytes; missing where it is not known. */
  bytes?: number;
  step(numbers: StepNumbers): Promise<LossValues>;
  /** Whether every value of the state is finite after the last step. */
  isFinite(): Promise<boolean>;
  /** A copy of the state. */
  read(): Promise<StoredState>;
  dispose(): void;
}

/** Tensors of a stored state; the caller owns them. */
export function stateFromStored(stored: StoredState): TensorMap {
  return inPlainArrays(() =>
    Object.fromEntries(Object.entries(stored).map(([name, { shape, data }]) => [name, tf.tensor(data, shape)])),
  );
}

/** A copy of a state's values. */
export async function storeState(state: TensorMap): Promise<StoredState> {
  const stored: StoredState = {};
  for (const [name, value] of Object.entries(state)) {
    stored[name] = { shape: value.shape, data: ((await value.data()) as Float32Array).slice() };
  }
  return stored;
}

/** The step's input as tensors of the current backend; the caller disposes. */
export function inputTensors(numbers: StepNumbers): PhaseInput {
  const { form, leaves } = flatten<TensorData>(numbers, 'input');
  return unflatten(form, (path) => {
    const { shape, data } = present(leaves.get(path), path);
    return tf.tensor(data as Float32Array, shape);
  }) as PhaseInput;
}

/** The most that tensors of the wasm backend can take together: its memory is built for no more. */
const WASM_BYTES = 2 ** 31;

/** Throws {MemoryError} where the state before and after a step does not fit into WebAssembly's memory. */
function requireWasmRoom(state: TensorMap): void {
  if (tf.getBackend() !== 'wasm') return;
  const bytes = 4 * Object.values(state).reduce((sum, { size }) => sum + size, 0);
  const advice =
    'The compiled engine has no such limit (npm install onnxruntime-node); or take a narrower student (model.widths).';
  requireMemory(
    2 * bytes,
    'A training state of this size before and after a step',
    advice,
    WASM_BYTES,
    'WebAssembly has',
  );
}

/**
 * Runs the step kernel by kernel on the current backend; takes ownership of the state.
 *
 * @throws {MemoryError} the state is too large for WebAssembly's memory.
 */
export function eagerStepper(initial: TensorMap, settings: StepperSettings): Stepper {
  requireWasmRoom(initial);
  let state = initial;
  const { phase } = settings;
  return {
    engine: 'eager',
    async step(numbers) {
      const input = inputTensors(numbers);
      const { state: next, losses } = phase.step(state, input, settings);
      disposeMap(state);
      state = next;
      const values = phase.losses.map(async (name) => [name, (await losses[name]?.data())?.[0]]);
      const result = Object.fromEntries(await Promise.all(values)) as LossValues;
      tf.dispose([input, losses] as tf.TensorContainer);
      return result;
    },
    isFinite: async () => Object.values(await storeState(state)).every(({ data }) => allFinite(data)),
    read: () => storeState(state),
    dispose: () => disposeMap(state),
  };
}
