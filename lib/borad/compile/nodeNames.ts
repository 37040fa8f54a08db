/** Scopes for nodes that passes made: names of operators are `scope/Operator_number`. */
import type { Graph, GraphNode, GraphValue } from './graph';
import { DERIVED, moduleOf } from './tracing/scopes';

/** One scope for several that a node joins. */
function joined(scopes: Set<string>): string {
  // Vectors of a packed state run through all modules; so does what an optimiser does to them.
  return scopes.size > 1 && [...scopes].some((scope) => DERIVED.test(scope)) ? 'update' : ([...scopes].at(-1) ?? '');
}

/** The graph with a scope on every node: that of the trace, else the one of its inputs. */
export function nameNodes(graph: Graph): Graph {
  const scopes = new Map<GraphValue, string>();
  for (const value of graph.inputs) scopes.set(value, moduleOf(value.path as string) ?? '');
  const named = (node: GraphNode): GraphNode => {
    const found = Object.values(node.inputs).map((value) => scopes.get(value));
    const scope = node.scope ?? joined(new Set(found.filter((each) => each !== undefined && each !== '') as string[]));
    for (const output of node.outputs) scopes.set(output, scope);
    return { ...node, scope };
  };
  return { ...graph, nodes: graph.nodes.map(named) };
}
