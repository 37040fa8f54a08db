/** Removes what no output needs. */
import type { Graph, GraphValue } from '../graph';
import type { OnnxGraph } from '../onnx/model';

/** The graph without kernel calls whose results are unused, as the gradients of inputs that nobody asked for. */
export function removeDeadNodes(graph: Graph): Graph {
  const needed = new Set<GraphValue>(graph.outputs.map(({ value }) => value));
  const nodes = [...graph.nodes].reverse().filter((node) => {
    const used = node.outputs.some((output) => needed.has(output));
    if (used) for (const input of Object.values(node.inputs)) needed.add(input);
    return used;
  });
  return { ...graph, nodes: nodes.reverse() };
}

/** The same for operators, and for constants. */
export function removeDeadOperators(graph: OnnxGraph): OnnxGraph {
  const needed = new Set(graph.outputs.map((output) => output.name));
  const nodes = [...graph.nodes].reverse().filter((node) => {
    const used = node.outputs.some((output) => needed.has(output));
    if (used) for (const input of node.inputs) needed.add(input);
    return used;
  });
  return {
    ...graph,
    nodes: nodes.reverse(),
    constants: graph.constants.filter((constant) => needed.has(constant.name)),
  };
}
