import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { type OnnxGraph, onnxGraph } from '../../lib/borad/compile';
import { root } from '../tools/loadTool';

let kindsOf: (graph: OnnxGraph) => Map<string, string>;
let KINDS: string[];

beforeAll(async () => {
  await prepareBackend('cpu');
  ({ kindsOf, KINDS } = await import(pathToFileURL(join(root, 'bench/operatorKinds.mjs')).href));
});

interface Step {
  state: { 'a.weight': tf.Tensor4D; 'b.weight': tf.Tensor4D };
  x: tf.Tensor4D;
}

/** Two convolutions, their gradients, and plain descent. */
const step = ({ state, x }: Step) => {
  const names = ['a.weight', 'b.weight'] as const;
  const loss = (...filters: tf.Tensor[]) => {
    const [first, second] = filters as tf.Tensor4D[];
    const hidden = tf.relu(tf.conv2d(x, first as tf.Tensor4D, 1, 'same'));
    return tf.mean(tf.square(tf.conv2d(hidden, second as tf.Tensor4D, 1, 'same')));
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => state[name]));
  const next = names.map((name, i) => [name, tf.sub(state[name], tf.mul(grads[i] as tf.Tensor, 0.1))] as const);
  return { state: Object.fromEntries(next), loss: value };
};

describe('kinds of operators', () => {
  // A gradient of 3x3 filters is one product that gathers columns and one for each row of taps.
  it.each([
    [1, 1],
    [3, 4],
  ])(
    'tell the products of two convolutions of size %i apart: forward, of an input, of filters (%i each)',
    async (size, each) => {
      const filter = (channels: number, out: number) => tf.zeros([size, size, channels, out]) as tf.Tensor4D;
      const example = {
        state: { 'a.weight': filter(3, 4), 'b.weight': filter(4, 5) },
        x: tf.zeros([2, 8, 8, 3]) as tf.Tensor4D,
      };
      const { graph } = await onnxGraph(step as never, example as never, { carry: 'state' });
      const kinds = kindsOf(graph);
      expect([...kinds.keys()]).toEqual(graph.nodes.map(({ name }) => name));
      const isProduct = (operator: string) => ['Gemm', 'MatMul', 'Conv', 'ConvTranspose'].includes(operator);
      const products = graph.nodes.filter(({ operator }) => isProduct(operator)).map(({ name }) => kinds.get(name));
      // The first layer's input is the data: it needs no gradient.
      const count = (kind: string) => products.filter((one) => one === kind).length;
      expect(count('forward product')).toBe(2);
      expect(count('input gradient')).toBe(1);
      expect(count('filter gradient')).toBe(2 * each);
      expect([...new Set(kinds.values())].every((kind) => KINDS.includes(kind))).toBe(true);
      expect([...kinds.values()]).toContain('optimiser');
      // From back to front it is the same graph.
      expect(new Map([...kindsOf({ ...graph, nodes: [...graph.nodes].reverse() })].reverse())).toEqual(kinds);
    },
  );
});
