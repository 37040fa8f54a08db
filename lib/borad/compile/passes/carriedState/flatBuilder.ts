import { type GraphNode, type GraphValue, graphValue, sizeOf } from '../../graph';
import type { Bundle, Entry } from './entries';
import { type Expressions, isScalar, scalarName } from './expressions';

/** Writes the chains of whole bundles. */
export class FlatBuilder {
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
    const alike = nodes.filter(
      (node) =>
        node?.kernel === model?.kernel && JSON.stringify(node?.attributes) === JSON.stringify(model?.attributes),
    ) as GraphNode[];
    if (!model || alike.length < nodes.length || !this.sharesScalars(alike)) return this.joined(values, bundle);
    const result = graphValue({ shape: [bundle.size], dtype: 'float32' });
    const operands = Object.keys(model.inputs).map((key) => {
      const list = alike.map((node) => node.inputs[key]);
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
