import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompileOptions, compile, onnxGraph, type PassName, type TensorTree } from '../../lib/borad/compile';
import { there } from '../there';
import { expectAgreement, type Inputs, normal, type Operation, withGradients } from './agreement';

/** Operators of the compiled operation and its gradients. */
async function operators(
  operation: Operation,
  inputs: Inputs,
  options: CompileOptions,
  wrt: string[] = [],
): Promise<number> {
  const fn = withGradients(operation, wrt) as (input: TensorTree) => TensorTree;
  const compiled = await compile(fn, inputs, { threads: 1, ...options });
  compiled.dispose();
  return compiled.stats.nodes;
}

/** Expects right results with and without the pass, and fewer operators with it. */
async function expectFewer(
  pass: PassName,
  operation: Operation,
  make: () => Inputs,
  wrt: string[] = [],
): Promise<[number, number]> {
  const off = { passes: { [pass]: false } };
  await expectAgreement(operation, make(), { wrt });
  await expectAgreement(operation, make(), { wrt, compile: off });
  const withPass = await operators(operation, make(), {}, wrt);
  const without = await operators(operation, make(), off, wrt);
  expect(withPass).toBeLessThan(without);
  return [withPass, without];
}

const normalised =
  (axes: number[], keep: boolean): Operation =>
  ({ x }) => {
    const centred = tf.sub(x, tf.mean(x, axes, keep));
    const variance = tf.mean(tf.square(centred), axes, keep);
    return tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)));
  };

describe('passes', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('simplify takes the slope of relu from its result, so that its argument need not be kept', async () => {
    const operation: Operation = ({ x, y, z }) => tf.mul(tf.relu(tf.add(there(x), there(y))), there(z));
    const inputs = () => ({ x: normal([3, 4], 1), y: normal([3, 4], 2), z: normal([3, 4], 3) });
    await expectAgreement(operation, inputs());
    const { graph } = await onnxGraph(
      withGradients(operation, ['x', 'z']) as (input: TensorTree) => TensorTree,
      inputs(),
    );
    const readers = (name: string) => graph.nodes.filter(({ inputs: read }) => read.includes(name));
    const argument = there(there(graph.nodes.find(({ operator }) => operator === 'Add')).outputs[0]);
    expect(readers(argument).map(({ operator }) => operator)).toEqual(['Relu']);
  });

  it('commonSubexpressions computes equal calls once', async () => {
    const twice: Operation = ({ x }) => tf.add(tf.exp(tf.mul(x, 2)), tf.sin(tf.exp(tf.mul(x, 2))));
    const [withPass, without] = await expectFewer('commonSubexpressions', twice, () => ({ x: normal([3, 4], 1) }));
    expect(without - withPass).toBe(2);
  });

  it('constantFolding computes what depends on constants alone', async () => {
    const folded: Operation = ({ x }) =>
      tf.mul(x, tf.sqrt(tf.add(tf.tensor([1, 2, 3, 4]), tf.exp(tf.tensor([0, 1, 0, 1])))));
    const [withPass, without] = await expectFewer('constantFolding', folded, () => ({ x: normal([3, 4], 1) }));
    expect([withPass, without]).toEqual([1, 4]);
  });

  it('simplify leaves out neutral operands and repetitions', async () => {
    const neutral: Operation = ({ x }) => tf.add(tf.mul(x, tf.ones([3, 4])), tf.zeros([4]));
    await expectFewer('simplify', neutral, () => ({ x: normal([3, 4], 1) }));
    const widened: Operation = ({ x }) => tf.mul(tf.sum(tf.square(x), 1, true), x);
    await expectFewer('simplify', widened, () => ({ x: normal([3, 4], 1) }), ['x']);
  });

  it('simplify widens the result where a neutral operand was wider', async () => {
    await expectAgreement(({ x }) => tf.mul(x, tf.ones([5, 3, 4])), { x: normal([3, 1], 1) });
    await expectAgreement(({ x }) => tf.add(tf.zeros([2, 3, 4]), x), { x: normal([4], 1) });
  });

  it('simplify takes a constant factor out of a sum, but not two different ones', async () => {
    const make = () => ({ x: normal([3, 4], 1), y: normal([3, 4], 2) });
    const [withPass, without] = await expectFewer(
      'simplify',
      ({ x, y }) => tf.add(tf.mul(x, 0.3), tf.mul(0.3, y)),
      make,
    );
    expect([withPass, without]).toEqual([2, 3]);
    await expectAgreement(({ x, y }) => tf.add(tf.mul(x, 0.3), tf.mul(y, 0.7)), make());
    await expectAgreement(({ x }) => tf.add(tf.mul(x, tf.fill([2, 3, 4], 0.3)), tf.mul(x, 0.3)), {
      x: normal([3, 4], 1),
    });
  });

  it('simplify rewrites the gradient of leaky ReLU, also at zero', async () => {
    const make = () => ({ x: tf.tensor([-2, -1e-3, 0, 1e-3, 2]) });
    await expectAgreement(({ x }) => tf.leakyRelu(x, 0.2), make());
    await expectAgreement(({ x }) => tf.leakyRelu(x, 0.2), make(), { compile: { passes: { simplify: false } } });
  });

  it.each([
    [[0, 1, 2], false, [2, 3, 4, 5]],
    [[0, 1, 2], true, [2, 3, 4, 5]],
    [[1, 2], true, [2, 3, 4, 5]],
    [[1], true, [6, 5]],
    [[0], false, [6, 5]],
    [[3], true, [2, 3, 4, 5]],
    [[1, 2], true, [2, 1, 1, 5]],
  ])('normalisation over %j, axes kept: %s, of %j', async (axes, keep, shape) => {
    await expectAgreement(normalised(axes, keep), { x: normal(shape, 1) });
    // A norm over one element needs no reduction, so there is nothing to save.
    if (axes.every((axis) => shape[axis] === 1)) return;
    await expectFewer('normalisation', normalised(axes, keep), () => ({ x: normal(shape, 1) }));
  });

  it('normalisation after a convolution, its statistics used elsewhere', async () => {
    const after: Operation = ({ x, w }) => {
      const y = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');
      const mean = tf.mean(y, [0, 1, 2]);
      const centred = tf.sub(y, mean);
      const variance = tf.mean(tf.square(centred), [0, 1, 2]);
      return tf.add(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), tf.add(mean, tf.mul(variance, 2)));
    };
    await expectFewer('normalisation', after, () => ({ x: normal([2, 3, 4, 3], 1), w: normal([3, 3, 3, 5], 2) }));
    await expectAgreement(after, { x: normal([2, 3, 4, 3], 1), w: normal([3, 3, 3, 5], 2) });
  });

  it('normalisation leaves means along other axes than the trailing broadcast alone', async () => {
    // Without kept axes, the row means of a square matrix are subtracted from its columns: not a normalisation.
    await expectAgreement(normalised([1], false), { x: normal([4, 4], 1) });
  });

  it('layout saves the transposes around every convolution', async () => {
    const two: Operation = ({ x, w }) => {
      const y = tf.relu(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'));
      return tf.conv2d(y as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');
    };
    await expectFewer('layout', two, () => ({ x: normal([2, 4, 5, 3], 1), w: normal([3, 3, 3, 3], 2) }));
  });

  it('deadNodes drops what no output needs', async () => {
    const dead: Operation = ({ x }) => {
      tf.exp(tf.sin(x));
      return tf.square(x);
    };
    expect(await operators(dead, { x: normal([3], 1) }, {})).toBe(1);
  });
});
