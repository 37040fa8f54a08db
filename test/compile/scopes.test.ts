import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorTree } from '../../lib/borad/compile';
import type { GraphNode } from '../../lib/borad/compile/graph';
import { moduleOf } from '../../lib/borad/compile/tracing/scopes';
import { exampleOf, trace } from '../../lib/borad/compile/tracing/trace';
import { normal } from './agreement';
import { initialState, type StepInput, trainingStep } from './tinyTraining';

/** Kernels by scope. */
function kernels(nodes: GraphNode[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { scope = '', kernel } of nodes) {
    found[scope] ??= [];
    found[scope].push(kernel);
  }
  return found;
}

const traced = <I extends TensorTree>(fn: (input: I) => TensorTree, example: I, constants?: TensorTree) =>
  kernels(trace(fn, exampleOf(example), constants).graph.nodes);

describe('scopes of traced calls', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([
    ['state/parameters/mff.blocks.0.conv1.weight', 'mff.blocks.0.conv1'],
    ['conv.bias', 'conv'],
    ['features/0', undefined],
    ['momentum', undefined],
    ['a.b/c', undefined],
  ])('the module of %s is %s', (path, module) => {
    expect(moduleOf(path)).toBe(module);
  });

  it('are the modules of a forward pass, and of what follows each', () => {
    const fn = ({ x, w }: { x: tf.Tensor; w: { [name: string]: tf.Tensor } }) => {
      const y = tf.relu(tf.matMul(x as tf.Tensor2D, tf.reshape(w['one.weight'], [3, 4])));
      return tf.sigmoid(tf.add(tf.matMul(y, w['two.weight'] as tf.Tensor2D), w['two.bias']));
    };
    const w = { 'one.weight': tf.zeros([12]), 'two.weight': tf.zeros([4, 5]), 'two.bias': tf.zeros([5]) };
    const found = traced(fn, { x: tf.zeros([2, 3]), w });
    expect(found.one).toEqual(expect.arrayContaining(['Reshape', 'BatchMatMul', 'Relu']));
    expect(found.two).toEqual(expect.arrayContaining(['BatchMatMul', 'Add', 'Sigmoid']));
  });

  it('name captured tensors that are handed over as constants', () => {
    const captured = tf.ones([3]);
    const fn = (x: tf.Tensor) => tf.mul(x, captured);
    expect(traced(fn, tf.zeros([3]))).toEqual({ '': ['Multiply'] });
    expect(traced(fn, tf.zeros([3]), { 'net.scale.weight': captured })).toEqual({ 'net.scale': ['Multiply'] });
    expect([...captured.dataSync()]).toEqual([1, 1, 1]);
  });

  it('separate forward pass, gradient and update of a training step', () => {
    const step = trainingStep as unknown as (input: TensorTree) => TensorTree;
    const example: StepInput = { state: initialState(), batch: normal([2, 6, 6, 3], 1), stepSize: tf.scalar(0) };
    const found = traced(step, example);
    expect(found.conv1).toContain('Conv2D');
    // The whole layer is a custom gradient: its mean comes before its scale is read.
    expect(found.bn1).toEqual(expect.arrayContaining(['Mean', 'Rsqrt', 'Multiply', 'Add', 'LeakyRelu']));
    expect(found.conv2).toEqual(expect.arrayContaining(['Conv2D', 'Relu']));
    expect(found.up).toContain('Conv2DBackpropInput');
    expect(found['gradient/conv1']).toEqual(['Conv2DBackpropFilter']);
    expect(found['gradient/conv2']).toEqual(expect.arrayContaining(['Conv2DBackpropFilter', 'Conv2DBackpropInput']));
    expect(found['gradient/bn1']).toEqual(expect.arrayContaining(['Sum', 'Multiply']));
    expect(found['gradient/up']).toEqual(expect.arrayContaining(['Conv2D', 'Conv2DBackpropFilter']));
    expect(found['update/conv1']).toEqual(expect.arrayContaining(['Add', 'Sqrt', 'RealDiv', 'Sub']));
    for (const [scope, names] of Object.entries(found)) {
      const isBackward = names.some((name) => /BackpropFilter/.test(name));
      expect(isBackward, scope).toBe(isBackward && scope.startsWith('gradient/'));
    }
  });

  it('leave the engine as they found it', () => {
    const engine = tf.engine() as unknown as Record<string, unknown>;
    trace((x: tf.Tensor) => tf.square(x), exampleOf(tf.zeros([2])));
    for (const method of ['addTapeNode', 'customGrad', 'trackTensor'])
      expect(Object.hasOwn(engine, method)).toBe(false);
    expect([
      ...tf
        .grad((x: tf.Tensor) => tf.square(x))(tf.tensor([3]))
        .dataSync(),
    ]).toEqual([6]);
  });
});
