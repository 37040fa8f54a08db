import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CompiledFunction,
  compile,
  createLoop,
  type DataTree,
  type TensorData,
  type TensorTree,
} from '../../lib/borad/compile';
import { there } from '../there';
import { difference, normal } from './agreement';
import { initialState, type StepInput, type Tensors, trainingStep } from './tinyTraining';

const BATCH = [4, 6, 6, 3];

function read(tree: TensorTree): DataTree {
  if (tree instanceof tf.Tensor) return { shape: tree.shape, data: Float32Array.from(tree.dataSync()) };
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, read(item)]));
}

const asData = (tensor: tf.Tensor): TensorData => read(tensor) as TensorData;

async function compiledStep(carry?: string) {
  const example: StepInput = { state: initialState(), batch: normal(BATCH, 1), stepSize: tf.scalar(0) };
  const step = await compile(trainingStep as unknown as (input: TensorTree) => TensorTree, example, {
    threads: 1,
    carry,
  });
  return { example, step: step as CompiledFunction };
}

describe('a loop over a compiled training step', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([[undefined], ['state']])('gives the losses and the state of eager training, packed: %s', async (carry) => {
    const { example, step } = await compiledStep(carry);
    const loop = createLoop(step, { carry: 'state', state: read(example.state) });
    let state = example.state;
    const stepSize = tf.scalar(0.02);
    for (let i = 0; i < 25; i++) {
      const batch = normal(BATCH, 100 + (i % 3));
      const eager = trainingStep({ state, batch, stepSize });
      const { loss } = await loop.step({ batch: asData(batch), stepSize: asData(stepSize) });
      const expected = eager.loss.dataSync()[0];
      expect(Math.abs((loss as TensorData).data[0] - expected)).toBeLessThan(0.02 * expected);
      state = eager.state;
    }
    const compiled = loop.state() as { [group: string]: { [name: string]: TensorData } };
    for (const [group, tensors] of Object.entries(state)) {
      for (const [name, tensor] of Object.entries(tensors as Tensors)) {
        expect(difference(compiled[group][name].data, tensor.dataSync()), `${group} ${name}`).toBeLessThan(0.02);
      }
    }
    step.dispose();
  });

  it('learns', async () => {
    const { example, step } = await compiledStep();
    const loop = createLoop(step, { carry: 'state', state: read(example.state) });
    const rest = { batch: asData(normal(BATCH, 3)), stepSize: asData(tf.scalar(0.01)) };
    const loss = async () => ((await loop.step(rest)).loss as TensorData).data[0];
    const first = await loss();
    for (let i = 0; i < 200; i++) await loop.step(rest);
    // Five numbers stand for twelve of noise: a third of the error is what can go.
    expect(await loss()).toBeLessThan(0.92 * first);
    step.dispose();
  });

  it('keeps tensors and memory flat over 300 steps', async () => {
    const { example, step } = await compiledStep('state');
    const loop = createLoop(step, { carry: 'state', state: read(example.state) });
    const rest = { batch: asData(normal(BATCH, 3)), stepSize: asData(tf.scalar(0.01)) };
    for (let i = 0; i < 20; i++) await loop.step(rest);
    const tensors = tf.memory().numTensors;
    const before = process.memoryUsage();
    for (let i = 0; i < 300; i++) await loop.step(rest);
    const after = process.memoryUsage();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(after.rss - before.rss).toBeLessThan(40e6);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20e6);
    step.dispose();
  });

  it.each([[undefined], ['state']])(
    'starts again from a state that was set, and hands out copies, packed: %s',
    async (carry) => {
      const { example, step } = await compiledStep(carry);
      const loop = createLoop(step, { carry: 'state', state: read(example.state) });
      const rest = { batch: asData(normal(BATCH, 3)), stepSize: asData(tf.scalar(0.02)) };
      await loop.step(rest);
      const kept = loop.state();
      const frozen = JSON.stringify(kept);
      const second = (await loop.step(rest)).loss as TensorData;
      await loop.step(rest);
      expect(JSON.stringify(kept)).toBe(frozen);
      loop.setState(kept);
      const again = (await loop.step(rest)).loss as TensorData;
      expect(again.data[0]).toBe(second.data[0]);
      step.dispose();
    },
  );

  it('packs moments, weights and statistics in one vector each', async () => {
    const { example, step } = await compiledStep('state');
    const vectors = step.graph.inputs
      .filter(({ vector }) => vector)
      .map(({ path, vector }) => [path, there(vector).members.length]);
    expect(Object.fromEntries(vectors)).toMatchObject({ 'state/weights': 5, 'state/first': 5, 'state/second': 5 });
    const plain = await compiledStep();
    expect(step.stats.nodes).toBeLessThan(plain.step.stats.nodes - 20);
    const loop = createLoop(step, { carry: 'state', state: read(example.state) });
    expect(loop.state()).toEqual(read(example.state));
    step.dispose();
    plain.step.dispose();
  });

  it('says what does not fit', async () => {
    const { example, step } = await compiledStep();
    expect(() => createLoop(step, { carry: 'weights' })).toThrow(/no input "weights"/);
    expect(() => createLoop(step, { carry: 'state', state: { weights: {} } })).toThrow(/no input state\/weights/);
    const loop = createLoop(step, { carry: 'state', state: read(example.state) });
    await expect(loop.step({ batch: asData(normal([2, 6, 6, 3], 1)), stepSize: asData(tf.scalar(1)) })).rejects.toThrow(
      /batch has shape \[2, 6, 6, 3\].*\[4, 6, 6, 3\]/,
    );
    step.dispose();
  });
});
