/** Takes what an optimiser does to a packed state out of a step's graph, so that the state can be written where it lies. */
import { present } from '../../base/present';
import { bytesOf, type Graph, type GraphNode, type GraphValue, graphValue } from '../graph';
import { FLATTENABLE } from './elementwise';

/** One graph of an update writes about so many bytes of state: copies of its results stay small beside the whole. */
const BYTES_AT_ONCE = 64 << 20;

/** A step as a graph that gives gradients and losses, and graphs that make the new state from the old one and the gradients. */
export interface DividedStep {
  /** Its last outputs are those in `handed`. */
  main: Graph;
  updates: Graph[];
  /** Paths of outputs of `main` that are inputs of `updates`. */
  handed: ReadonlySet<string>;
  /** Paths of carried vectors that may be overwritten by their new values. */
  inPlace: ReadonlySet<string>;
}

/** What the nodes of one update have in common: a set of values that grows by those that share an operand. */
class Groups {
  private readonly parent = new Map<GraphValue, GraphValue>();

  of(value: GraphValue): GraphValue {
    let root = value;
    for (let next = this.parent.get(root); next; next = this.parent.get(root)) root = next;
    return root;
  }

  join(a: GraphValue, b: GraphValue): void {
    const [first, second] = [this.of(a), this.of(b)];
    if (first !== second) this.parent.set(second, first);
  }
}

const isVector = ({ shape }: GraphValue) => shape.length === 1;

/** Nodes that share a vector, together: first by what they share, then as many as fit. */
function grouped(nodes: GraphNode[], outputs: ReadonlySet<GraphValue>): GraphNode[][] {
  const groups = new Groups();
  for (const node of nodes) {
    const output = present(node.outputs[0], 'result');
    for (const input of Object.values(node.inputs)) if (isVector(input) && !input.data) groups.join(output, input);
  }
  const members = new Map<GraphValue, GraphNode[]>();
  for (const node of nodes) {
    const root = groups.of(present(node.outputs[0], 'result'));
    members.set(root, [...(members.get(root) ?? []), node]);
  }
  const writtenBytes = (list: GraphNode[]) => {
    const written = list.flatMap((node) => node.outputs).filter((value) => outputs.has(value));
    return written.reduce((sum, { shape }) => sum + bytesOf(shape), 0);
  };
  const bins: { room: number; list: GraphNode[] }[] = [];
  for (const list of members.values()) {
    const bytes = writtenBytes(list);
    let bin = bins.find(({ room }) => room >= bytes);
    if (!bin) {
      bin = { room: BYTES_AT_ONCE, list: [] };
      bins.push(bin);
    }
    bin.list.push(...list);
    bin.room -= bytes;
  }
  return bins.map(({ list }) => list);
}

/** Everything that must be computed before a node's results, the node itself among it. */
function ancestorsOf(node: GraphNode, producer: Map<GraphValue, GraphNode>): Set<GraphNode> {
  const found = new Set<GraphNode>();
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const input of Object.values(next.inputs)) {
      const made = producer.get(input);
      if (made) open.push(made);
    }
  }
  return found;
}

/** Whether every reader of an old vector comes before the node that writes the new one, or is it and goes place by place. */
function mayOverwrite(update: Graph, input: GraphValue, output: GraphValue): boolean {
  const producer = new Map(update.nodes.flatMap((node) => node.outputs.map((value) => [value, node] as const)));
  const writer = producer.get(output);
  if (!writer || !FLATTENABLE.has(writer.kernel)) return false;
  const before = ancestorsOf(writer, producer);
  return update.nodes.every((node) => !Object.values(node.inputs).includes(input) || before.has(node));
}

/**
 * The graph divided at the vectors that an update takes from the rest: gradients, and scalars such as the learning rate.
 *
 * @param updated The results of the update's chains, of `packState`.
 */
export function divideUpdate(graph: Graph, updated: ReadonlySet<GraphValue>): DividedStep {
  const isUpdate = (node: GraphNode) => node.outputs.every((value) => updated.has(value));
  const nodes = graph.nodes.filter(isUpdate);
  const rest = graph.nodes.filter((node) => !isUpdate(node));
  const inputs = new Set(graph.inputs);
  const handed = new Map<GraphValue, GraphValue>();
  const received = (value: GraphValue): GraphValue => {
    if (value.data || inputs.has(value) || updated.has(value)) return value;
    const known = handed.get(value) ?? graphValue(value, { path: `handed/${handed.size}` });
    handed.set(value, known);
    return known;
  };
  const updates = grouped(nodes, new Set(graph.outputs.map(({ value }) => value))).map((list): Graph => {
    const own = list.map((node) => ({
      ...node,
      inputs: Object.fromEntries(Object.entries(node.inputs).map(([key, value]) => [key, received(value)])),
    }));
    const made = new Set(own.flatMap(({ outputs }) => outputs));
    const taken = new Set(
      own.flatMap((node) => Object.values(node.inputs)).filter((value) => value.path && !made.has(value)),
    );
    return { inputs: [...taken], outputs: graph.outputs.filter(({ value }) => made.has(value)), nodes: own };
  });
  const used = new Set([...rest.flatMap((node) => Object.values(node.inputs)), ...handed.keys()]);
  const stays = graph.outputs.filter(({ value }) => !updated.has(value));
  for (const { value } of stays) used.add(value);
  const main: Graph = {
    inputs: graph.inputs.filter((value) => used.has(value)),
    outputs: [...stays, ...[...handed].map(([value, { path }]) => ({ path: path as string, value }))],
    nodes: rest,
  };
  const inPlace = updates.flatMap((update) =>
    update.outputs.filter(({ path, value }) => {
      const before = update.inputs.find((input) => input.path === path);
      return before !== undefined && mayOverwrite(update, before, value);
    }),
  );
  return {
    main,
    updates,
    handed: new Set(main.outputs.slice(stays.length).map(({ path }) => path)),
    inPlace: new Set(inPlace.map(({ path }) => path)),
  };
}
