/** patchcore_*: embedding, order of the coreset, neighbours and both image scores. */
import * as tf from '@tensorflow/tfjs-core';
import {
  embedding,
  greedyCoreset,
  nearestDistance,
  nearestNeighbours,
  type Points,
  reweightedScore,
} from '../../../lib/borad/methods/patchcore';
import { byElement, tensor } from '../compare';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';

/** A stored matrix, its last axis a point. */
function points(oracle: Oracle, name: string): Points {
  const { shape, data } = oracle.tensors[name];
  return { data, width: shape[shape.length - 1] };
}

/** How many numbers differ at all. */
function countOfOthers(what: string, found: ArrayLike<number>, expected: ArrayLike<number>): Comparison {
  const others = Array.from(expected).filter((value, i) => value !== found[i]).length;
  return { what, deviation: found.length === expected.length ? others : Number.NaN, tolerance: 0 };
}

async function checkEmbedding(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const features = Object.keys(oracle.tensors)
    .filter((name) => name.startsWith('map.'))
    .sort()
    .map((name) => tensor<tf.Tensor4D>(oracle, name));
  const result: Comparison[] = [];
  for (const name of Object.keys(oracle.tensors).filter((key) => key.startsWith('embed.'))) {
    const side = Number(name.slice('embed.'.length));
    const { y } = await evaluate((maps: tf.Tensor4D[]) => ({ y: embedding(maps, [side, side]) }), features);
    result.push(byElement(name, y, oracle.tensors[name].data, oracle.json.tolerance.forward));
  }
  return result;
}

async function checkCoreset(oracle: Oracle): Promise<Comparison[]> {
  const { starts, order, distance } = oracle.tensors;
  const found = await greedyCoreset(points(oracle, 'x'), order.data.length, starts.data);
  return [
    countOfOthers('order', found.order, order.data),
    byElement('distance', found.distances, distance.data, oracle.json.tolerance.forward),
  ];
}

async function checkScore(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { forward } = oracle.json.tolerance;
  const bank = points(oracle, 'bank');
  const patches = points(oracle, 'patches');
  const [images, places, count] = oracle.tensors.distances.shape;
  const { width } = bank;
  const nearest = Array.from({ length: images * places }, (_, i) =>
    nearestNeighbours(patches.data.subarray(i * width, (i + 1) * width), bank, count),
  ).flat();
  const { y } = await evaluate(
    (input: { patches: tf.Tensor; bank: tf.Tensor2D }) => ({
      y: nearestDistance(tf.reshape(input.patches, [images * places, width]), input.bank),
    }),
    { patches: tensor(oracle, 'patches'), bank: tensor<tf.Tensor2D>(oracle, 'bank') },
  );
  const least = Array.from(y, (_, i) => oracle.tensors.distances.data[i * count]);
  const ofImage = (values: ArrayLike<number>, i: number) => Array.from(values).slice(i * places, (i + 1) * places);
  const image = (i: number): Points => ({
    data: patches.data.subarray(i * places * width, (i + 1) * places * width),
    width,
  });
  const own = Array.from({ length: images }, (_, i) => reweightedScore(image(i), bank));
  const greatest = Array.from({ length: images }, (_, i) => Math.max(...ofImage(y, i)));
  return [
    countOfOthers(
      'indices',
      nearest.map(({ index }) => index),
      oracle.tensors.indices.data,
    ),
    byElement(
      'distances',
      nearest.map(({ distance }) => distance),
      oracle.tensors.distances.data,
      forward,
    ),
    byElement('nearest distance', y, least, forward),
    byElement('score.reweighted', own, oracle.tensors['score.reweighted'].data, forward),
    byElement('score.max', greatest, oracle.tensors['score.max'].data, forward),
  ];
}

export const cases = [
  { match: /^patchcore_embed$/, run: checkEmbedding },
  { match: /^patchcore_coreset$/, run: checkCoreset },
  { match: /^patchcore_score$/, run: checkScore },
];
