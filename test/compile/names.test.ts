import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorTree } from '../../lib/borad/compile';
import { lowerFunction } from '../../lib/borad/compile/lowerFunction';
import { exampleOf } from '../../lib/borad/compile/tracing/trace';
import { normal } from './agreement';
import { initialState, type StepInput, trainingStep } from './tinyTraining';

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
