/** destseg_*: both networks' modules, losses and trajectories, the corruption, and probabilities. */
import * as tf from '@tensorflow/tfjs-core';
import {
  basicBlock,
  dilatedConvolution,
  type NormContext,
  type ParameterTable,
  type TensorMap,
} from '../../../lib/borad/layers';
import {
  type Architecture,
  addSegmentation,
  addStudent,
  blend,
  coarseMask,
  denoisingLoss,
  featureProducts,
  segmentationLogits,
  segmentationLoss,
  student,
} from '../../../lib/borad/methods/destseg';
import { byElement, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import { checkModule, checkNames, checkStep, checkTrajectory, type Network } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

/** The maps of three scales under a prefix. */
const maps = (input: TensorMap, prefix: string) =>
  Object.keys(input)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => input[name] as tf.Tensor4D);

const withScope = (map: TensorMap, scope: string): TensorMap =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [`${scope}.${name}`, value]));

const studentNetwork: Network = {
  prefix: 'student.',
  objective: (input) => (parameters, context) => ({
    total: denoisingLoss(maps(input, 'clean.'), student(maps(input, 'corrupted.'), parameters, context)),
  }),
};

const segmentationNetwork: Network = {
  prefix: 'seg.',
  objective: ({ x, mask }, { json }) => {
    return (parameters, context) => ({
      ...segmentationLoss(segmentationLogits(x as tf.Tensor4D, parameters, context, json.rates), mask),
    });
  },
};

const running = (statistics: TensorMap): NormContext => ({ mode: 'eval', statistics, batch: {} });

/** Names of the scopes are prefixed: the vectors have none. */
function checkBlock(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const stride = Math.round(oracle.tensors.x.shape[1] / oracle.tensors.y.shape[1]) as 1 | 2;
  return checkModule(oracle, engine, {
    mode: 'train',
    apply: (x, parameters, context) => {
      const batch: TensorMap = {};
      const scoped = { ...context, statistics: withScope(context.statistics, 'block'), batch };
      const y = basicBlock(x as tf.Tensor4D, withScope(parameters, 'block'), 'block', stride, scoped);
      for (const [name, value] of Object.entries(batch)) context.batch[name.slice('block.'.length)] = value;
      return y;
    },
  });
}

async function checkDilated(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tolerance } = oracle.json;
  const result: Comparison[] = [];
  for (const name of Object.keys(oracle.tensors).filter((key) => /^rate\d+\.x$/.test(key))) {
    const scope = name.slice(0, -2);
    const rate = Number(scope.slice('rate'.length));
    const input = {
      x: tensor<tf.Tensor4D>(oracle, name),
      weight: tensor(oracle, `${scope}.weight`),
      upstream: tensor(oracle, `${scope}.upstream`),
    };
    const found = await evaluate(({ x, weight, upstream }: typeof input) => {
      const apply = (map: tf.Tensor, kernel: tf.Tensor) =>
        dilatedConvolution(map as tf.Tensor4D, { 'layer.weight': kernel }, 'layer', rate);
      const grads = tf.grads((map: tf.Tensor, kernel: tf.Tensor) => tf.sum(tf.mul(apply(map, kernel), upstream)));
      return { y: apply(x, weight), grads: grads([x, weight]) };
    }, input);
    result.push(
      byElement(`${scope}.y`, found.y, oracle.tensors[`${scope}.y`].data, tolerance.forward),
      byElement(`${scope}.grad.x`, found['grads/0'], oracle.tensors[`${scope}.grad.x`].data, tolerance.gradient),
      byElement(
        `${scope}.grad.weight`,
        found['grads/1'],
        oracle.tensors[`${scope}.grad.weight`].data,
        tolerance.gradient,
      ),
    );
  }
  return result;
}

async function checkLoss(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { values, tolerance } = oracle.json;
  const input = { logits: tensor(oracle, 'logits'), mask: tensor(oracle, 'mask') };
  const found = await evaluate(
    ({ logits, mask }: typeof input) => ({
      losses: { ...segmentationLoss(logits, mask) },
      gradient: tf.grad((x) => segmentationLoss(x, mask).total)(logits),
    }),
    input,
  );
  return [
    ...['total', 'focal', 'l1'].map((part) => byElement(part, found[`losses/${part}`], [values[part]], tolerance.loss)),
    byElement('grad.logits', found.gradient, oracle.tensors['grad.logits'].data, tolerance.gradient),
  ];
}

function checkCorruption(oracle: Oracle): Promise<Comparison[]> {
  const { values, tolerance } = oracle.json;
  const { image, texture, mask, corrupted, small } = oracle.tensors;
  const [images, , width] = mask.shape;
  const part = ({ data }: { data: Float32Array }, i: number) =>
    data.subarray((i * data.length) / images, ((i + 1) * data.length) / images);
  return Promise.resolve(
    Array.from({ length: images }, (_, i) => [
      byElement(
        `corrupted ${i}`,
        blend(part(image, i), part(texture, i), part(mask, i), values.beta),
        part(corrupted, i),
        tolerance.forward,
      ),
      byElement(`small ${i}`, coarseMask(part(mask, i), width, values.factor), part(small, i), tolerance.forward),
    ]).flat(),
  );
}

/** The weights after five steps, under the method's names. */
const trained = (oracle: Oracle): TensorMap => ({
  ...withScope(tensorsUnder(loadOracle(oracle.folder, 'destseg_student_after5'), ''), 'student'),
  ...withScope(tensorsUnder(loadOracle(oracle.folder, 'destseg_seg_after5'), ''), 'seg'),
});

async function checkProducts(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const input = { features: maps(tensorsUnder(oracle, ''), 'x.'), state: trained(oracle) };
  const { y } = await evaluate(
    ({ features, state }: typeof input) => ({
      y: featureProducts(features, student(features, state, running(state))),
    }),
    input,
  );
  return [byElement('y', y, oracle.tensors.y.data, oracle.json.tolerance.forward)];
}

async function checkInference(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const input = { features: maps(tensorsUnder(oracle, ''), 'x.'), state: trained(oracle) };
  const { rates } = loadOracle(oracle.folder, 'destseg_seg_after5').json;
  const { y } = await evaluate(({ features, state }: typeof input) => {
    const products = featureProducts(features, student(features, state, running(state)));
    return { y: tf.sigmoid(segmentationLogits(products, state, running(state), rates)) };
  }, input);
  return [byElement('probability', y, oracle.tensors.probability.data, oracle.json.tolerance.forward)];
}

/** The architecture that the shapes of a start tell. */
function architectureOf({ tensors, json }: Oracle): Architecture {
  const head = (scale: number) => tensors[`heads.${scale}.weight`]?.shape ?? [1, 1, 1, 1];
  const scales = [0, 1, 2];
  return {
    channels: (tensors['heads.0.weight']
      ? scales.map((scale) => head(scale)[3])
      : [tensors['step0.x'].shape[3], 0, 0]) as Architecture['channels'],
    widths: scales.map((scale) => head(scale)[2]) as Architecture['widths'],
    deepest: tensors['dec.0.conv1.weight']?.shape[3] ?? 1,
    segmentation: tensors['res.0.conv1.weight']?.shape[3] ?? 1,
    rates: json.rates ?? [],
    sizes: [0, 0, 0],
  };
}

function checkStart(oracle: Oracle): Comparison[] {
  const table: ParameterTable = new Map();
  if (oracle.name.includes('_student_')) addStudent(table, architectureOf(oracle));
  else addSegmentation(table, architectureOf(oracle));
  return checkNames(oracle, table, networkOf(oracle).prefix);
}

const networkOf = ({ name }: Oracle) => (name.includes('_student_') ? studentNetwork : segmentationNetwork);

export const cases = [
  { match: /^destseg_basic$/, run: checkBlock },
  { match: /^destseg_dilated$/, run: checkDilated },
  { match: /^destseg_loss$/, run: checkLoss },
  { match: /^destseg_mask$/, run: checkCorruption },
  { match: /^destseg_products$/, run: checkProducts },
  { match: /^destseg_inference$/, run: checkInference },
  {
    match: /^destseg_(student|seg)_step\d+$/,
    run: (oracle: Oracle, engine: Engine) => checkStep(oracle, engine, networkOf(oracle)),
  },
  {
    match: /^destseg_(student|seg)_after\d+$/,
    run: (oracle: Oracle, engine: Engine) => checkTrajectory(oracle, engine, networkOf(oracle)),
  },
];

/** Vectors that other cases start from. */
export const starts = [{ match: /^destseg_(student|seg)_start$/, run: checkStart }];
