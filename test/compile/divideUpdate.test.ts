import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompiledFunction, compile, createLoop, type TensorData, type TensorTree } from '../../lib/borad/compile';
import { there } from '../there';
import { difference, normal } from './agreement';

type Maps = { [name: string]: tf.Tensor };
type State = { [group: string]: Maps };
type Step = (input: { state: State; x: tf.Tensor }) => { state: State; size: tf.Tensor };

const SHAPES: { [name: string]: number[] } = { a: [30, 20], b: [3, 3, 4, 5], c: [7] };

const each = (make: (name: string) => tf.Tensor): Maps =>
  Object.fromEntries(Object.keys(SHAPES).map((name) => [name, make(name)]));

/** Momentum, and an average of the new weights. */
const averaging: Step = ({ state: { weights, first, average }, x }) => {
  const m = each((name) => tf.add(tf.mul(there(first[name]), 0.9), tf.tanh(tf.mul(there(weights[name]), x))));
  const w = each((name) => tf.sub(there(weights[name]), tf.mul(there(m[name]), 0.125)));
  const mean = each((name) => tf.add(tf.mul(there(average[name]), 0.75), tf.mul(there(w[name]), 0.25)));
  return { state: { weights: w, first: m, average: mean }, size: tf.sum(there(w.c)) };
};

/** The same with an average of the old weights, which must not be overwritten before it is computed. */
const late: Step = (input) => {
  const { state, size } = averaging(input);
  const { weights, average } = input.state;
  const old = each((name) => tf.add(tf.mul(there(average[name]), 0.75), tf.mul(there(weights[name]), 0.25)));
  return { state: { ...state, average: old }, size };
};

const initial = (): State => {
  const maps = (seed: number): Maps =>
    Object.fromEntries(Object.entries(SHAPES).map(([name, shape], i) => [name, normal(shape, seed + i)]));
  return { weights: maps(1), first: maps(11), average: maps(21) };
};

const data = (tensor: tf.Tensor): TensorData => ({ shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) });
const read = (state: State) =>
  Object.fromEntries(
    Object.entries(state).map(([group, maps]) => [
      group,
      Object.fromEntries(Object.entries(maps).map(([name, tensor]) => [name, data(tensor)])),
    ]),
  );

async function looped(step: Step, passes = { divideUpdate: true }) {
  const state = initial();
  const x = tf.scalar(0.5);
  const fn = step as unknown as (input: TensorTree) => TensorTree;
  const options = { threads: 1, carry: 'state', passes };
  const compiled = (await compile(fn, { state, x } as unknown as TensorTree, options)) as CompiledFunction;
  return { compiled, state, x, loop: createLoop(compiled, { carry: 'state', state: read(state) }) };
}

describe('an update of a packed state in sessions of its own', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([
    ['the new weights', averaging],
    ['the old weights', late],
  ])('gives the same numbers as in one graph, with an average of %s', async (_, step) => {
    const apart = await looped(step);
    const whole = await looped(step, { divideUpdate: false });
    let expected = apart.state;
    for (let i = 0; i < 4; i++) {
      const rest = { x: data(apart.x) };
      const [one, other] = [await apart.loop.step(rest), await whole.loop.step(rest)];
      expect(one).toEqual(other);
      expected = step({ state: expected, x: apart.x }).state;
    }
    const found = apart.loop.state() as ReturnType<typeof read>;
    expect(found).toEqual(whole.loop.state());
    for (const [group, maps] of Object.entries(expected))
      for (const [name, tensor] of Object.entries(maps))
        expect(difference(there(there(found[group])[name]).data, tensor.dataSync()), `${group} ${name}`).toBeLessThan(
          1e-5,
        );
    apart.compiled.dispose();
    whole.compiled.dispose();
  });

  it('writes over what nobody reads afterwards, and over nothing else', async () => {
    const inPlace = async (step: Step) => {
      const { compiled } = await looped(step);
      compiled.dispose();
      return compiled.graph.outputs.filter((port) => port.inPlace).map(({ path }) => path);
    };
    expect((await inPlace(averaging)).sort()).toEqual(['state/average', 'state/first', 'state/weights']);
    expect((await inPlace(late)).sort()).toEqual(['state/average', 'state/first']);
  });

  it('is refused after a step that failed, until a state is set', async () => {
    const { compiled, loop, state, x } = await looped(averaging);
    const run = compiled.graph.runTensors.bind(compiled.graph);
    compiled.graph.runTensors = () => Promise.reject(new Error('no memory'));
    await expect(loop.step({ x: data(x) })).rejects.toThrow('no memory');
    compiled.graph.runTensors = run;
    expect(() => loop.state()).toThrow(/failed before its state was written.*checkpoint/);
    await expect(loop.step({ x: data(x) })).rejects.toThrow(/failed before/);
    loop.setState(read(state));
    await loop.step({ x: data(x) });
    compiled.dispose();
  });
});
