/** How carried results are computed: elementwise expressions of carried tensors and shared scalars. */
import type { GraphNode, GraphValue } from '../../graph';
import { FLATTENABLE } from '../elementwise';
import type { Entry } from './entries';

export const isScalar = (value: GraphValue) => value.shape.length === 0;

export const scalarName = (value: GraphValue) => (value.uniform === undefined ? `#${value.id}` : String(value.uniform));

/** What the expressions of results are read with. */
export class Expressions {
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
    if (!node || !FLATTENABLE.has(node.kernel)) return undefined;
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
