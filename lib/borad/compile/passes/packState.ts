/** Keeps the tensors of a carried state in few long vectors, so that an optimiser's update is one chain, not one per tensor. */
import { type Graph, type GraphNode, type GraphValue, graphValue, sizeOf } from '../graph';
import { assembled, type PackedVector } from './carriedState/assemble';
import { axisOrders } from './carriedState/axisOrder';
import { packableRuns } from './carriedState/classes';
import { type Bundle, carriedEntries, type Entry } from './carriedState/entries';
import { Expressions } from './carriedState/expressions';
import { FlatBuilder } from './carriedState/flatBuilder';

export type { PackedMember, PackedVector } from './carriedState/assemble';

/** Runs of entries as bundles, named after their group and numbered from the second on. */
function bundlesOf(runs: Entry[][], orderOf: (entry: Entry) => number[]): Bundle[] {
  const counts = new Map<string, number>();
  return runs.map((entries) => {
    const [{ group }] = entries;
    const count = counts.get(group) ?? 0;
    counts.set(group, count + 1);
    const path = count === 0 ? group : `${group}#${count}`;
    const size = entries.reduce((sum, { input }) => sum + sizeOf(input.shape), 0);
    const flatInput = graphValue({ shape: [size], dtype: 'float32' }, { path });
    return { path, entries, orders: entries.map(orderOf), size, flatInput };
  });
}

/**
 * The graph with the inputs and outputs under `carry` packed, and the vectors' contents.
 *
 * Results are packed together where they are the same elementwise expression of tensors of one size and of shared scalars:
 * moments, parameters, moving averages. Whatever else is carried stays as it is.
 */
export function packState(graph: Graph, carry: string): { graph: Graph; vectors: PackedVector[] } {
  const producer = new Map<GraphValue, GraphNode>();
  const consumers = new Map<GraphValue, GraphNode[]>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) producer.set(output, node);
    for (const input of Object.values(node.inputs)) consumers.set(input, [...(consumers.get(input) ?? []), node]);
  }
  const entries = carriedEntries(graph, carry);
  const byOutput = new Map(entries.map((entry) => [entry.output, entry]));
  const byInput = new Map(entries.map((entry) => [entry.input, entry]));
  const expressions = new Expressions(producer, byOutput, byInput);
  const bundles = bundlesOf(packableRuns(entries, expressions), axisOrders(entries, consumers));
  const bundleOf = new Map(bundles.flatMap((bundle) => bundle.entries.map((entry) => [entry, bundle] as const)));
  const builder = new FlatBuilder(expressions, byOutput, byInput, bundleOf);
  for (const bundle of bundles) builder.output(bundle);
  return assembled(graph, bundles, builder.nodes);
}
