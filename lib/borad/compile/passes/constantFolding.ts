/** Computes at compile time what depends on constants alone. */
import * as tf from '@tensorflow/tfjs-core';
import { present } from '../../base/present';
import {
  constantValue,
  type Graph,
  type GraphNode,
  type GraphValue,
  type NumberArray,
  replaceValues,
  sizeOf,
} from '../graph';

/** Results larger than this stay in the graph unless all their elements are equal: a file should not grow by folding. */
const MOST_ELEMENTS = 1 << 18;

interface CpuBackend {
  write(values: NumberArray, shape: number[], dtype: tf.DataType): object;
  readSync(dataId: object): NumberArray;
  disposeData(dataId: object, force?: boolean): boolean;
}

/** The graph with calls on constants replaced by their results, computed by TensorFlow.js's cpu kernels. */
export function foldConstants(graph: Graph): Graph {
  const exchanged = new Map<GraphValue, GraphValue>();
  const current = (value: GraphValue) => exchanged.get(value) ?? value;
  const nodes = graph.nodes.filter((node) => {
    const inputs = Object.entries(node.inputs).map(([key, value]) => [key, current(value)] as const);
    if (!inputs.every(([, value]) => value.data)) return true;
    if (node.outputs.some((output) => sizeOf(output.shape) > MOST_ELEMENTS * 16)) return true;
    const results = compute(node, inputs);
    const fits = results?.every((result) => result.uniform !== undefined || sizeOf(result.shape) <= MOST_ELEMENTS);
    if (!results || !fits) return true;
    node.outputs.forEach((output, i) => {
      exchanged.set(output, results[i]);
    });
    return false;
  });
  return replaceValues(graph, nodes, exchanged);
}

function compute(node: GraphNode, inputs: (readonly [string, GraphValue])[]): GraphValue[] | undefined {
  const kernel = tf.getKernel(node.kernel, 'cpu');
  const backend = tf.engine().findBackend('cpu') as unknown as CpuBackend | undefined;
  if (!kernel || !backend) return undefined;
  const infos = inputs.map(([key, { shape, dtype, data }]) => {
    return [
      key,
      { dataId: backend.write(present(data, `constant ${key}`).slice() as NumberArray, shape, dtype), shape, dtype },
    ] as const;
  });
  const isList =
    node.kernel === 'Concat' || node.kernel === 'Pack' || node.kernel === 'AddN' || node.kernel === 'Einsum';
  const handed = isList ? infos.map(([, info]) => info) : Object.fromEntries(infos);
  const produced = kernel.kernelFunc({
    inputs: handed as unknown as tf.NamedTensorInfoMap,
    backend,
    attrs: node.attributes as unknown as tf.NamedAttrMap,
  });
  const list = (Array.isArray(produced) ? produced : [produced]) as { dataId: object }[];
  const results = list.map(({ dataId }, i) => {
    const { shape, dtype } = node.outputs[i];
    return constantValue(shape, dtype, backend.readSync(dataId).slice() as NumberArray);
  });
  for (const { dataId } of [...list, ...infos.map(([, info]) => info)]) backend.disposeData(dataId, true);
  return results;
}
