import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, type TensorData, type TensorTree } from '../../lib/borad/compile';
import { lowerFunction } from '../../lib/borad/compile/lowerFunction';
import { exampleOf } from '../../lib/borad/compile/tracing/trace';
import { normal } from './agreement';
import { initialState, type StepInput, trainingStep } from './tinyTraining';

describe('names of tensors', () => {
  it("are free for inputs and outputs, whatever the graph's own are", async () => {
    await tf.setBackend('cpu');
    const names = [1, 2, 3, 4, 5, 6].flatMap((i) => [`c${i}`, `t${i}`, `t${i}_1`]);
    const x = tf.tensor1d([1, 2, 3, 4]);
    // Two results of one operator, and constants, which have names of their own kinds.
    const halves = (input: TensorTree) => {
      const [low, high] = tf.split(tf.add(tf.mul(input as tf.Tensor1D, 2), [1, 0, 0, 0]), 2);
      return Object.fromEntries(names.map((name, i) => [name, tf.add(i % 2 ? low : high, i)]));
    };
    const compiled = await compile(halves, x);
    const found = (await compiled.run({ shape: [4], data: Float32Array.of(1, 2, 3, 4) })) as Record<string, TensorData>;
    expect(Object.keys(found)).toEqual(names);
    names.forEach((name, i) => {
      expect([...found[name].data]).toEqual(i % 2 ? [3 + i, 4 + i] : [6 + i, 8 + i]);
    });
    compiled.dispose();
    x.dispose();
  });
});

describe('names of operators', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([[undefined], ['state']])('are those of the modules, packed: %s', async (carry) => {
    const example: StepInput = { state: initialState(), batch: normal([2, 6, 6, 3], 1), stepSize: tf.scalar(0) };
    const step = trainingStep as unknown as (input: TensorTree) => TensorTree;
    const { graph } = await lowerFunction(step, exampleOf(example), { carry });
    const scopes = new Set(graph.nodes.map(({ name }) => name.slice(0, Math.max(0, name.lastIndexOf('/')))));
    for (const module of ['conv1', 'bn1', 'conv2', 'up']) {
      expect(scopes).toContain(module);
      expect(scopes).toContain(`gradient/${module}`);
    }
    expect([...scopes].some((scope) => scope.startsWith('update'))).toBe(true);
    expect(new Set(graph.nodes.map(({ name }) => name)).size).toBe(graph.nodes.length);
  });
});
