import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CompiledFunction,
  compile,
  createLoop,
  type DataTree,
  type OnnxGraph,
  type OnnxNode,
  type TensorData,
  type TensorTree,
} from '../../lib/borad/compile';
import { overwritable } from '../../lib/borad/compile/inPlace';
import { normal } from './agreement';
import { initialState, type StepInput, trainingStep } from './tinyTraining';

const node = (operator: string, inputs: string[], name: string): OnnxNode => ({
  operator,
  name,
  inputs,
  outputs: [name],
  attributes: {},
});

const found = (...nodes: OnnxNode[]) => {
  const graph: OnnxGraph = { name: 'g', nodes, constants: [], inputs: [], outputs: [], laidOut: true };
  return overwritable(graph, new Map([['new', 'old']])).has('new');
};

describe('a result may be written over its old value', () => {
  it('if every operator that reads the old value comes before, or writes it place by place', () => {
    expect(found(node('Mul', ['old', 'g'], 'new'))).toBe(true);
    expect(found(node('Neg', ['old'], 'a'), node('Add', ['a', 'old'], 'new'))).toBe(true);
    // Nobody reads it at all.
    expect(found(node('Neg', ['g'], 'new'))).toBe(true);
  });

  it('not if another operator may read the old value afterwards', () => {
    expect(found(node('Mul', ['old', 'g'], 'new'), node('Neg', ['old'], 'loss'))).toBe(false);
    expect(found(node('Mul', ['old', 'g'], 'new'), node('Add', ['new', 'old'], 'late'))).toBe(false);
  });

  it('not if what is read afterwards is the same memory in another shape', () => {
    const view = node('Reshape', ['old', 'shape'], 'view');
    const write = node('Mul', ['view', 'g'], 'new');
    expect(found(view, write)).toBe(true);
    expect(found(view, write, node('Conv', ['x', 'view'], 'y'))).toBe(false);
    expect(found(view, node('Conv', ['x', 'view'], 'y'), node('Mul', ['old', 'y'], 'new'))).toBe(true);
    // What is no view is read once: its readers may come at any time.
    const copy = node('Split', ['old', 'sizes'], 'part');
    expect(found(copy, node('Mul', ['part', 'g'], 'new'), node('Conv', ['x', 'part'], 'y'))).toBe(true);
  });

  it('not if the operator that writes it reads other places, or nothing makes it', () => {
    expect(found(node('MatMul', ['old', 'g'], 'new'))).toBe(false);
    expect(found(node('Neg', ['old'], 'other'))).toBe(false);
  });
});

const read = (tree: TensorTree): DataTree =>
  tree instanceof tf.Tensor
    ? { shape: tree.shape, data: Float32Array.from(tree.dataSync()) }
    : Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, read(item)]));

async function looped(inPlace: boolean) {
  const example: StepInput = { state: initialState(), batch: normal([4, 6, 6, 3], 1), stepSize: tf.scalar(0.02) };
  const fn = trainingStep as unknown as (input: TensorTree) => TensorTree;
  const step = (await compile(fn, example, { threads: 1, carry: 'state', passes: { inPlace } })) as CompiledFunction;
  const loop = createLoop(step, { carry: 'state', state: read(example.state) });
  const losses: number[] = [];
  for (let i = 0; i < 5; i++) {
    const rest = { batch: read(normal([4, 6, 6, 3], i)), stepSize: read(example.stepSize) };
    losses.push(((await loop.step(rest)).loss as TensorData).data[0] as number);
  }
  return { step, loop, losses, places: step.graph.outputs.filter((port) => port.inPlace).map(({ path }) => path) };
}

describe('a training step in place', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('gives the losses and the state of one with memory of its own, to the bit', async () => {
    const [one, other] = [await looped(true), await looped(false)];
    expect(one.losses).toEqual(other.losses);
    expect(one.loop.state()).toEqual(other.loop.state());
    // Moments are read by the update alone; the filters are read by gradients that may come later.
    expect(one.places.some((path) => path.startsWith('state/first'))).toBe(true);
    expect(one.places.some((path) => path.startsWith('state/second'))).toBe(true);
    expect(other.places).toEqual([]);
    one.step.dispose();
    other.step.dispose();
  });

  it('is refused after a step that failed, until a state is set', async () => {
    const { step, loop } = await looped(true);
    const rest = { batch: read(normal([4, 6, 6, 3], 1)), stepSize: read(tf.scalar(0.02)) };
    const state = loop.state();
    const run = step.graph.runTensors.bind(step.graph);
    step.graph.runTensors = () => Promise.reject(new Error('no memory'));
    await expect(loop.step(rest)).rejects.toThrow('no memory');
    step.graph.runTensors = run;
    expect(() => loop.state()).toThrow(/failed before its state was completely written.*checkpoint/);
    await expect(loop.step(rest)).rejects.toThrow(/failed before/);
    loop.setState(state);
    await loop.step(rest);
    step.dispose();
  });
});
