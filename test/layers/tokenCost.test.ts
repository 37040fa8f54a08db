import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng } from '../../lib/borad/base';
import {
  addAffine,
  addAttention,
  addDense,
  attentionAdds,
  drawParameters,
  drawXavierUniform,
  feedForwardAdds,
  measureWork,
  type ParameterTable,
  transformerBlock,
} from '../../lib/borad/layers';

beforeAll(async () => {
  await prepareBackend('cpu');
});

it('multiply-adds of a block are those that its kernels do', async () => {
  const table: ParameterTable = new Map();
  for (const norm of ['n1', 'n2']) addAffine(table, norm, 6);
  addAttention(table, 'attn', 6, drawXavierUniform);
  addDense(table, 'l1', 6, 10, drawXavierUniform);
  addDense(table, 'l2', 10, 6, drawXavierUniform);
  const parameters = drawParameters(table, createRng(1));
  const { multiplyAdds } = await measureWork(() => transformerBlock(tf.ones([1, 5, 6]), parameters, '', 2));
  expect(multiplyAdds).toBe(attentionAdds(5, 6) + feedForwardAdds(5, 6, 10));
});
