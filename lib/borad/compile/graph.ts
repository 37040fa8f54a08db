/** The traced graph: TensorFlow.js kernel calls in the order they were made, over values whose shapes are known. */

export type DataType = 'float32' | 'int32' | 'bool';
export type NumberArray = Float32Array | Int32Array | Uint8Array;

/** Shape and type of a tensor. */
export interface TensorSpec {
  shape: number[];
  dtype: DataType;
}

/** A tensor in the graph: a constant if `data` is there, an input if `path` is, else the result of a node. */
export interface GraphValue extends TensorSpec {
  id: number;
  data?: NumberArray;
  /** The one number that a constant consists of, if all its elements are equal. */
  uniform?: number;
  path?: string;
}

/** One kernel call. Keys of `inputs` are the kernel's own names, or 0, 1, ... where it takes a list. */
export interface GraphNode {
  kernel: string;
  inputs: Record<string, GraphValue>;
  attributes: Record<string, unknown>;
  outputs: GraphValue[];
  /** Module that the call belongs to (`tracing/scopes`), the prefix of its operators' names; missing on nodes that passes make. */
  scope?: string;
}

/** A traced function; nodes are in an order in which they can be computed. */
export interface Graph {
  inputs: GraphValue[];
  outputs: { path: string; value: GraphValue }[];
  nodes: GraphNode[];
}

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Bytes of a tensor in memory, four to an element. */
export const bytesOf = (shape: readonly number[]): number => 4 * sizeOf(shape);

/** The number that all elements equal, or undefined. */
export function uniformValue(data: ArrayLike<number>): number | undefined {
  if (data.length === 0) return undefined;
  for (let i = 1; i < data.length; i++) if (data[i] !== data[0]) return undefined;
  return data[0];
}

let lastId = 0;

/** A value with a fresh id. */
export function graphValue(spec: TensorSpec, extra: Partial<GraphValue> = {}): GraphValue {
  return { id: ++lastId, shape: [...spec.shape], dtype: spec.dtype, ...extra };
}

/** A constant value. */
export function constantValue(shape: number[], dtype: DataType, data: NumberArray): GraphValue {
  return graphValue({ shape, dtype }, { data, uniform: uniformValue(data) });
}

/** The graph with values exchanged in inputs of nodes and in outputs; a chain of exchanges is followed to its end. */
export function replaceValues(graph: Graph, nodes: GraphNode[], exchanged: Map<GraphValue, GraphValue>): Graph {
  const resolve = (value: GraphValue): GraphValue => {
    let current = value;
    for (let next = exchanged.get(current); next; next = exchanged.get(current)) current = next;
    return current;
  };
  return {
    inputs: graph.inputs,
    outputs: graph.outputs.map(({ path, value }) => ({ path, value: resolve(value) })),
    nodes: nodes.map((node) => ({
      ...node,
      inputs: Object.fromEntries(Object.entries(node.inputs).map(([key, value]) => [key, resolve(value)])),
    })),
  };
}
