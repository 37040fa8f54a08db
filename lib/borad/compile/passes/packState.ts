/** Keeps the tensors of a carried state in few long vectors, so that an optimiser's update is one chain, not one per tensor. */
import { type Graph, type GraphNode, type GraphValue, graphValue, replaceValues, sizeOf } from '../graph';
import { identityOrder, ROW_FILTER, WINDOW_FILTER } from '../layout';

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

/** Length of a vector: the dozen vectors of an update then stay in a core's second-level cache from one pass to the next. */
const MOST_ELEMENTS = 1 << 17;

const ELEMENTWISE = new Set([
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Maximum',
  'Minimum',
  'Square',
  'Sqrt',
  'Rsqrt',
  'Neg',
  'Abs',
  'Identity',
  'ClipByValue',
]);

/** How a filter's products read it (`lowerings/convolutionProducts`): kept so, it need not be transposed at every step. */
function filterOrder(value: GraphValue, consumers: Map<GraphValue, GraphNode[]>): number[] {
  const convolved = (consumers.get(value) ?? []).find(
    (node) => node.inputs.filter === value && node.kernel.startsWith('Conv2D'),
  );
  if (!convolved || value.shape.length !== 4) return identityOrder(value.shape.length);
  const stride = (convolved.attributes.strides as number[] | number | undefined) ?? 1;
  const step = Array.isArray(stride) ? stride[0] : stride;
  if (value.shape[0] === 3 && value.shape[1] === 3 && step === 1) return ROW_FILTER;
  if (value.shape[0] === 2 && value.shape[1] === 2 && step === 2) return [2, 0, 1, 3];
  return value.shape[0] * value.shape[1] > 1 ? WINDOW_FILTER : identityOrder(4);
}

interface Entry {
  path: string;
  group: string;
  input: GraphValue;
  output: GraphValue;
}

/** Entries of one group whose results have the same expression; they become one vector. */
interface Bundle {
  path: string;
  entries: Entry[];
  orders: number[][];
  size: number;
  flatInput: GraphValue;
  flatOutput?: GraphValue;
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
  const bundleOf = new Map<Entry, Bundle>();
  const bundles: Bundle[] = [];
  const classes = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.group}: ${expressions.text(entry.output, entry)}`;
    classes.set(key, [...(classes.get(key) ?? []), entry]);
  }
  const packable = merged([...classes.values()], expressions, entries).filter(({ length }) => length > 1);
  for (const members of packable.flatMap(divided)) {
    const size = members.reduce((sum, { input }) => sum + sizeOf(input.shape), 0);
    const count = bundles.filter(({ entries: [first] }) => first.group === members[0].group).length;
    const path = count === 0 ? members[0].group : `${members[0].group}#${count}`;
    const flatInput = graphValue({ shape: [size], dtype: 'float32' }, { path });
    const bundle = { path, entries: members, orders: [] as number[][], size, flatInput };
    for (const entry of members) bundleOf.set(entry, bundle);
    bundles.push(bundle);
  }
  // A parameter's order holds for its moments and averages too: they are computed from it place by place.
  const orderByName = new Map<string, number[]>();
  for (const { path, input } of entries) {
    const order = filterOrder(input, consumers);
    if (!order.every((axis, i) => axis === i)) orderByName.set(nameOf(path), order);
  }
  for (const bundle of bundles) {
    bundle.orders = bundle.entries.map(
      ({ path, input }) => orderOf(nameOf(path), orderByName) ?? identityOrder(input.shape.length),
    );
  }

  const builder = new FlatBuilder(expressions, byOutput, byInput, bundleOf);
  for (const bundle of bundles) builder.output(bundle);
  return assembled(graph, bundles, builder.nodes);
}

/** Small classes join a larger one whose expression they fit; members keep the order in which they are carried. */
function merged(classes: Entry[][], expressions: Expressions, entries: Entry[]): Entry[][] {
  const bySize = [...classes].sort((a, b) => b.length - a.length);
  const result: Entry[][] = [];
  for (const members of bySize) {
    const [first] = members;
    const host = result.find(
      ([model]) => model.group === first.group && expressions.fits(first.output, first, model.output, model),
    );
    if (host) host.push(...members);
    else result.push([...members]);
  }
  const place = new Map(entries.map((entry, i) => [entry, i]));
  for (const members of result) members.sort((a, b) => place.get(a)! - place.get(b)!);
  return result;
}

/** Runs of entries of at most `MOST_ELEMENTS` together; a larger tensor is a run of its own. */
function divided(members: Entry[]): Entry[][] {
  const runs: Entry[][] = [];
  let room = 0;
  for (const entry of members) {
    const size = sizeOf(entry.input.shape);
    if (size > room) {
      runs.push([]);
      room = MOST_ELEMENTS;
    }
    runs.at(-1)!.push(entry);
    room -= size;
  }
  return runs;
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** The order of a parameter of that name, or of the one that a moving average's shorter name belongs to. */
function orderOf(name: string, known: Map<string, number[]>): number[] | undefined {
  return known.get(name) ?? [...known].find(([other]) => other.endsWith(`.${name}`))?.[1];
}

function carriedEntries(graph: Graph, carry: string): Entry[] {
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

/** What the expressions of results are read with. */
class Expressions {
  private readonly touching = new Map<GraphValue, boolean>();

  constructor(
    private readonly producer: Map<GraphValue, GraphNode>,
    private readonly byOutput: Map<GraphValue, Entry>,
    private readonly byInput: Map<GraphValue, Entry>,
  ) {}

  /** The elementwise node that makes a value from carried tensors; anything else is a leaf. */
  node(value: GraphValue, root?: Entry): GraphNode | undefined {
    if (this.byInput.has(value) || (this.byOutput.has(value) && this.byOutput.get(value) !== root)) return undefined;
    if (this.touchesState(value)) return this.flatNode(value);
    return this.isScaled(value) ? this.producer.get(value) : undefined;
  }

  /** A square or a constant multiple of one tensor, such as an optimiser takes of a gradient: cheaper on the whole vector. */
  private isScaled(value: GraphValue): boolean {
    const node = this.producer.get(value);
    if (node?.kernel === 'Square') return true;
    return node?.kernel === 'Multiply' && Object.values(node.inputs).some((input) => input.uniform !== undefined);
  }

  /** How a result is computed, with leaves named by what they are; equal for results that one chain can compute. */
  text(value: GraphValue, root: Entry): string {
    const input = this.byInput.get(value);
    if (input) return `in ${input.group}`;
    const output = this.byOutput.get(value);
    if (output && output !== root) return `out ${output.group}`;
    const node = this.node(value, root);
    if (!node) return 'x';
    const operands = Object.values(node.inputs).map((item) =>
      isScalar(item) ? scalarName(item) : this.text(item, root),
    );
    return `${node.kernel}(${operands.join(',')})${JSON.stringify(node.attributes)}`;
  }

  /** Whether a result fits another's expression, whose leaf x stands for anything. */
  fits(value: GraphValue, root: Entry, model: GraphValue, modelRoot: Entry): boolean {
    const modelNode = this.node(model, modelRoot);
    if (!modelNode)
      return this.text(model, modelRoot) === 'x' || this.text(value, root) === this.text(model, modelRoot);
    const node = this.node(value, root);
    if (node?.kernel !== modelNode.kernel || JSON.stringify(node.attributes) !== JSON.stringify(modelNode.attributes))
      return false;
    return Object.keys(modelNode.inputs).every((key) => {
      const [operand, expected] = [node.inputs[key], modelNode.inputs[key]];
      if (isScalar(expected) || isScalar(operand))
        return isScalar(operand) && scalarName(operand) === scalarName(expected);
      return this.fits(operand, root, expected, modelRoot);
    });
  }

  private flatNode(value: GraphValue): GraphNode | undefined {
    const node = this.producer.get(value);
    if (!node || !ELEMENTWISE.has(node.kernel)) return undefined;
    const shape = value.shape.join();
    return Object.values(node.inputs).every((input) => input.shape.join() === shape || isScalar(input))
      ? node
      : undefined;
  }

  private touchesState(value: GraphValue): boolean {
    const known = this.touching.get(value);
    if (known !== undefined) return known;
    const node = this.flatNode(value);
    const touches =
      this.byInput.has(value) ||
      (node !== undefined && Object.values(node.inputs).some((input) => this.touchesState(input)));
    this.touching.set(value, touches);
    return touches;
  }
}

const isScalar = (value: GraphValue) => value.shape.length === 0;
const scalarName = (value: GraphValue) => (value.uniform === undefined ? `#${value.id}` : String(value.uniform));

/** Writes the chains of whole bundles. */
class FlatBuilder {
  readonly nodes: GraphNode[] = [];

  constructor(
    private readonly expressions: Expressions,
    private readonly byOutput: Map<GraphValue, Entry>,
    private readonly byInput: Map<GraphValue, Entry>,
    private readonly bundleOf: Map<Entry, Bundle>,
  ) {}

  /** The new vector of a bundle. */
  output(bundle: Bundle): GraphValue {
    bundle.flatOutput ??= this.flat(
      bundle.entries.map((entry) => entry.output),
      bundle,
      true,
    );
    return bundle.flatOutput;
  }

  /** One vector for one value of every entry of the bundle. */
  private flat(values: GraphValue[], bundle: Bundle, isRoot = false): GraphValue {
    const inputs = values.map((value) => this.byInput.get(value));
    if (inputs.every((entry) => entry !== undefined))
      return this.gathered(inputs, values, bundle, (owner) => owner.flatInput);
    const outputs = values.map((value) => this.byOutput.get(value));
    if (!isRoot && outputs.every((entry) => entry !== undefined)) {
      return this.gathered(outputs, values, bundle, (owner) => this.output(owner));
    }
    const nodes = values.map((value, i) => this.expressions.node(value, bundle.entries[i]));
    const [model] = nodes;
    const alike = nodes.every(
      (node) =>
        node?.kernel === model?.kernel && JSON.stringify(node?.attributes) === JSON.stringify(model?.attributes),
    );
    if (!model || !alike || !this.sharesScalars(nodes as GraphNode[])) return this.joined(values, bundle);
    const result = graphValue({ shape: [bundle.size], dtype: 'float32' });
    const operands = Object.keys(model.inputs).map((key) => {
      const list = nodes.map((node) => node!.inputs[key]);
      return [key, isScalar(list[0]) ? list[0] : this.flat(list, bundle)] as const;
    });
    this.nodes.push({
      kernel: model.kernel,
      inputs: Object.fromEntries(operands),
      attributes: model.attributes,
      outputs: [result],
    });
    return result;
  }

  private sharesScalars([model, ...others]: GraphNode[]): boolean {
    return Object.entries(model.inputs).every(([key, operand]) =>
      others.every((node) => {
        const other = node.inputs[key];
        return isScalar(operand) ? isScalar(other) && scalarName(other) === scalarName(operand) : !isScalar(other);
      }),
    );
  }

  /** Values that are entries themselves: a run of their own vector if they are one, else joined. */
  private gathered(
    entries: Entry[],
    values: GraphValue[],
    bundle: Bundle,
    vector: (owner: Bundle) => GraphValue,
  ): GraphValue {
    const owner = this.bundleOf.get(entries[0]);
    const start = owner?.entries.indexOf(entries[0]) ?? -1;
    const isRun = owner && entries.every((entry, i) => owner.entries[start + i] === entry);
    const sameOrders = isRun && bundle.orders.every((order, i) => order.join() === owner.orders[start + i].join());
    if (!owner || !sameOrders) return this.joined(values, bundle);
    const whole = vector(owner);
    if (entries.length === owner.entries.length) return whole;
    const begin = owner.entries.slice(0, start).reduce((sum, { input }) => sum + sizeOf(input.shape), 0);
    const result = graphValue({ shape: [bundle.size], dtype: 'float32' });
    this.nodes.push({
      kernel: 'Slice',
      inputs: { x: whole },
      attributes: { begin: [begin], size: [bundle.size] },
      outputs: [result],
    });
    return result;
  }

  private joined(values: GraphValue[], bundle: Bundle): GraphValue {
    const result = graphValue({ shape: [bundle.size], dtype: 'float32' });
    const inputs = Object.fromEntries(values.map((value, i) => [i, value]));
    this.nodes.push({ kernel: 'JoinFlat', inputs, attributes: { orders: bundle.orders }, outputs: [result] });
    return result;
  }
}

function assembled(graph: Graph, bundles: Bundle[], flatNodes: GraphNode[]): { graph: Graph; vectors: PackedVector[] } {
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
      ...bundles.map(({ path, flatOutput }) => ({ path, value: flatOutput! })),
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
