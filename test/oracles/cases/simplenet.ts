/** simplenet_*: embedding, discriminator, hinge loss, a trajectory of five steps, and anomaly values. */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterTable, TensorMap } from '../../../lib/borad/layers';
import { adapt, addNetwork, discriminate, embedding, hingeLoss, objective } from '../../../lib/borad/methods/simplenet';
import { byElement, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import { checkModule, checkNames, checkStep, checkTrajectory, type Network } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

const network: Network = {
  objective:
    ({ x, noise }, { json }) =>
    (parameters, context) => ({
      ...objective(x as tf.Tensor2D, noise as tf.Tensor2D, parameters, context, {
        deviation: json.sigma,
        threshold: json.threshold,
      }),
    }),
  part: ({ json }) => ({ share: (name) => (name.startsWith('adaptor.') ? json.adaptorScale : 1) }),
};

async function checkEmbedding(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { values, tolerance } = oracle.json;
  const features = Object.keys(oracle.tensors)
    .filter((name) => name.startsWith('x.'))
    .sort()
    .map((name) => tensor<tf.Tensor4D>(oracle, name));
  const { y } = await evaluate(
    (input: { features: tf.Tensor4D[]; lengths: tf.Tensor1D }) => ({ y: embedding(input.features, input.lengths) }),
    { features, lengths: tf.tensor1d(values.norms) },
  );
  return [byElement('y', y, oracle.tensors.y.data, tolerance.forward)];
}

function checkDiscriminator(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  return checkModule(oracle, engine, {
    mode: oracle.name.endsWith('eval') ? 'eval' : 'train',
    apply: (x, parameters, context) => discriminate(x as tf.Tensor2D, parameters, context),
  });
}

async function checkHinge(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { values, tolerance } = oracle.json;
  const found = await evaluate(
    (input: { scores: tf.Tensor; disturbed: tf.Tensor }) =>
      tf.valueAndGrads((scores, disturbed) => hingeLoss(scores, disturbed, values.threshold).total)([
        input.scores,
        input.disturbed,
      ]),
    { scores: tensor(oracle, 'true'), disturbed: tensor(oracle, 'fake') },
  );
  return [
    byElement('loss', found.value, [values.loss], tolerance.loss),
    byElement('grad.true', found['grads/0'], oracle.tensors['grad.true'].data, tolerance.gradient),
    byElement('grad.fake', found['grads/1'], oracle.tensors['grad.fake'].data, tolerance.gradient),
  ];
}

async function checkInference(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const state = tensorsUnder(loadOracle(oracle.folder, 'simplenet_after5'), '');
  const { y } = await evaluate(
    (input: { x: tf.Tensor2D; state: TensorMap }) => ({
      y: tf.neg(
        discriminate(adapt(input.x, input.state), input.state, { mode: 'eval', statistics: input.state, batch: {} }),
      ),
    }),
    { x: tensor<tf.Tensor2D>(oracle, 'x'), state },
  );
  return [byElement('y', y, oracle.tensors.y.data, oracle.json.tolerance.forward)];
}

function checkStart(oracle: Oracle): Comparison[] {
  const [channels, hidden] = oracle.tensors['d1.weight'].shape;
  const table: ParameterTable = new Map();
  addNetwork(table, channels, hidden);
  return checkNames(oracle, table);
}

export const cases = [
  { match: /^simplenet_embed$/, run: checkEmbedding },
  { match: /^simplenet_discriminator_(train|eval)$/, run: checkDiscriminator },
  { match: /^simplenet_hinge$/, run: checkHinge },
  { match: /^simplenet_step\d+$/, run: (oracle: Oracle, engine: Engine) => checkStep(oracle, engine, network) },
  { match: /^simplenet_after\d+$/, run: (oracle: Oracle, engine: Engine) => checkTrajectory(oracle, engine, network) },
  { match: /^simplenet_inference$/, run: checkInference },
];

/** Vectors that other cases start from. */
export const starts = [{ match: /^simplenet_start$/, run: checkStart }];
