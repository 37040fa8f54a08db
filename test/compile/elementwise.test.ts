import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { expectAgreement, type Inputs, normal, type Operation } from './agreement';

const SHAPES = [[], [1], [5], [3, 1], [2, 3, 4, 5], [1, 1, 1, 7]];

const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  neg: tf.neg,
  square: tf.square,
  abs: tf.abs,
  sign: tf.sign,
  step: (x) => tf.step(x),
  stepWithSlope: (x) => tf.step(x, 0.25),
  relu: tf.relu,
  relu6: (x) => tf.relu6(tf.mul(x, 5)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  elu: tf.elu,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softplus: tf.softplus,
  exp: tf.exp,
  expm1: tf.expm1,
  clip: (x) => tf.clipByValue(x, -0.5, 0.7),
  sqrt: (x) => tf.sqrt(tf.add(tf.square(x), 0.5)),
  rsqrt: (x) => tf.rsqrt(tf.add(tf.square(x), 0.5)),
  log: (x) => tf.log(tf.add(tf.square(x), 0.5)),
  log1p: (x) => tf.log1p(tf.square(x)),
  reciprocal: (x) => tf.reciprocal(tf.add(tf.square(x), 0.5)),
  erf: tf.erf,
  sin: tf.sin,
  cos: tf.cos,
  cube: (x) => tf.pow(tf.add(tf.square(x), 0.5), 1.5),
  zerosLike: (x) => tf.add(x, tf.zerosLike(x)),
  onesLike: (x) => tf.mul(x, tf.onesLike(x)),
  dividedByConstant: (x) => tf.div(x, 3),
};

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: (a, b) => tf.div(a, tf.add(tf.square(b), 0.5)),
  pow: (a, b) => tf.pow(tf.add(tf.square(a), 0.5), b),
};

/** TensorFlow.js differentiates these for operands of one shape only. */
const sameShape: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
};

const noGradient: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  ...sameShape,
  where: (a, b) => tf.where(tf.greater(a, b), tf.mul(a, 2), b),
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
  logicalAnd: (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.less(b, 0)),
  logicalOr: (a, b) => tf.logicalOr(tf.greater(a, 0), tf.less(b, 0)),
  logicalNot: (a, b) => tf.logicalNot(tf.greater(a, b)),
  castToInt: (a, b) => tf.cast(tf.mul(tf.add(a, b), 3), 'int32'),
  castBool: (a, b) => tf.cast(tf.greater(a, b), 'float32'),
  floor: (a, b) => tf.floor(tf.mul(tf.add(a, b), 3)),
  ceil: (a, b) => tf.ceil(tf.mul(tf.add(a, b), 3)),
  round: (a, b) => tf.round(tf.mul(tf.add(a, b), 3)),
  floorDiv: (a, b) =>
    tf.floorDiv(tf.cast(tf.mul(a, 9), 'int32'), tf.add(tf.cast(tf.abs(tf.mul(b, 3)), 'int32'), tf.scalar(1, 'int32'))),
  fill: (a) => tf.add(tf.fill(a.shape, 2.5), a),
  isNaN: (a, b) => tf.isNaN(tf.div(a, tf.sub(b, b))),
};

const PAIRS = [
  [[], [3]],
  [[4], [4]],
  [[2, 3], [3]],
  [
    [2, 1, 5],
    [4, 1],
  ],
  [
    [2, 3, 4, 5],
    [1, 1, 1, 5],
  ],
  [[2, 3, 4, 5], [5]],
  [
    [1, 3, 1, 1],
    [2, 1, 4, 5],
  ],
];

const on = (names: string[], seed: number, shapes: number[][]): Inputs =>
  Object.fromEntries(names.map((name, i) => [name, normal(shapes[i], seed + i)]));

describe('elementwise kernels', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  for (const [name, operation] of Object.entries(unary)) {
    it(name, async () => {
      for (const shape of SHAPES) await expectAgreement(({ x }) => operation(x), on(['x'], 1, [shape]));
    });
  }

  for (const [name, operation] of Object.entries(binary)) {
    it(`${name} with broadcasting`, async () => {
      for (const shapes of PAIRS) {
        const both: Operation = ({ a, b }) => tf.add(operation(a, b), operation(b, a));
        await expectAgreement(both, on(['a', 'b'], 3, shapes));
      }
    });
  }

  for (const [name, operation] of Object.entries(sameShape)) {
    it(name, async () => {
      for (const shape of SHAPES)
        await expectAgreement(({ a, b }) => operation(a, b), on(['a', 'b'], 3, [shape, shape]));
    });
  }

  it('where with a given mask', async () => {
    for (const shapes of PAIRS) {
      const inputs = { ...on(['a', 'b'], 5, shapes), mask: tf.greater(normal(shapes[0], 8), 0) };
      await expectAgreement(({ a, b, mask }) => tf.where(mask, tf.mul(a, 2), b), inputs, {
        wrt: shapes[0].join() === shapes[1].join() ? ['a', 'b'] : [],
      });
    }
  });

  for (const [name, operation] of Object.entries(noGradient)) {
    it(name, async () => {
      for (const shapes of PAIRS)
        await expectAgreement(({ a, b }) => operation(a, b), on(['a', 'b'], 5, shapes), { wrt: [] });
    });
  }

  it('prelu with one slope per channel', async () => {
    await expectAgreement(({ x, alpha }) => tf.prelu(x, alpha), on(['x', 'alpha'], 7, [[2, 3, 4, 5], [5]]));
  });

  it('addN', async () => {
    await expectAgreement(
      ({ a, b }) => tf.addN([a, b, a]),
      on(['a', 'b'], 11, [
        [3, 4],
        [3, 4],
      ]),
    );
  });

  it('keeps NaN of an input', async () => {
    await expectAgreement(({ x }) => tf.isNaN(tf.relu(x)), { x: tf.tensor([Number.NaN, 1, -1]) }, { wrt: [] });
  });
});
