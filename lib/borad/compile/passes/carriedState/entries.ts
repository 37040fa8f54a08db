/** What a graph carries from step to step, and how it is put together into vectors. */
import type { Graph, GraphValue } from '../../graph';

/** A carried tensor: an input and the output of the same path. */
export interface Entry {
  path: string;
  group: string;
  input: GraphValue;
  output: GraphValue;
}

/** Entries of one group whose results have the same expression; they become one vector. */
export interface Bundle {
  path: string;
  entries: Entry[];
  orders: number[][];
  size: number;
  flatInput: GraphValue;
  flatOutput?: GraphValue;
}

/** The carried tensors of a graph. */
export function carriedEntries(graph: Graph, carry: string): Entry[] {
  const outputs = new Map(graph.outputs.map(({ path, value }) => [path, value]));
  const entries: Entry[] = [];
  const seen = new Set<GraphValue>();
  for (const input of graph.inputs) {
    const path = input.path as string;
    const output = outputs.get(path);
    if (
      !path.startsWith(`${carry}/`) ||
      !output ||
      input.dtype !== 'float32' ||
      output.shape.join() !== input.shape.join()
    )
      continue;
    // One value under two paths has one place only in the maps below; the second stays unpacked.
    if (seen.has(output)) continue;
    seen.add(output);
    entries.push({ path, group: path.slice(0, path.lastIndexOf('/')), input, output });
  }
  return entries;
}
