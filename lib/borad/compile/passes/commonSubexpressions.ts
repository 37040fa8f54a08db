/** Computes equal calls once. */
import { type Graph, type GraphNode, type GraphValue, replaceValues } from '../graph';

/** The graph in which calls of one kernel with equal inputs and attributes share their results. */
export function shareCommonSubexpressions(graph: Graph): Graph {
  const known = new Map<string, GraphNode>();
  const exchanged = new Map<GraphValue, GraphValue>();
  const identity = (value: GraphValue): string => {
    const current = exchanged.get(value) ?? value;
    // Constants of equal numbers are equal whoever made them.
    return current.uniform === undefined ? `#${current.id}` : `${current.dtype}${current.uniform}[${current.shape}]`;
  };
  const nodes = graph.nodes.filter((node) => {
    const inputs = Object.entries(node.inputs).map(([key, value]) => `${key}:${identity(value)}`);
    const key = JSON.stringify([node.kernel, inputs, node.attributes]);
    const before = known.get(key);
    if (!before) {
      known.set(key, node);
      return true;
    }
    node.outputs.forEach((output, i) => {
      exchanged.set(output, before.outputs[i]);
    });
    return false;
  });
  return replaceValues(graph, nodes, exchanged);
}
