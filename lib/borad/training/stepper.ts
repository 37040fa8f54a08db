/** One way of running the pure step over and over: it holds the state, takes plain numbers and gives plain numbers. */
import * as tf from '@tensorflow/tfjs-core';
import { allFinite, type StoredTensor } from '../base';
import { disposeMap, type TensorMap } from '../layers';
import type { Triple } from '../model';
import type { ViewMasks } from './masks';
import { type StepInput, type StepSettings, type TrainState, trainStep } from './step';

export interface StepNumbers {
  batch: number;
  /** [B, H, W, C] a scale. */
  features: Float32Array[];
  masks: { online: ViewMasks; target: ViewMasks };
  learningRate: number;
  firstCorrection: number;
  secondCorrection: number;
  momentum: number;
}

export interface LossValues {
  total: number;
  reconstruction: number;
  spatial: number;
  global: number;
}

/** All tensors of a training state by one flat name, as a checkpoint stores them. */
export type StoredState = Record<string, StoredTensor>;

export interface Stepper {
  /** `eager`, or `compiled`. */
  engine: string;
  step(numbers: StepNumbers): Promise<LossValues>;
  /** Whether every value of the state is finite after the last step. */
  isFinite(): Promise<boolean>;
  /** A copy of the state. */
  read(): Promise<StoredState>;
  dispose(): void;
}

/** Prefix of each part of the state in a stored state. */
const PARTS = {
  parameters: '',
  statistics: '',
  momentumProjector: 'ema.',
  first: 'adam.first.',
  second: 'adam.second.',
} as const;

/** The flat name of a tensor in a part of the state. */
export function storedName(part: string, name: string): string {
  return PARTS[part as keyof typeof PARTS] + name;
}

/** Tensors of a training state from stored ones. */
export function stateFromStored(stored: StoredState): TrainState {
  const state: TrainState = { parameters: {}, statistics: {}, momentumProjector: {}, adam: { first: {}, second: {} } };
  for (const [key, { shape, data }] of Object.entries(stored)) {
    const value = tf.tensor(data, shape);
    if (key.startsWith(PARTS.first)) state.adam.first[key.slice(PARTS.first.length)] = value;
    else if (key.startsWith(PARTS.second)) state.adam.second[key.slice(PARTS.second.length)] = value;
    else if (key.startsWith(PARTS.momentumProjector))
      state.momentumProjector[key.slice(PARTS.momentumProjector.length)] = value;
    else (key.includes('.running_') ? state.statistics : state.parameters)[key] = value;
  }
  return state;
}

/** A copy of a state's values under flat names. */
export async function storeState(state: TrainState): Promise<StoredState> {
  const stored: StoredState = {};
  const add = async (map: TensorMap, prefix: string) => {
    for (const [name, value] of Object.entries(map)) {
      stored[prefix + name] = { shape: value.shape, data: Float32Array.from((await value.data()) as Float32Array) };
    }
  };
  await add(state.parameters, PARTS.parameters);
  await add(state.statistics, PARTS.statistics);
  await add(state.momentumProjector, PARTS.momentumProjector);
  await add(state.adam.first, PARTS.first);
  await add(state.adam.second, PARTS.second);
  return stored;
}

/** Frees a whole training state. */
export function disposeState(state: TrainState): void {
  for (const map of [state.parameters, state.statistics, state.momentumProjector, state.adam.first, state.adam.second])
    disposeMap(map);
}

/** The step's input as tensors of the current backend; the caller disposes. */
export function inputTensors(numbers: StepNumbers, shapes: readonly (readonly [number, number, number])[]): StepInput {
  const { batch } = numbers;
  const masks = (view: ViewMasks) => view.map((data, i) => tf.tensor4d(data, [batch, shapes[i][0], shapes[i][1], 1]));
  return {
    features: numbers.features.map((data, i) => tf.tensor4d(data, [batch, ...(shapes[i] as Triple)])),
    masks: { online: masks(numbers.masks.online), target: masks(numbers.masks.target) },
    scalars: {
      learningRate: tf.scalar(numbers.learningRate),
      firstCorrection: tf.scalar(numbers.firstCorrection),
      secondCorrection: tf.scalar(numbers.secondCorrection),
      momentum: tf.scalar(numbers.momentum),
    },
  };
}

/** Runs the step kernel by kernel on the current backend; takes ownership of the state. */
export function eagerStepper(
  initial: TrainState,
  shapes: readonly (readonly [number, number, number])[],
  settings: StepSettings,
): Stepper {
  let state = initial;
  return {
    engine: 'eager',
    async step(numbers) {
      const input = inputTensors(numbers, shapes);
      const { state: next, losses } = trainStep(state, input, settings);
      disposeState(state);
      state = next;
      const [total, reconstruction, spatial, global] = await Promise.all(
        [losses.total, losses.reconstruction, losses.spatial, losses.global].map(
          async (loss) => (await loss.data())[0],
        ),
      );
      tf.dispose([
        ...input.features,
        ...input.masks.online,
        ...input.masks.target,
        ...Object.values(input.scalars),
        ...Object.values(losses),
      ]);
      return { total, reconstruction, spatial, global };
    },
    isFinite: async () => Object.values(await storeState(state)).every(({ data }) => allFinite(data)),
    read: () => storeState(state),
    dispose: () => disposeState(state),
  };
}
