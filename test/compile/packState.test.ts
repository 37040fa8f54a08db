import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompiledFunction, compile, createLoop, type TensorData, type TensorTree } from '../../lib/borad/compile';
import { difference, normal } from './agreement';

type Maps = { [name: string]: tf.Tensor };
interface State {
  weights: Maps;
  first: Maps;
}

const SHAPES: { [name: string]: number[] } = { a: [300, 200], b: [250, 200], c: [300, 300], d: [7] };

/** Momentum: first = (first + g) / 2 with g = w^2 x, w = w - first / 8. */
function step({ state, x }: { state: State; x: tf.Tensor }): { state: State; size: tf.Tensor } {
  const next: State = { weights: {}, first: {} };
  for (const [name, weight] of Object.entries(state.weights)) {
    const gradient = tf.tanh(tf.mul(weight, x));
    next.first[name] = tf.add(tf.mul(state.first[name], 0.5), tf.mul(gradient, 0.5));
    next.weights[name] = tf.sub(weight, tf.mul(next.first[name], 0.125));
  }
  return { state: next, size: tf.sum(next.weights.d) };
}

function initial(): State {
  const maps = (seed: number): Maps =>
    Object.fromEntries(Object.entries(SHAPES).map(([name, shape], i) => [name, normal(shape, seed + i)]));
  return { weights: maps(1), first: maps(11) };
}

const data = (tensor: tf.Tensor): TensorData => ({ shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) });

const read = (state: State) => ({
  weights: Object.fromEntries(Object.entries(state.weights).map(([name, tensor]) => [name, data(tensor)])),
  first: Object.fromEntries(Object.entries(state.first).map(([name, tensor]) => [name, data(tensor)])),
});

describe('packing a carried state', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('divides long vectors at the bounds of tensors, and computes the same', async () => {
    const state = initial();
    const x = tf.scalar(0.5);
    const fn = step as unknown as (input: TensorTree) => TensorTree;
    const compiled = (await compile(fn, { state, x } as unknown as TensorTree, {
      threads: 1,
      carry: 'state',
    })) as CompiledFunction;
    const vectors = compiled.graph.inputs.flatMap(({ path, vector }) =>
      vector ? [[path, vector.members.map((member) => member.path.split('/').at(-1)).join()]] : [],
    );
    // 60,000 and 50,000 elements fit together, 90,000 more do not.
    expect(vectors).toEqual([
      ['state/weights', 'a,b'],
      ['state/weights#1', 'c,d'],
      ['state/first', 'a,b'],
      ['state/first#1', 'c,d'],
    ]);
    const loop = createLoop(compiled, { carry: 'state', state: read(state) });
    let expected = state;
    for (let i = 0; i < 3; i++) {
      await loop.step({ x: data(x) });
      expected = step({ state: expected, x }).state;
    }
    const found = loop.state() as ReturnType<typeof read>;
    for (const group of ['weights', 'first'] as const) {
      for (const [name, tensor] of Object.entries(expected[group])) {
        const largest = difference(found[group][name].data, tensor.dataSync());
        expect(largest, `${group} ${name}`).toBeLessThan(1e-5);
      }
    }
    compiled.dispose();
  });
});
