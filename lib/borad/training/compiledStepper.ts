/** The step traced once and run natively: the same function as the eager stepper's, as one graph. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, createLoop, type DataTree, type TensorData, type TensorTree } from '../compile';
import { chosenProvider } from '../engine';
import type { TensorMap } from '../layers';
import { type StepInput, type StepSettings, type TrainState, trainStep } from './step';
import { inputTensors, type LossValues, type StepNumbers, type Stepper, type StoredState, storedName } from './stepper';

type Shapes = readonly (readonly [number, number, number])[];

const scalar = (value: number): TensorData => ({ shape: [], data: Float32Array.of(value) });

/** The step's input as plain numbers in the form that was traced. */
function inputData(numbers: StepNumbers, shapes: Shapes): { [name: string]: DataTree } {
  const { batch } = numbers;
  const maps = (list: Float32Array[], channels?: number) =>
    list.map((data, i) => ({ shape: [batch, shapes[i][0], shapes[i][1], channels ?? shapes[i][2]], data }));
  return {
    features: maps(numbers.features),
    masks: { online: maps(numbers.masks.online, 1), target: maps(numbers.masks.target, 1) },
    scalars: {
      learningRate: scalar(numbers.learningRate),
      firstCorrection: scalar(numbers.firstCorrection),
      secondCorrection: scalar(numbers.secondCorrection),
      momentum: scalar(numbers.momentum),
    },
  };
}

async function numbersOf(map: TensorMap): Promise<{ [name: string]: TensorData }> {
  const entries = Object.entries(map).map(async ([name, tensor]) => [
    name,
    { shape: tensor.shape, data: (await tensor.data()) as Float32Array },
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Compiles the step for a batch size and runs it with its state in preallocated buffers; takes ownership of the state once it
 * is compiled.
 *
 * @throws {BackendError} onnxruntime-node cannot be loaded, or the step cannot be traced.
 */
export async function compiledStepper(
  initial: TrainState,
  shapes: Shapes,
  settings: StepSettings,
  batch: number,
): Promise<Stepper> {
  const zeros = shapes.map(([height, width, channels]) => new Float32Array(batch * height * width * channels));
  const ones = shapes.map(([height, width]) => new Float32Array(batch * height * width));
  const example = inputTensors(
    {
      batch,
      features: zeros,
      masks: { online: ones, target: ones },
      learningRate: 0,
      firstCorrection: 0,
      secondCorrection: 0,
      momentum: 0,
    },
    shapes,
  );
  const step = (input: TensorTree): TensorTree => {
    const { state, ...rest } = input as unknown as StepInput & { state: TrainState };
    return trainStep(state, rest, settings) as unknown as TensorTree;
  };
  const compiled = await compile(step, { state: initial, ...example } as unknown as TensorTree, {
    name: 'trainStep',
    carry: 'state',
    provider: chosenProvider(),
  }).finally(() => {
    const { features, masks, scalars } = example;
    tf.dispose([...features, ...masks.online, ...masks.target, ...Object.values(scalars)]);
  });
  const { adam, ...model } = initial;
  const state: DataTree = {
    parameters: await numbersOf(model.parameters),
    statistics: await numbersOf(model.statistics),
    momentumProjector: await numbersOf(model.momentumProjector),
    adam: { first: await numbersOf(adam.first), second: await numbersOf(adam.second) },
  };
  const loop = createLoop(compiled, { carry: 'state', state });
  for (const map of [initial.parameters, initial.statistics, initial.momentumProjector, adam.first, adam.second])
    tf.dispose(Object.values(map));
  return {
    engine: 'compiled',
    async step(numbers) {
      const { losses } = await loop.step(inputData(numbers, shapes));
      const value = (name: keyof LossValues) => (losses as { [name: string]: TensorData })[name].data[0];
      return {
        total: value('total'),
        reconstruction: value('reconstruction'),
        spatial: value('spatial'),
        global: value('global'),
      };
    },
    isFinite: async () => loop.isFinite(),
    async read() {
      const stored: StoredState = {};
      const visit = (tree: { [name: string]: DataTree }, path: string) => {
        for (const [name, child] of Object.entries(tree)) {
          const leaf = child as TensorData;
          if (ArrayBuffer.isView(leaf.data))
            stored[storedName(path, name)] = { shape: leaf.shape, data: leaf.data as Float32Array };
          else visit(child as { [name: string]: DataTree }, name);
        }
      };
      visit(loop.state() as { [name: string]: DataTree }, '');
      return stored;
    },
    dispose: () => compiled.dispose(),
  };
}
