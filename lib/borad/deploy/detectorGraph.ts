/**
 * A detector as one ONNX graph: from the pixels of a photo of any size to its map at the photo's size, its score, category, limit and
 * verdict. Standard operators of set 18 only, so that any onnxruntime runs it.
 */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, sidesOf } from '../base';
import { type FreePort, type OnnxGraph, onnxGraph, type TensorTree } from '../compile';
import { isCut } from '../datasets';
import { type Detector, detectorForward, globalFeature } from '../detection';
import { toldCategories } from '../detection/toldCategories';
import type { Product, RunLimits } from '../verdicts';
import { type GraphBuilder, graphBuilder } from './graphBuilder';
import { squashed } from './squashed';

/** What goes into a graph. */
export interface GraphParts {
  detector: Pick<Detector, 'architecture' | 'config' | 'teacher' | 'model'>;
  limits: RunLimits;
  products: Product[];
}

/** Names of the graph's outputs with their types and what they hold. */
export const OUTPUTS = {
  map: 'anomaly map, float32 [height, width]',
  score: 'image score, float32 [1], of the map at the size of the model',
  category: 'int64 [1], place in the metadata "categories"; -1: like no training photo',
  distance: 'float32 [1], to the nearest training photo in units of its reach: above 1 the category is -1',
  limit: 'float32 [1], the limit of the category, or of all together',
  verdict: 'int64 [1], place in the metadata "verdicts"',
} as const;

/** The map [1, H, W] stretched to the photo's size, pixel centres on pixel centres. */
function stretched(to: GraphBuilder, map: string): string {
  const channel = to.node('Unsqueeze', 'channel', [map, to.integers('second', [1])]);
  const shape = to.node('Shape', 'photoShape', ['image']);
  const size = to.node('Slice', 'photoSize', [shape, to.integers('from', [0]), to.integers('to', [2])]);
  const sizes = to.node('Concat', 'mapSize', [to.integers('one', [1, 1]), size], { axis: 0 });
  const large = to.node('Resize', 'large', [channel, '', '', sizes], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
  return to.node('Squeeze', 'whole', [large, to.integers('both', [0, 1])]);
}

/** Place of the category of the nearest training photo, [1], the number of categories where it is beyond its reach, and its distance. */
function nearest(to: GraphBuilder, globals: string, names: readonly string[], products: readonly Product[]) {
  const rows = products.flatMap(({ category, features, reach }) =>
    features.map((feature) => ({ feature, reach, place: names.indexOf(category) })),
  );
  const length = rows[0]?.feature.length ?? 0;
  const table = to.floats('training', Float32Array.from(rows.flatMap(({ feature }) => [...feature])), [
    rows.length,
    length,
  ]);
  const difference = to.node('Sub', 'difference', [table, globals]);
  const squares = to.node('Mul', 'squares', [difference, difference]);
  const sums = to.node('ReduceSum', 'sums', [squares, to.integers('along', [1])], { keepdims: 0 });
  const distances = to.node('Sqrt', 'distances', [sums]);
  // A category whose photos are all alike has no reach: whatever differs is beyond it.
  const reaches = to.floats(
    'reaches',
    rows.map(({ reach }) => Math.max(reach, 1e-9)),
  );
  const relative = to.node('Div', 'relative', [distances, reaches]);
  const distance = to.node('ReduceMin', 'distance', [relative, to.integers('all', [0])], { keepdims: 1 });
  const row = to.node('ArgMin', 'row', [relative], { axis: 0, keepdims: 1 });
  const place = to.node(
    'Gather',
    'place',
    [
      to.integers(
        'places',
        rows.map((each) => each.place),
      ),
      row,
    ],
    { axis: 0 },
  );
  const isNone = to.node('Greater', 'isNone', [distance, to.floats('reached', [1])]);
  const index = to.node('Where', 'index', [isNone, to.integers('none', [names.length]), place]);
  const category = to.node('Where', 'category', [isNone, to.integers('noCategory', [-1]), place]);
  return { index, category, distance };
}

/** Limit and verdict by the place of a category; the last place is that of none. */
function judged(to: GraphBuilder, score: string, index: string, limits: RunLimits, names: readonly string[]) {
  const each = names.map((name) => limits.categories[name] ?? limits.pooled);
  const highest = Math.max(limits.pooled.high, ...each.map(({ high }) => high));
  const gather = (name: string, values: number[]) =>
    to.node('Gather', name, [to.floats(`${name}s`, values), index], { axis: 0 });
  const limit = gather(
    'limit',
    [...each, limits.pooled].map((one) => one.limit),
  );
  const isAboveLow = to.node('Greater', 'isAboveLow', [
    score,
    gather('low', [...each.map(({ low }) => low), Number.NEGATIVE_INFINITY]),
  ]);
  const isAboveHigh = to.node('Greater', 'isAboveHigh', [
    score,
    gather('high', [...each.map(({ high }) => high), highest]),
  ]);
  const steps = [isAboveLow, isAboveHigh].map((name, i) => to.node('Cast', `step${i}`, [name], { to: 7 }));
  return { limit, verdict: to.node('Add', 'verdict', steps) };
}

/** The method's network with the teacher before it, for one photo of the model's size. */
async function lowered({ architecture, config, teacher, model }: GraphParts['detector']) {
  const size = config.data.imageSize;
  const forward = detectorForward({ architecture, config, model });
  const isTold = toldCategories(architecture, config).inputs(1).length > 0;
  const network = (input: TensorTree): TensorTree => {
    const features = teacher.features((input as { pixels: tf.Tensor4D }).pixels);
    return { ...forward(features, isTold ? [tf.tensor1d([-1])] : []), globals: globalFeature(features) };
  };
  const pixels = tf.zeros([1, ...sidesOf(size), 3]);
  try {
    return await onnxGraph(network, { pixels }, { name: 'detector', constants: model });
  } finally {
    pixels.dispose();
  }
}

/**
 * Builds the graph. Its input is `image`, uint8 [height, width, 3], RGB; its outputs are {@link OUTPUTS}.
 *
 * @throws {OptionError} the teacher is an ONNX file, which runs by itself; photos are cut into tiles or have an ignored region; or the
 *   run does not know its products.
 * @throws {BackendError} the method cannot be traced.
 */
export async function detectorGraph({ detector, limits, products }: GraphParts): Promise<OnnxGraph<FreePort>> {
  if (detector.teacher.run)
    throw new OptionError(
      `Teacher ${detector.teacher.name} is an ONNX file that runs by itself: it cannot be written into another.`,
    );
  if (isCut(detector.config.data))
    throw new OptionError(
      'The run cuts photos into tiles (data.tiling) or ignores a region (data.roi), which happens outside its network, so one graph cannot hold it. "borad serve" scores photos of this run.',
    );
  if (products.length === 0)
    throw new OptionError('The run does not know what its products look like: finish it with "borad train --resume".');
  const { graph, paths } = await lowered(detector);
  const named = new Map([
    ...paths.inputs.map((path, i) => [path, graph.inputs[i]?.name]),
    ...paths.outputs.map((path, i) => [path, graph.outputs[i]?.name]),
  ] as [string, string][]);
  const port = (path: string) => named.get(path) ?? path;
  const names = Object.keys(limits.categories);
  const to = graphBuilder('photo');
  const pixels = squashed(to, detector.config.data.imageSize);
  const before = to.nodes.splice(0);
  const map = stretched(to, port('map'));
  const { index, category, distance } = nearest(to, port('globals'), names, products);
  const { limit, verdict } = judged(to, port('score'), index, limits, names);
  const outputs = { map, score: port('score'), category, distance, limit, verdict };
  const handedOut = Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[];
  for (const name of handedOut)
    to.nodes.push({
      ...{ operator: 'Identity', name: `out/${name}` },
      ...{ inputs: [outputs[name]], outputs: [name], attributes: {} },
    });
  // The lowered graph's own outputs have these names already: they get others.
  const inner = renamed(
    graph,
    new Map([
      [port('map'), 'network/map'],
      [port('score'), 'network/score'],
      [port('pixels'), pixels],
    ]),
  );
  const after = to.nodes.map((node) => ({ ...node, inputs: node.inputs.map(inner.name) }));
  const shape: FreePort['shape'] = ['height', 'width'];
  const type = {
    map: 'float32',
    score: 'float32',
    category: 'int64',
    distance: 'float32',
    limit: 'float32',
    verdict: 'int64',
  } as const;
  return {
    name: 'detector',
    nodes: [...before, ...inner.nodes, ...after],
    constants: [...graph.constants, ...to.constants],
    inputs: [{ name: 'image', type: 'uint8', shape: [...shape, 3] }],
    outputs: handedOut.map((name) => ({
      name,
      type: type[name],
      shape: name === 'map' ? shape : [1],
    })),
    laidOut: graph.laidOut,
  };
}

/** The nodes of a graph with some values under other names, and the way to the new names. */
function renamed(graph: OnnxGraph, names: ReadonlyMap<string, string>) {
  const name = (old: string) => names.get(old) ?? old;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(name),
    outputs: node.outputs.map(name),
  }));
  return { name, nodes };
}
