/** hvq_*: codebooks with their averages, the whole model, 1 and 5 steps of Adam. */
import * as tf from '@tensorflow/tfjs-core';
import { mapToTokens, stopGradient, type TensorMap } from '../../../lib/borad/layers';
import { type HvqTransArchitecture, hvqTransParameters } from '../../../lib/borad/methods/hvqtrans/architecture';
import {
  categoryRows,
  codebooksOf,
  codesOfImages,
  movedCodebooks,
  namedCodebooks,
  nearestPlaces,
  quantise,
  transportCost,
} from '../../../lib/borad/methods/hvqtrans/codebook';
import { hvqTransLoss } from '../../../lib/borad/methods/hvqtrans/loss';
import { encodeTokens, memoriesOf, readCodebooks, rebuildFromCodes } from '../../../lib/borad/methods/hvqtrans/network';
import { byElement, tensor } from '../compare';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';
import { checkTrained, countLayers } from '../trainedCases';

const LAMBDA = 0.25;

async function checkCodebooks(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { values, tolerance } = oracle.json;
  const names = ['codes', 'sums', 'counts', 'x', 'class', 'upstream'];
  const input = Object.fromEntries(names.map((name) => [name, tensor(oracle, name)]));
  const found = await evaluate((given: TensorMap) => {
    const category = tf.cast(given.class, 'int32') as tf.Tensor1D;
    const codes = codesOfImages(given.codes as tf.Tensor3D, category);
    const x = given.x as tf.Tensor3D;
    const { value, commitment } = quantise(x, codes);
    const places = nearestPlaces(x, codes);
    const weighted = (tokens: tf.Tensor) => {
      const own = quantise(tokens as tf.Tensor3D, stopGradient(codes));
      return tf.add(tf.sum(tf.mul(own.value, given.upstream)), tf.mul(own.commitment, LAMBDA));
    };
    const rows = categoryRows(category, given.codes.shape[0]);
    const books = { 'b.codes': given.codes, 'b.sums': given.sums, 'b.counts': given.counts };
    const next = movedCodebooks(codebooksOf(books, 'b'), x, places, rows);
    return {
      y: value,
      indices: tf.cast(places, 'float32'),
      commitment,
      grad: { x: tf.grad(weighted)(x) },
      transport: transportCost(x, codes),
      next,
    };
  }, input);
  return [
    byElement('commitment', found.commitment, [values.commitment], tolerance.forward),
    ...['y', 'indices', 'transport', 'next.codes', 'next.sums', 'next.counts'].map((name) =>
      byElement(name, found[name.replace('.', '/')], oracle.tensors[name].data, tolerance.forward),
    ),
    byElement('grad.x', found['grad/x'], oracle.tensors['grad.x'].data, tolerance.gradient),
  ];
}

/** The network whose tensors and values a case stores. */
function architectureOf({ tensors, json }: Oracle): HvqTransArchitecture {
  const [categories, codes, width] = tensors['w.top.codes'].shape;
  return {
    channels: [],
    sizes: [],
    grid: [tensors['w.row'].shape[0], tensors['w.col'].shape[0]],
    inputs: tensors['w.project.weight'].shape[0],
    categories: Array.from({ length: categories }, (_, i) => `${i}`),
    width,
    heads: json.values.heads,
    hidden: tensors['w.encoder.0.fc1.weight'].shape[1],
    layers: countLayers(tensors, 'w.encoder.'),
    codes,
  };
}

function checkTrain(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const architecture = architectureOf(oracle);
  const tokensOf = ({ x }: TensorMap) => mapToTokens(x as tf.Tensor4D);
  const categoryOf = (given: TensorMap) => tf.cast(given.class, 'int32') as tf.Tensor1D;
  const stored = Object.keys(oracle.tensors).filter((name) => name.startsWith('w.') && name.endsWith('.codes'));
  // Counts start at 1, so sums are the codes.
  const initial = stored.flatMap((name): [string, tf.Tensor][] => {
    const codes = tensor(oracle, name);
    const scope = name.slice('w.'.length, -'.codes'.length);
    return [
      [`${scope}.sums`, codes],
      [`${scope}.counts`, tf.ones(codes.shape.slice(0, 2))],
    ];
  });
  return checkTrained(oracle, engine, {
    table: hvqTransParameters(architecture),
    inputs: ['x', 'class'],
    constant: (name) => name.endsWith('.codes'),
    initial: Object.fromEntries(initial),
    objective: (given) => (parameters) => {
      const result = rebuildFromCodes(tokensOf(given), parameters, categoryOf(given), architecture);
      const { total, reconstruction, commitment } = hvqTransLoss(tokensOf(given), result, LAMBDA);
      return { total, recon: reconstruction, commit: commitment };
    },
    outputs: (given, parameters) => {
      const { reads, rebuilt } = rebuildFromCodes(tokensOf(given), parameters, categoryOf(given), architecture);
      const places = Object.values(reads).map(({ tokens, codes }) => tf.cast(nearestPlaces(tokens, codes), 'float32'));
      return { y: rebuilt, memory: memoriesOf(reads, architecture.layers), indices: places };
    },
    moved: (given, state) => {
      const category = categoryOf(given);
      const reads = readCodebooks(encodeTokens(tokensOf(given), state, architecture), state, category);
      const rows = categoryRows(category, architecture.categories.length);
      const moved = Object.entries(reads).map(([scope, { tokens, codes }]) =>
        namedCodebooks(scope, movedCodebooks(codebooksOf(state, scope), tokens, nearestPlaces(tokens, codes), rows)),
      );
      return Object.assign({}, ...moved) as TensorMap;
    },
  });
}

export const cases = [
  { match: /^hvq_codebooks/, run: checkCodebooks },
  { match: /^hvq_train/, run: checkTrain },
];
