/**
 * Every lowering against TensorFlow.js's cpu backend, value and gradient, over odd sizes, maps of one location, batches of
 * one image and channels that are no multiple of four. A kernel that is registered without a case here fails the last test.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, type TensorTree } from '../../lib/borad/compile';
import type { KernelRules } from '../../lib/borad/compile/lowerings/rule';
import { passSwitches, runPasses } from '../../lib/borad/compile/passes';
import { exampleOf, trace } from '../../lib/borad/compile/tracing/trace';
import { there } from '../there';
import { difference, expectAgreement, type Inputs, normal, type Operation, withGradients } from './agreement';

const LOWERINGS = join(__dirname, '../../lib/borad/compile/lowerings');

/** [B, H, W, C] */
const MAPS = [
  [2, 6, 6, 3],
  [1, 5, 7, 5],
  [3, 1, 1, 2],
  [1, 4, 3, 1],
  [2, 3, 3, 6],
];
const ANY = [[], [1], [7], [3, 1], ...MAPS];

interface Case {
  operation: Operation;
  /** Default: x of every shape in `shapes`. */
  inputs?: (shape: number[]) => Inputs;
  /** Default: ANY. */
  shapes?: number[][];
  /** Inputs to differentiate for. Default: all of type float32. Why there are fewer is said next to it. */
  wrt?: string[];
  /** Also on the result of a convolution, which is not stored in its logical order. Default: where x has four axes. */
  afterConvolution?: boolean;
}

type Unary = (x: tf.Tensor) => tf.Tensor;
const NONE = { wrt: [] as string[] };
/** Where a rounding error of the convolution before could change the result. */
const EXACT = { afterConvolution: false };

const unary = (operation: Unary, more: Partial<Case> = {}): Case => ({ operation: ({ x }) => operation(x), ...more });
const positive: Unary = (x) => tf.add(tf.square(x), 0.5);
const pair = (shape: number[]): Inputs => ({ x: normal(shape, 1), b: normal(shape.slice(-1), 2) });
const binary = (operation: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, more: Partial<Case> = {}): Case => ({
  operation: ({ x, b }) => tf.concat([tf.reshape(operation(x, b), [-1]), tf.reshape(operation(b, x), [-1])]),
  inputs: pair,
  ...more,
});
const sameShape = (shape: number[]): Inputs => ({ x: normal(shape, 1), b: normal(shape, 2) });
const compared = (operation: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => binary(operation, { ...NONE, ...EXACT });
const whole: Unary = (x) => tf.cast(tf.mul(x, 5), 'int32');

const convolution = (stride: number, pad: 'same' | 'valid' | number): Operation => {
  const rounding = typeof pad === 'number' ? 'floor' : undefined;
  return ({ x, w }) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad, 'NHWC', 1, rounding);
};
const filtered = (height: number, width: number, outputs: number) => (shape: number[]) => ({
  x: normal(shape, 1),
  w: normal([height, width, shape[3], outputs], 2),
});
const all: Operation = ({ x, w, v }) =>
  tf.concat(
    [
      convolution(1, 1)({ x, w }),
      convolution(2, 1)({ x, w }),
      convolution(1, 'valid')({ x, w: v }),
      convolution(2, 'valid')({ x, w: v }),
    ].map((y) => tf.reshape(y, [-1])),
  );
const allFilters = (shape: number[]) => ({ ...filtered(3, 3, 5)(shape), v: normal([1, 1, shape[3], 2], 3) });
const transposed: Operation = ({ x, w }) =>
  tf.conv2dTranspose(
    x as tf.Tensor4D,
    w as tf.Tensor4D,
    [x.shape[0], 2 * there(x.shape[1]), 2 * there(x.shape[2]), there(w.shape[2])],
    2,
    'valid',
  );
const depthwise: Operation = ({ x, w, v }) => {
  const filtered = (filter: tf.Tensor, stride: number, pad: number) =>
    tf.reshape(tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad, 'NHWC', 1, 'floor'), [-1]);
  return tf.concat([filtered(w, 2, 1), filtered(w, 1, 1), filtered(v, 1, 2), filtered(v, 2, 2)]);
};
const depthwiseFilters = (shape: number[]) => ({ ...filtered(3, 3, 2)(shape), v: normal([5, 5, shape[3], 1], 3) });
const poolable = MAPS.filter(([, h, w]) => h >= 2 && w >= 2);
const square = MAPS.filter(([, h, w]) => h === w);

const cases: Record<string, Case> = {
  Add: binary(tf.add),
  Sub: binary(tf.sub),
  Multiply: binary(tf.mul),
  RealDiv: binary((a, b) => tf.div(a, positive(b))),
  Pow: binary((a, b) => tf.pow(positive(a), b)),
  // TensorFlow.js differentiates these for operands of one shape only.
  Maximum: binary(tf.maximum, { inputs: sameShape }),
  Minimum: binary(tf.minimum, { inputs: sameShape }),
  SquaredDifference: binary(tf.squaredDifference, { inputs: sameShape }),
  AddN: { operation: ({ x, b }) => tf.addN([x, b, x]), inputs: sameShape },
  Greater: compared(tf.greater),
  GreaterEqual: compared(tf.greaterEqual),
  Less: compared(tf.less),
  LessEqual: compared(tf.lessEqual),
  Equal: compared((a, b) => tf.equal(whole(a), whole(b))),
  NotEqual: compared((a, b) => tf.notEqual(whole(a), whole(b))),
  LogicalAnd: compared((a, b) => tf.logicalAnd(tf.greater(a, 0), tf.less(b, 0))),
  LogicalOr: compared((a, b) => tf.logicalOr(tf.greater(a, 0), tf.less(b, 0))),
  LogicalNot: compared((a, b) => tf.logicalNot(tf.greater(a, b))),
  FloorDiv: compared((a, b) => tf.floorDiv(whole(a), tf.add(tf.abs(whole(b)), tf.scalar(1, 'int32')))),
  Select: {
    operation: ({ x, b, mask }) => tf.where(mask, tf.mul(x, 2), b),
    inputs: (shape) => ({ ...sameShape(shape), mask: tf.greater(normal(shape, 3), 0) }),
  },
  Abs: unary(tf.abs),
  Neg: unary(tf.neg),
  Sqrt: unary((x) => tf.sqrt(positive(x))),
  Rsqrt: unary((x) => tf.rsqrt(positive(x))),
  Exp: unary(tf.exp),
  Expm1: unary(tf.expm1),
  Log: unary((x) => tf.log(positive(x))),
  Log1p: unary((x) => tf.log1p(tf.square(x))),
  Reciprocal: unary((x) => tf.reciprocal(positive(x))),
  Sigmoid: unary(tf.sigmoid),
  Tanh: unary(tf.tanh),
  Softplus: unary(tf.softplus),
  Erf: unary(tf.erf),
  Sin: unary(tf.sin),
  Cos: unary(tf.cos),
  Square: unary(tf.square),
  Relu: unary(tf.relu),
  Relu6: unary((x) => tf.relu6(tf.mul(x, 5))),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  Prelu: { operation: ({ x, b }) => tf.prelu(x, b), inputs: pair, shapes: MAPS },
  Elu: unary(tf.elu),
  EluGrad: unary(tf.elu),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.5, 0.7)),
  // Constant between their steps: the gradient is zero or missing.
  Sign: unary(tf.sign, EXACT),
  Step: unary((x) => tf.add(tf.step(x), tf.step(x, 0.25)), EXACT),
  Floor: unary((x) => tf.floor(tf.mul(x, 3)), EXACT),
  Ceil: unary((x) => tf.ceil(tf.mul(x, 3)), EXACT),
  Round: unary((x) => tf.round(tf.mul(x, 3)), EXACT),
  IsNan: unary((x) => tf.isNaN(tf.div(x, tf.floor(tf.abs(x)))), { ...NONE, ...EXACT }),
  Identity: unary((x) => tf.add(tf.clone(x), 1)),
  Cast: unary((x) => tf.mul(tf.cast(tf.cast(tf.mul(x, 3), 'int32'), 'float32'), tf.cast(tf.greater(x, 0), 'float32')), {
    ...NONE,
    ...EXACT,
  }),
  ZerosLike: unary((x) => tf.add(x, tf.zerosLike(x))),
  OnesLike: unary((x) => tf.mul(x, tf.onesLike(x))),
  Fill: unary((x) => tf.add(x, tf.fill(x.shape, 2.5))),

  Sum: unary((x) => tf.sum(x, [1, 2]), { shapes: MAPS }),
  Mean: unary((x) => tf.mean(x, [0, 1, 2], true), { shapes: MAPS }),
  Max: unary((x) => tf.max(x, 3), { shapes: MAPS }),
  Min: unary((x) => tf.min(x, [1, 2], true), { shapes: MAPS }),
  // Gradients of these ask for kernels that nothing here uses (Cumprod), or are not defined.
  Prod: unary((x) => tf.prod(x, [1, 2]), { shapes: MAPS, ...NONE }),
  All: unary((x) => tf.all(tf.greater(x, -1), [1, 2]), { shapes: MAPS, ...NONE, ...EXACT }),
  Any: unary((x) => tf.any(tf.greater(x, 1), 3), { shapes: MAPS, ...NONE, ...EXACT }),
  ArgMax: unary((x) => tf.argMax(x, 3), { shapes: MAPS, ...NONE }),
  ArgMin: unary((x) => tf.argMin(x, 1), { shapes: MAPS, ...NONE }),
  TopK: unary(
    (x) => {
      const { values, indices } = tf.topk(x, Math.ceil(there(x.shape.at(-1)) / 2));
      return tf.concat([values, tf.cast(indices, 'float32')], -1);
    },
    { shapes: [[7], [3, 1], ...MAPS], ...NONE },
  ),
  Softmax: unary((x) => tf.softmax(x), { shapes: [[7], [3, 1], ...MAPS] }),

  Reshape: unary((x) => tf.mul(tf.reshape(x, [x.shape[0], -1]), 2), { shapes: MAPS }),
  ExpandDims: unary((x) => tf.mul(tf.expandDims(x, 1), 2), { shapes: [[1], [3, 1], ...MAPS] }),
  Transpose: unary((x) => tf.mul(tf.transpose(x, [3, 0, 2, 1]), 2), { shapes: MAPS }),
  Concat: unary((x) => tf.concat([x, tf.square(x), x], 3), { shapes: MAPS }),
  SplitV: unary((x) => tf.concat(tf.split(tf.concat([x, tf.square(x)], 3), 2, 3).reverse(), 0), { shapes: MAPS }),
  Slice: unary((x) => tf.slice(x, [0, 0, there(x.shape[2]) - 1, 0], [-1, -1, 1, 1]), { shapes: MAPS }),
  // TensorFlow.js has no gradient for these two.
  StridedSlice: unary((x) => tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, 2, 2, 1]), { shapes: MAPS, ...NONE }),
  MirrorPad: unary(
    (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
        'symmetric',
      ),
    { shapes: MAPS, ...NONE },
  ),
  PadV2: unary(
    (x) =>
      tf.pad(
        x,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 3],
        ],
        0.5,
      ),
    { shapes: MAPS },
  ),
  Reverse: unary((x) => tf.reverse(x, [1, 3]), { shapes: MAPS }),
  Tile: unary((x) => tf.tile(x, [1, 2, 1, 3]), { shapes: MAPS }),
  BroadcastTo: unary((x) => tf.mul(x, tf.ones([2, ...x.shape])), { shapes: MAPS }),
  GatherV2: unary((x) => tf.gather(x, tf.tensor1d([0, there(x.shape[3]) - 1, 0], 'int32'), 3), { shapes: MAPS }),
  Pack: unary((x) => tf.stack([x, tf.square(x)], 2), { shapes: MAPS }),
  // TensorFlow.js's gradient asks for more than one part.
  Unpack: unary((x) => tf.addN(tf.unstack(x, 3).map((part, i) => tf.mul(part, i + 1))), {
    shapes: MAPS.filter(([, , , c]) => c > 1),
  }),
  Range: unary((x) => tf.mul(x, tf.range(1, there(x.shape[3]) + 1)), { shapes: MAPS }),

  BatchMatMul: {
    operation: ({ x, b }) =>
      tf.concat([tf.matMul(x, b, false, true), tf.transpose(tf.matMul(b, x, false, true), [0, 2, 1])], 0),
    inputs: ([n, rows, columns, inner]) => ({ x: normal([n, rows, inner], 1), b: normal([n, columns, inner], 2) }),
    shapes: MAPS,
    ...EXACT,
  },
  // The gradient of an einsum is an einsum that this version of TensorFlow.js does not differentiate.
  Einsum: { operation: ({ x, b }) => tf.einsum('nhwc,c->nhw', x, b), inputs: pair, shapes: MAPS, ...NONE },
  UnsortedSegmentSum: {
    operation: ({ x }) =>
      tf.unsortedSegmentSum(
        x,
        tf.tensor1d(
          Array.from({ length: x.shape[0] }, (_, i) => (i * 2) % 3),
          'int32',
        ),
        3,
      ),
    shapes: [[1], [7], [3, 1], ...MAPS],
    // Its gradient gathers rows where the number is not negative, through kernels that only it uses.
    ...NONE,
  },
  OneHot: unary((x) => tf.oneHot(tf.abs(whole(x)), 4), { ...NONE, ...EXACT }),

  Conv2D: { operation: all, inputs: allFilters, shapes: MAPS },
  Conv2DBackpropFilter: { operation: all, inputs: allFilters, shapes: MAPS },
  Conv2DBackpropInput: {
    operation: transposed,
    inputs: (shape) => ({ x: normal(shape, 1), w: normal([2, 2, 5, shape[3]], 2) }),
    shapes: MAPS,
  },
  DepthwiseConv2dNative: { operation: depthwise, inputs: depthwiseFilters, shapes: MAPS },
  DepthwiseConv2dNativeBackpropInput: { operation: depthwise, inputs: depthwiseFilters, shapes: MAPS },
  DepthwiseConv2dNativeBackpropFilter: { operation: depthwise, inputs: depthwiseFilters, shapes: MAPS },
  AvgPool: unary((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), { shapes: poolable }),
  AvgPoolGrad: unary((x) => tf.avgPool(x as tf.Tensor4D, 2, 1, 'valid'), { shapes: poolable }),
  // Only frozen teachers have it.
  MaxPool: unary((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1, 'floor'), { shapes: MAPS, ...NONE }),
  ResizeBilinear: unary((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 5], false, true), {
    shapes: MAPS,
    ...NONE,
  }),
  // TensorFlow.js's cpu kernel exchanges height and width here, so that only square maps can be compared.
  ResizeBilinearGrad: unary((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 7], true), { shapes: square }),
  ResizeNearestNeighbor: unary((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 5]), {
    shapes: MAPS,
    ...NONE,
  }),
  // TensorFlow.js's cpu kernel reads the first image's gradient for all: only batches of one image can be compared.
  ResizeNearestNeighborGrad: unary((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 5]), {
    shapes: MAPS.filter(([n]) => n === 1),
    ...EXACT,
  }),
  Normalise: unary(
    (x) => {
      const centred = tf.sub(x, tf.mean(x, [0, 1, 2], true));
      return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), [0, 1, 2], true), 1e-5)));
    },
    { shapes: MAPS.filter(([n, h, w]) => n * h * w > 1) },
  ),
};

/** Kernels of packed states, which appear only with `carry`. */
const PACKING = ['DivideFlat', 'JoinFlat'];

const single = (shape: number[]): Inputs => ({ x: normal(shape, 1) });

/** The operation on the result of a 1x1 convolution of as many channels. */
function afterConvolution(operation: Operation): Operation {
  return ({ kernel, ...inputs }) =>
    operation({ ...inputs, x: tf.conv2d(inputs.x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same') });
}

/** Kernels of the graph, before and after the passes. */
function kernelsOf(operation: Operation, inputs: Inputs, wrt: string[], carry?: string): Set<string> {
  const fn = withGradients(operation, wrt) as (input: TensorTree) => TensorTree;
  const { graph } = trace(fn, exampleOf(inputs));
  const after = runPasses(graph, passSwitches(), carry).graph;
  return new Set([...graph.nodes, ...after.nodes].map(({ kernel }) => kernel));
}

describe('lowerings', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  for (const [
    kernel,
    { operation, inputs = single, shapes = ANY, wrt, afterConvolution: after = true },
  ] of Object.entries(cases)) {
    it(kernel, async () => {
      let isUsed = false;
      for (const shape of shapes) {
        const given = inputs(shape);
        const names = wrt ?? Object.keys(given).filter((name) => given[name].dtype === 'float32');
        isUsed ||= kernelsOf(operation, given, names).has(kernel);
        await expectAgreement(operation, given, { wrt: names });
        if (!after || shape.length !== 4) continue;
        const moved = { ...inputs(shape), kernel: normal([1, 1, shape[3], shape[3]], 7) };
        await expectAgreement(afterConvolution(operation), moved, { wrt: names });
      }
      expect(isUsed, `the case of ${kernel} uses it`).toBe(true);
    });
  }

  it(PACKING.join(' and '), async () => {
    interface State {
      [name: string]: tf.Tensor;
    }
    const shapes: Record<string, number[]> = {
      'a.weight': [3, 3, 3, 5],
      'b.weight': [1, 1, 5, 2],
      'b.bias': [1],
      'c.weight': [7, 1],
    };
    const step = ({ state, x }: { state: State; x: tf.Tensor }) => {
      const names = Object.keys(state);
      const loss = (...tensors: tf.Tensor[]) => {
        const [a, b, bias, c] = tensors as tf.Tensor4D[];
        const y = tf.conv2d(tf.conv2d(x as tf.Tensor4D, a, 1, 1, 'NHWC', 1, 'floor'), b, 1, 'valid');
        return tf.add(tf.mean(tf.square(tf.add(y, bias))), tf.sum(tf.square(c))) as tf.Scalar;
      };
      const { grads } = tf.valueAndGrads(loss)(names.map((name) => state[name]));
      return { state: Object.fromEntries(names.map((name, i) => [name, tf.sub(state[name], tf.mul(grads[i], 0.1))])) };
    };
    for (const map of MAPS.map(([n, h, w]) => [n, h, w, 3])) {
      const state = Object.fromEntries(Object.entries(shapes).map(([name, shape], i) => [name, normal(shape, i)]));
      const input = { state, x: normal(map, 9) };
      const fn = step as unknown as (input: TensorTree) => { state: State };
      const kernels = runPasses(trace(fn, exampleOf(input)).graph, passSwitches(), 'state').graph.nodes;
      for (const kernel of PACKING) expect(kernels.map((node) => node.kernel)).toContain(kernel);
      const compiled = await compile(fn, input as TensorTree, { threads: 1, carry: 'state' });
      const found = (await compiled(input)).state;
      const expected = step(input).state;
      for (const name of Object.keys(shapes))
        expect(difference(found[name].dataSync(), expected[name].dataSync()), name).toBeLessThan(1e-4);
      compiled.dispose();
    }
  });

  it('have a case each', async () => {
    const registered = new Set<string>();
    for (const file of readdirSync(LOWERINGS).filter((name) => name.endsWith('.ts'))) {
      const exported = (await import(join(LOWERINGS, file))) as Record<string, KernelRules>;
      for (const [name, rules] of Object.entries(exported))
        if (/Rules$/.test(name)) for (const kernel of Object.keys(rules)) registered.add(kernel);
    }
    expect(registered.size).toBeGreaterThan(80);
    expect([...registered].sort()).toEqual([...Object.keys(cases), ...PACKING].sort());
  });
});
