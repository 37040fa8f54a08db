/** Which results of a graph may be written where their old values lie. */
import type { OnnxGraph, OnnxNode } from './onnx/model';
import { VIEWS } from './runtimeOrder';

/** Operators that compute each number of their result from those at the same place, or from scalars. */
const PLACE_BY_PLACE: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Sqrt', 'Reciprocal', 'Neg', 'Abs', 'Clip', 'Pow', 'Identity'],
]);

/** Places of the operators that read a tensor, or what is the same memory under another shape. */
function readersOf(name: string, consumers: ReadonlyMap<string, number[]>, nodes: readonly OnnxNode[]): number[] {
  return (consumers.get(name) ?? []).flatMap((place) => {
    const { operator, outputs } = nodes[place] as OnnxNode;
    const beyond = VIEWS.has(operator) ? outputs.flatMap((view) => readersOf(view, consumers, nodes)) : [];
    return [place, ...beyond];
  });
}

/**
 * The outputs that may be written over the inputs given for them: whatever order the operators are computed in, each that reads the
 * input comes before the one that writes the output, or is it and goes place by place.
 *
 * @param over The input by the name of the output, of one shape.
 */
export function overwritable({ nodes }: OnnxGraph, over: ReadonlyMap<string, string>): Set<string> {
  const makers = new Map(nodes.flatMap(({ outputs }, place) => outputs.map((name) => [name, place] as const)));
  const sources = nodes.map(({ inputs }) => inputs.flatMap((name) => makers.get(name) ?? []));
  const consumers = new Map<string, number[]>();
  nodes.forEach(({ inputs }, place) => {
    for (const name of new Set(inputs)) consumers.set(name, [...(consumers.get(name) ?? []), place]);
  });
  /** For each operator the last writer that was found to need it: a set that need not be emptied between writers. */
  const neededBy = new Int32Array(nodes.length).fill(-1);
  const found = new Set<string>();
  for (const [output, input] of over) {
    const writer = makers.get(output);
    if (writer === undefined || !PLACE_BY_PLACE.has((nodes[writer] as OnnxNode).operator)) continue;
    const open = [writer];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (neededBy[place] === writer) continue;
      neededBy[place] = writer;
      open.push(...(sources[place] ?? []));
    }
    if (readersOf(input, consumers, nodes).every((place) => neededBy[place] === writer)) found.add(output);
  }
  return found;
}
