/** The graph with vectors in place of the tensors that they hold. */
import { present } from '../../../base/present';
import { type Graph, type GraphNode, type GraphValue, graphValue, replaceValues, sizeOf } from '../../graph';
import type { Bundle } from './entries';

/** A tensor in a packed vector. */
export interface PackedMember {
  path: string;
  /** Logical shape. */
  shape: number[];
  /** Order of the axes in which the vector holds it. */
  order: number[];
  offset: number;
}

/** A long vector in place of several inputs, and of the outputs with the same paths. */
export interface PackedVector {
  path: string;
  size: number;
  members: PackedMember[];
}

export function assembled(
  graph: Graph,
  bundles: Bundle[],
  flatNodes: GraphNode[],
): { graph: Graph; vectors: PackedVector[] } {
  const exchanged = new Map<GraphValue, GraphValue>();
  const divisions: GraphNode[] = [];
  const packed = new Set<string>();
  for (const { entries, orders, flatInput } of bundles) {
    const parts = entries.map(({ input }) => graphValue(input));
    entries.forEach(({ path, input }, i) => {
      exchanged.set(input, parts[i]);
      packed.add(path);
    });
    divisions.push({
      kernel: 'DivideFlat',
      inputs: { x: flatInput },
      attributes: { orders, shapes: parts.map(({ shape }) => shape) },
      outputs: parts,
    });
  }
  const whole: Graph = {
    inputs: [
      ...bundles.map(({ flatInput }) => flatInput),
      ...graph.inputs.filter(({ path }) => !packed.has(path as string)),
    ],
    outputs: [
      ...bundles.map(({ path, flatOutput }) => ({ path, value: present(flatOutput, `vector for ${path}`) })),
      ...graph.outputs.filter(({ path }) => !packed.has(path)),
    ],
    nodes: [],
  };
  const vectors = bundles.map(({ path, size, entries, orders }) => {
    let offset = 0;
    const members = entries.map(({ path: member, input: { shape } }, i) => {
      const placed = { path: member, shape, order: orders[i], offset };
      offset += sizeOf(shape);
      return placed;
    });
    return { path, size, members };
  });
  return { graph: replaceValues(whole, [...divisions, ...graph.nodes, ...flatNodes], exchanged), vectors };
}
