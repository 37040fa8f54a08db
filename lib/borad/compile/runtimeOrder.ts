/** In what order onnxruntime computes a graph's operators, and what memory it needs at a time. */
import { bytesOf } from './graph';
import type { OnnxGraph, OnnxNode } from './onnx/model';

/** Operators whose result is their operand under another shape. */
export const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze']);

/** For every operator the places of those that make its operands. */
function sourcesOf(nodes: readonly OnnxNode[]): number[][] {
  const made = new Map(nodes.flatMap(({ outputs }, place) => outputs.map((name) => [name, place] as const)));
  return nodes.map(({ inputs }) => [...new Set(inputs.flatMap((name) => made.get(name) ?? []))]);
}

/**
 * The places of operators in the order in which onnxruntime's sequential executor computes them: depth first from the operators
 * that nothing reads, of these and of every operator's sources the last in the list first.
 */
export function executionOrder(nodes: readonly OnnxNode[]): number[] {
  const sources = sourcesOf(nodes).map((list) => list.sort((a, b) => a - b));
  const read = new Set(sources.flat());
  const open = nodes.flatMap((_, place) => (read.has(place) ? [] : [{ place, done: false }]));
  const seen = new Set<number>();
  const order: number[] = [];
  for (let next = open.pop(); next; next = open.pop()) {
    const { place, done } = next;
    if (done) order.push(place);
    if (done || seen.has(place)) continue;
    seen.add(place);
    open.push({ place, done: true });
    for (const source of sources[place] ?? []) if (!seen.has(source)) open.push({ place: source, done: false });
  }
  return order;
}

/**
 * The most bytes that results need at once when they are freed after their last use, four bytes an element; inputs and constants
 * are not counted, results of unknown shape neither.
 *
 * @param elsewhere Outputs that are written into buffers of the caller's: they are not counted either.
 */
export function liveBytes({ nodes, outputs }: OnnxGraph, elsewhere: ReadonlySet<string> = new Set()): number {
  const order = executionOrder(nodes);
  const kept = new Set(outputs.map(({ name }) => name));
  const views = new Map<string, string>();
  for (const { operator, inputs, outputs: results } of nodes)
    if (VIEWS.has(operator) && !kept.has(results[0] as string)) views.set(results[0] as string, inputs[0] as string);
  const owner = (name: string): string => {
    let found = name;
    for (let next = views.get(found); next !== undefined; next = views.get(found)) found = next;
    return found;
  };
  const last = new Map<string, number>();
  order.forEach((place, time) => {
    for (const name of (nodes[place] as OnnxNode).inputs) last.set(owner(name), time);
  });
  const dying = new Map<number, string[]>();
  for (const [name, time] of last) if (!kept.has(name)) dying.set(time, [...(dying.get(time) ?? []), name]);
  const alive = new Map<string, number>();
  let now = 0;
  let most = 0;
  order.forEach((place, time) => {
    const { outputs: results, shapes } = nodes[place] as OnnxNode;
    results.forEach((name, i) => {
      if (views.has(name) || elsewhere.has(name)) return;
      const bytes = bytesOf(shapes?.[i] ?? [0]);
      alive.set(name, bytes);
      now += bytes;
    });
    most = Math.max(most, now);
    const unread = results.filter((name) => !last.has(name) && !kept.has(name));
    for (const name of [...(dying.get(time) ?? []), ...unread]) {
      now -= alive.get(name) ?? 0;
      alive.delete(name);
    }
  });
  return most;
}

/** A graph in the order in which it is written, and the most bytes that its results need at once in it. */
export interface OrderedGraph {
  graph: OnnxGraph;
  liveBytes: number;
}

/**
 * The graph with its operators listed such that onnxruntime needs less memory: as they are, or from back to front, which makes it
 * compute every operator just before the first that reads it instead of everything that comes late at once.
 */
export function inRuntimeOrder(graph: OnnxGraph, elsewhere?: ReadonlySet<string>): OrderedGraph {
  const [given, turned] = [graph, { ...graph, nodes: [...graph.nodes].reverse() }].map((each) => ({
    graph: each,
    liveBytes: liveBytes(each, elsewhere),
  })) as [OrderedGraph, OrderedGraph];
  return turned.liveBytes < given.liveBytes ? turned : given;
}
