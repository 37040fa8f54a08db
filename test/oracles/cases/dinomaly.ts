/** dinomaly_* and loose_loss: linear attention, the loose loss, the whole model, 1 and 5 steps of Adam. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../../lib/borad/layers';
import type { DinomalyArchitecture } from '../../../lib/borad/methods/dinomaly/architecture';
import { dinomalyParameters } from '../../../lib/borad/methods/dinomaly/architecture';
import { targetGroups } from '../../../lib/borad/methods/dinomaly/groups';
import { linearAttention } from '../../../lib/borad/methods/dinomaly/linearAttention';
import {
  hardFactor,
  keptPoints,
  looseLoss,
  pointDistance,
  softFactor,
} from '../../../lib/borad/methods/dinomaly/looseLoss';
import { rebuildGroups } from '../../../lib/borad/methods/dinomaly/network';
import { byElement, byValue, tensor } from '../compare';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';
import { checkTrained, checkWeighted, countLayers, widthOf } from '../trainedCases';

/** The network whose tensors and values a case stores. */
function architectureOf({ tensors, json }: Oracle): DinomalyArchitecture {
  return {
    channels: [...json.values.sizes],
    sizes: [],
    grid: [tensors['x.0'].shape[1], 1],
    groups: json.values.sizes,
    width: widthOf(tensors),
    heads: json.values.heads,
    hidden: tensors['w.bottleneck.fc1.weight'].shape[1],
    blocks: countLayers(tensors, 'w.blocks.'),
    projected: true,
  };
}

const masksOf = (given: TensorMap, keep: number) =>
  [0, 1, 2].map((part) => tf.mul(tf.cast(given[`drop.${part}`], 'float32'), 1 / keep) as tf.Tensor3D);

async function checkTrain(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const architecture = architectureOf(oracle);
  const { keep, p } = oracle.json.values;
  const rest = oracle.json.values.rest ?? 0.1;
  const tokensOf = (given: TensorMap) => given.x as tf.Tensor3D;
  return checkTrained(oracle, engine, {
    table: dinomalyParameters(architecture),
    inputs: ['x', 'drop.0', 'drop.1', 'drop.2'],
    more: (step) => {
      const [batch, length] = oracle.tensors['x.0'].shape;
      return { kept: tf.tensor1d([keptPoints(batch * length, p[step])], 'int32') };
    },
    objective: (given) => (parameters) => {
      const targets = targetGroups(tokensOf(given), architecture.groups);
      const outputs = rebuildGroups(tokensOf(given), parameters, architecture, masksOf(given, keep));
      const total = looseLoss(targets, outputs, (distance) => hardFactor(distance, given.kept as tf.Tensor1D, rest));
      return { total };
    },
    outputs: (given, parameters) => ({
      y: rebuildGroups(tokensOf(given), parameters, architecture, masksOf(given, keep)),
      evaluated: rebuildGroups(tokensOf(given), parameters, architecture),
    }),
  });
}

async function checkLooseLoss(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { values, tolerance, tensors } = oracle.json;
  const { p, rest, power } = values;
  const [batch, length] = oracle.tensors.target.shape;
  const input = {
    target: tensor<tf.Tensor3D>(oracle, 'target'),
    output: tensor<tf.Tensor3D>(oracle, 'output'),
    kept: tf.tensor1d([keptPoints(batch * length, p)], 'int32'),
  };
  const found = await evaluate(({ target, output, kept }: typeof input) => {
    const distance = pointDistance(target, output);
    const factors = {
      plain: (given: tf.Tensor2D) => tf.onesLike(given),
      hard: (given: tf.Tensor2D) => hardFactor(given, kept, rest),
      soft: (given: tf.Tensor2D) => softFactor(given, power),
    };
    const entries = Object.entries(factors);
    return {
      distance,
      loss: looseLoss([target], [output], factors.hard),
      factor: Object.fromEntries(entries.map(([name, mining]) => [name, mining(distance)])),
      grad: Object.fromEntries(
        entries.map(([name, mining]) => [
          name,
          tf.grad((x) => looseLoss([target], [x as tf.Tensor3D], mining))(output),
        ]),
      ),
    };
  }, input);
  const named = Object.keys(tensors).filter((name) => name !== 'target' && name !== 'output');
  return [
    byElement('loss', found.loss, [values.loss], tolerance.forward),
    byValue('kept points', keptPoints(batch * length, p), values.kept, 0),
    ...named.map((name) =>
      byElement(
        name,
        found[name.replace('.', '/')],
        oracle.tensors[name].data,
        name.startsWith('grad') ? tolerance.gradient : tolerance.forward,
      ),
    ),
  ];
}

export const cases = [
  {
    match: /^dinomaly_linear_attention/,
    run: (oracle: Oracle, engine: Engine) =>
      checkWeighted(
        oracle,
        engine,
        ['x'],
        ({ x }, parameters) => linearAttention(x as tf.Tensor3D, parameters, 'attn', oracle.json.values.heads),
        'attn.',
      ),
  },
  { match: /^dinomaly_train/, run: checkTrain },
  { match: /^loose_loss/, run: checkLooseLoss },
];
