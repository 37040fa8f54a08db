import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import {
  addAffine,
  addAttention,
  addDense,
  drawParameters,
  drawXavierUniform,
  type ParameterTable,
  transformerBlock,
} from '../../lib/borad/layers';
import { expectGradients, normal } from './numericGradient';

function table(width: number, hidden: number): ParameterTable {
  const all: ParameterTable = new Map();
  for (const norm of ['b.n1', 'b.n2']) addAffine(all, norm, width);
  addAttention(all, 'b.attn', width, drawXavierUniform);
  addDense(all, 'b.l1', width, hidden, drawXavierUniform);
  addDense(all, 'b.l2', hidden, width, drawXavierUniform);
  return all;
}

describe('transformerBlock', () => {
  beforeAll(async () => {
    await prepareBackend('cpu');
  });

  it('hands its input on where both branches end in zeros', () => {
    const given = drawParameters(table(4, 6), createRng(1));
    for (const name of ['b.attn.o.weight', 'b.l2.weight']) given[name] = tf.zerosLike(given[name]);
    const x = normal([1, 3, 4], 1) as tf.Tensor3D;
    expect(transformerBlock(x, given, 'b.', 2).arraySync()).toEqual(x.arraySync());
  });

  it('has the gradients of central differences', () => {
    const inputs = { x: normal([1, 3, 4], 1), ...drawParameters(table(4, 3), createRng(2)) };
    expectGradients((given) => transformerBlock(given.x as tf.Tensor3D, given, 'b.', 2), inputs);
  });
});
