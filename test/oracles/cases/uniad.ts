/** uniad_*: alignment, jitter, mask, attention, both forms of the layers, step 1, trajectories, inference. */
import * as tf from '@tensorflow/tfjs-core';
import { multiHeadAttention, type TensorMap } from '../../../lib/borad/layers';
import { alignTokens } from '../../../lib/borad/methods/uniad/align';
import { type UniadArchitecture, uniadParameters } from '../../../lib/borad/methods/uniad/architecture';
import { jitter } from '../../../lib/borad/methods/uniad/jitter';
import { uniadLoss } from '../../../lib/borad/methods/uniad/loss';
import { neighbourMask } from '../../../lib/borad/methods/uniad/neighbourMask';
import {
  attentionMask,
  decoderLayer,
  encoderLayer,
  type LayerContext,
  rebuildTokens,
  tokenDistance,
} from '../../../lib/borad/methods/uniad/network';
import { there } from '../../there';
import { byElement, greatest, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import { checkNamed, checkNames, checkStep, checkTrajectory, type Network } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

type Size = [number, number];

const sides = (side: number | Size): Size => (typeof side === 'number' ? [side, side] : side);

function architectureOf(start: Oracle): UniadArchitecture {
  const { tensors, json } = start;
  const layers = (part: string) =>
    Object.keys(tensors).filter((name) => new RegExp(`^${part}\\.\\d+\\.n1\\.weight$`).test(name)).length;
  const [channels, width] = tensors['input.weight'].shape;
  return {
    channels: [channels],
    grid: sides(json.side),
    width,
    heads: json.heads,
    hidden: tensors['enc.0.ffn.l1.weight'].shape[1],
    encoderLayers: layers('enc'),
    decoderLayers: layers('dec'),
    window: json.neighbour,
    norm: 'enc_norm.weight' in tensors ? 'before' : 'behind',
  };
}

const network: Network = {
  objective: ({ x, noise }, start) => {
    const architecture = architectureOf(start);
    const input = { tokens: x as tf.Tensor3D, noise: noise as tf.Tensor3D };
    return (parameters) => uniadLoss(input, parameters, architecture, start.json.alpha);
  },
};

async function checkAlign(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { norms, side } = oracle.json.values;
  const scales = Object.keys(oracle.tensors).filter((name) => name.startsWith('x.')).length;
  const x = Array.from({ length: scales }, (_, scale) => tensor<tf.Tensor4D>(oracle, `x.${scale}`));
  const input = { x, norms: tf.tensor1d(norms) };
  const grid = sides(side);
  const values = await evaluate((given: typeof input) => ({ y: alignTokens(given.x, given.norms, grid) }), input);
  return [byElement('y', values.y, oracle.tensors.y.data, oracle.json.tolerance.forward)];
}

async function checkJitter(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const input = { x: tensor<tf.Tensor3D>(oracle, 'x'), noise: tensor<tf.Tensor3D>(oracle, 'noise') };
  const { alpha } = oracle.json.values;
  const values = await evaluate(
    (given: typeof input) => ({
      y: jitter(given.x, given.noise, alpha),
      gradient: tf.grad((x) => tf.sum(jitter(x as tf.Tensor3D, given.noise, alpha)))(given.x),
    }),
    input,
  );
  return [
    byElement('y', values.y, oracle.tensors.y.data, oracle.json.tolerance.forward),
    { what: 'gradient is finite', deviation: greatest(values.gradient), tolerance: 1e3 },
  ];
}

/** Names say the grid and the window: `4x5n3`. */
function checkMask(oracle: Oracle): Comparison[] {
  return Object.entries(oracle.tensors).map(([name, { data }]) => {
    const [, rows, columns, window] = there(/^(\d+)x(\d+)n(\d+)$/.exec(name)).map(Number);
    const found = neighbourMask([rows, columns], window);
    const differing = data.filter((value, i) => value !== found[i]).length + Math.abs(data.length - found.length);
    return { what: name, deviation: differing, tolerance: oracle.json.tolerance.abs };
  });
}

function checkAttention(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { heads, side, neighbour } = oracle.json.values;
  return checkNamed(oracle, engine, (given) => {
    const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [`attn.${name}`, value]));
    const { q, k, v } = given as { [name: string]: tf.Tensor3D };
    const mask = attentionMask(sides(side), neighbour);
    return multiHeadAttention({ query: q, key: k, value: v }, parameters, 'attn', heads, mask);
  });
}

function checkLayer(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { heads, side, neighbour } = oracle.json.values;
  return checkNamed(oracle, engine, (given: TensorMap) => {
    const context: LayerContext = {
      positions: given.pos as tf.Tensor2D,
      mask: attentionMask(sides(side), neighbour),
      heads,
      norm: oracle.name.endsWith('_post') ? 'behind' : 'before',
    };
    const x = given.x as tf.Tensor3D;
    return 'memory' in given
      ? decoderLayer(x, given.memory as tf.Tensor3D, given, '', context)
      : encoderLayer(x, given, '', context);
  });
}

async function checkInference(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const architecture = architectureOf(loadOracle(oracle.folder, 'uniad_start'));
  const parameters = tensorsUnder(loadOracle(oracle.folder, 'uniad_after5'), '');
  const input = { x: tensor<tf.Tensor3D>(oracle, 'x'), parameters };
  const values = await evaluate((given: typeof input) => {
    const reconstruction = rebuildTokens(given.x, given.parameters, architecture);
    return { reconstruction, distance: tokenDistance(given.x, reconstruction, architecture.grid) };
  }, input);
  return Object.entries(values).map(([name, found]) =>
    byElement(name, found, oracle.tensors[name].data, oracle.json.tolerance.forward),
  );
}

/** Cases without tensors of the backend. */
export const starts = [
  { match: /^uniad_mask$/, run: checkMask },
  { match: /^uniad_start$/, run: (oracle: Oracle) => checkNames(oracle, uniadParameters(architectureOf(oracle))) },
];

export const cases = [
  { match: /^uniad_align$/, run: checkAlign },
  { match: /^uniad_jitter$/, run: checkJitter },
  { match: /^uniad_attention$/, run: checkAttention },
  { match: /^uniad_(en|de)coder_layer(_post)?$/, run: checkLayer },
  { match: /^uniad_step1$/, run: (oracle: Oracle, engine: Engine) => checkStep(oracle, engine, network) },
  { match: /^uniad_after\d+$/, run: (oracle: Oracle, engine: Engine) => checkTrajectory(oracle, engine, network) },
  { match: /^uniad_inference$/, run: checkInference },
];
