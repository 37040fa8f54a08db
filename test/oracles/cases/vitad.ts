/** vitad_*: folding, the block, step 1, trajectories, inference. */
import * as tf from '@tensorflow/tfjs-core';
import { foldPatches, scaleMaps, type TensorMap, transformerBlock, unfoldPatches } from '../../../lib/borad/layers';
import { type VitadArchitecture, vitadParameters } from '../../../lib/borad/methods/vitad/architecture';
import { vitadLoss } from '../../../lib/borad/methods/vitad/loss';
import { rebuildMaps } from '../../../lib/borad/methods/vitad/network';
import { byElement, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import { checkNamed, checkNames, checkStep, checkTrajectory, type Network } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

type Size = [number, number];

const sides = (side: number | Size): Size => (typeof side === 'number' ? [side, side] : side);

/** The maps under a prefix, finest first. */
function mapsOf(given: TensorMap, prefix: string): tf.Tensor4D[] {
  const scales = Object.keys(given).filter((name) => /^\d+$/.test(name.slice(prefix.length)));
  return scales.map((_, scale) => given[`${prefix}${scale}`] as tf.Tensor4D);
}

function architectureOf(start: Oracle): VitadArchitecture {
  const { tensors, json } = start;
  const scales = mapsOf(tensorsUnder(start, 'step0.x.'), '');
  const blocks = Object.keys(tensors).filter((name) => name.endsWith('.n1.weight')).length;
  const [neck, width] = tensors['fusion.weight'].shape;
  return {
    channels: scales.map(({ shape }) => shape[3]),
    sizes: scales.map(({ shape }): Size => [shape[1], shape[2]]),
    grid: sides(json.side),
    neck,
    width,
    heads: json.heads,
    hidden: tensors['blocks.0.l1.weight'].shape[1],
    blocks,
    taps: json.taps,
    patchHeads: 'heads.0.weight' in tensors,
  };
}

const network: Network = {
  constants: ({ json }) => ({ norms: tf.tensor1d(json.norms) }),
  objective: (inputs, start) => {
    const architecture = architectureOf(start);
    return (parameters) => vitadLoss(mapsOf(inputs, 'x.'), parameters, architecture);
  },
};

async function checkFold(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const grid = sides(oracle.json.values.side);
  const x = mapsOf(tensorsUnder(oracle, 'x.'), '');
  const values = await evaluate(
    (given: { x: tf.Tensor4D[] }) => {
      const tokens = given.x.map((map) => foldPatches(map, grid));
      const back = tokens.map((token, i) => {
        const [, height, width, channels] = given.x[i].shape;
        return unfoldPatches(token, grid, [height, width, channels]);
      });
      return { tokens, back };
    },
    { x },
  );
  const exact = { abs: oracle.json.tolerance.abs + 1e-30 };
  return x.flatMap((_, scale) => [
    byElement(`tokens.${scale}`, values[`tokens/${scale}`], oracle.tensors[`tokens.${scale}`].data, exact),
    byElement(`back.${scale}`, values[`back/${scale}`], oracle.tensors[`x.${scale}`].data, exact),
  ]);
}

function checkBlock(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { heads } = oracle.json.values;
  return checkNamed(oracle, engine, (given) => transformerBlock(given.x as tf.Tensor3D, given, '', heads));
}

async function checkInference(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const start = loadOracle(oracle.folder, 'vitad_start');
  const architecture = architectureOf(start);
  const parameters = tensorsUnder(loadOracle(oracle.folder, 'vitad_after5'), '');
  const input = { x: mapsOf(tensorsUnder(oracle, 'x.'), ''), parameters, norms: tf.tensor1d(start.json.norms) };
  const values = await evaluate((given: typeof input) => {
    const student = rebuildMaps(given.x, given.norms, given.parameters, architecture);
    return { student, scale: scaleMaps(given.x, student) };
  }, input);
  return Object.entries(values).map(([path, found]) =>
    byElement(path, found, oracle.tensors[path.replace('/', '.')].data, oracle.json.tolerance.forward),
  );
}

export const cases = [
  { match: /^vitad_fold$/, run: checkFold },
  { match: /^vitad_block$/, run: checkBlock },
  { match: /^vitad_step1$/, run: (oracle: Oracle, engine: Engine) => checkStep(oracle, engine, network) },
  { match: /^vitad_after\d+$/, run: (oracle: Oracle, engine: Engine) => checkTrajectory(oracle, engine, network) },
  { match: /^vitad_inference$/, run: checkInference },
];

/** Vectors that other cases start from: names and shapes only. */
export const starts = [
  { match: /^vitad_start$/, run: (oracle: Oracle) => checkNames(oracle, vitadParameters(architectureOf(oracle))) },
];
