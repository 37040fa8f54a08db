/** rd4ad_*: the embedding on raw teacher maps, step 1, trajectories, inference. */
import * as tf from '@tensorflow/tfjs-core';
import { type NormContext, scaleMaps, type TensorMap, updateStatistics } from '../../../lib/borad/layers';
import { fusion } from '../../../lib/borad/methods/borad';
import { type Rd4adArchitecture, rd4adParameters } from '../../../lib/borad/methods/rd4ad/architecture';
import { rd4adLoss } from '../../../lib/borad/methods/rd4ad/loss';
import { rebuildMaps } from '../../../lib/borad/methods/rd4ad/network';
import { withPrefix } from '../../../lib/borad/methods/state';
import { byElement, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import { checkNames, checkStep, checkTrajectory, type Network } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

const SCALES = [0, 1, 2];

const mapsOf = (given: TensorMap): tf.Tensor4D[] => SCALES.map((scale) => given[`x.${scale}`] as tf.Tensor4D);
const isStatistic = (name: string) => name.includes('running_');

function architectureOf(start: Oracle): Omit<Rd4adArchitecture, 'midSize'> {
  const shape = (name: string) => start.tensors[name].shape;
  return {
    channels: SCALES.map((scale) => shape(`step0.x.${scale}`)[3]) as [number, number, number],
    widths: [2, 1, 0].map((layer) => shape(`dec.layers.${layer}.0.conv3.weight`)[3]) as [number, number, number],
    heads: 'heads.0.weight' in start.tensors,
    signed: true,
  };
}

const network: Network = {
  objective: (inputs, start) => {
    const architecture = architectureOf(start);
    return (parameters, norms) => rd4adLoss(mapsOf(inputs), parameters, norms, architecture);
  },
};

async function checkEmbedding(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tolerance } = oracle.json;
  const before = withPrefix(tensorsUnder(oracle, 'before.'), 'mff.') as TensorMap;
  const names = Object.keys(before).filter((name) => !isStatistic(name));
  const x = SCALES.map((scale) => tensor<tf.Tensor4D>(oracle, `x.${scale}`));
  const values = await evaluate(
    (given: { x: tf.Tensor4D[]; before: TensorMap; upstream: tf.Tensor }) => {
      const statistics = Object.fromEntries(Object.entries(given.before).filter(([name]) => isStatistic(name)));
      const context: NormContext = { mode: 'train', statistics, batch: {} };
      const y = fusion(given.x, given.before, context);
      const loss = (...tensors: tf.Tensor[]) => {
        const parameters = { ...given.before, ...Object.fromEntries(names.map((name, i) => [name, tensors[i + 3]])) };
        const output = fusion(tensors.slice(0, 3) as tf.Tensor4D[], parameters, { ...context, batch: {} });
        return tf.sum(tf.mul(output, given.upstream)) as tf.Scalar;
      };
      const grads = tf.grads(loss)([...given.x, ...names.map((name) => given.before[name])]);
      return { y, grads, after: updateStatistics(statistics, context.batch) };
    },
    { x, before, upstream: tensor(oracle, 'upstream') },
  );
  const result = [byElement('y', values.y, oracle.tensors.y.data, tolerance.forward)];
  [...SCALES.map((scale) => `x.${scale}`), ...names.map((name) => name.slice('mff.'.length))].forEach((name, i) => {
    const expected = oracle.tensors[`grad.${name}`].data;
    result.push(byElement(`grad.${name}`, values[`grads/${i}`], expected, tolerance.gradient));
  });
  for (const name of Object.keys(before).filter(isStatistic)) {
    const expected = oracle.tensors[`after.${name.slice('mff.'.length)}`].data;
    result.push(byElement(`after ${name}`, values[`after/${name}`], expected, tolerance.forward));
  }
  return result;
}

async function checkInference(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const architecture = architectureOf(loadOracle(oracle.folder, 'rd4ad_start'));
  const input = {
    x: SCALES.map((scale) => tensor<tf.Tensor4D>(oracle, `x.${scale}`)),
    weights: tensorsUnder(loadOracle(oracle.folder, 'rd4ad_after5'), ''),
  };
  const values = await evaluate((given: typeof input) => {
    const norms: NormContext = { mode: 'eval', statistics: given.weights, batch: {} };
    const student = rebuildMaps(given.x, given.weights, norms, architecture);
    return { student, scale: scaleMaps(given.x, student) };
  }, input);
  return Object.entries(values).map(([path, found]) =>
    byElement(path, found, oracle.tensors[path.replace('/', '.')].data, oracle.json.tolerance.forward),
  );
}

/** Vectors that other cases start from: names and shapes only. */
export const starts = [
  { match: /^rd4ad_start$/, run: (oracle: Oracle) => checkNames(oracle, rd4adParameters(architectureOf(oracle))) },
];

export const cases = [
  { match: /^rd4ad_ocbe$/, run: checkEmbedding },
  { match: /^rd4ad_step1$/, run: (oracle: Oracle, engine: Engine) => checkStep(oracle, engine, network) },
  { match: /^rd4ad_after\d+$/, run: (oracle: Oracle, engine: Engine) => checkTrajectory(oracle, engine, network) },
  { match: /^rd4ad_inference$/, run: checkInference },
];
