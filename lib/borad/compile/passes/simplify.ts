/** Cheaper equivalents of elementwise operations: fewer passes over memory. */
import { constantValue, type Graph, type GraphNode, type GraphValue, graphValue, replaceValues } from '../graph';
import { broadcastShape } from '../lowerings/broadcast';
import { BROADCASTING } from './elementwise';

const sameShape = (a: GraphValue, b: GraphValue) => a.shape.join() === b.shape.join();
const isUniform = (value: GraphValue | undefined, number: number) => value?.uniform === number;

/**
 * - x + 0, x - 0, x * 1, x / 1: x, repeated if the constant was wider.
 * - x / c for a constant c: x * (1 / c).
 * - where(x > 0, dy, a dy), the gradient of leaky ReLU: dy * max(step(x), a).
 * - step(x) where max(x, 0), or the same with a slope below 0, is there: step of that, so that x need not be kept for it.
 * - a c + b c for a constant c: (a + b) c.
 * - where(c, a, 0): stays, ONNX's Where is one pass.
 * - repeating an operand that broadcasts anyway: left out.
 */
export function simplify(graph: Graph): Graph {
  const exchanged = new Map<GraphValue, GraphValue>();
  const producer = new Map<GraphValue, GraphNode>();
  const rectified = new Map<GraphValue, GraphValue>();
  const current = (value: GraphValue): GraphValue => {
    let result = value;
    for (let next = exchanged.get(result); next; next = exchanged.get(result)) result = next;
    return result;
  };
  const nodes: GraphNode[] = [];
  const keep = (node: GraphNode) => {
    nodes.push(node);
    for (const output of node.outputs) producer.set(output, node);
    if (keepsSign(node)) rectified.set(original(node.inputs.x), node.outputs[0]);
  };
  /** What a value is a copy of. */
  const original = (value: GraphValue): GraphValue => {
    let result = value;
    for (let node = producer.get(result); node?.kernel === 'Identity'; node = producer.get(result))
      result = node.inputs.x;
    return result;
  };
  /** A value that is positive exactly where this one is: its rectified form where that is there. */
  const signOf = (value: GraphValue): GraphValue => rectified.get(original(value)) ?? value;
  const add = (kernel: string, inputs: Record<string, GraphValue>, shape: number[], attributes = {}): GraphValue => {
    const output = graphValue({ shape, dtype: 'float32' });
    keep({ kernel, inputs, attributes, outputs: [output] });
    return output;
  };

  for (const given of graph.nodes) {
    const inputs = Object.fromEntries(Object.entries(given.inputs).map(([key, value]) => [key, current(value)]));
    const node = { ...given, inputs: withoutRepeats(given, inputs, producer) };
    const [output] = node.outputs;
    const same = neutralOperand(node);
    if (same) {
      exchanged.set(
        output,
        sameShape(same, output) ? same : add('BroadcastTo', { x: same }, output.shape, { shape: output.shape }),
      );
      continue;
    }
    const common = commonFactor(node, producer);
    if (common) {
      const sum = add('Add', { a: common.a, b: common.b }, output.shape);
      exchanged.set(output, add('Multiply', { a: sum, b: common.factor }, output.shape));
      continue;
    }
    const leaky = leakyGradient(node, producer);
    if (leaky) {
      const step = add('Step', { x: signOf(leaky.x) }, leaky.x.shape, { alpha: 0 });
      const slope = constantValue([], 'float32', new Float32Array([leaky.slope]));
      const factor = add('Maximum', { a: step, b: slope }, leaky.x.shape);
      exchanged.set(output, add('Multiply', { a: leaky.dy, b: factor }, output.shape));
      continue;
    }
    keep(isStep(node) ? { ...node, inputs: { x: signOf(node.inputs.x) } } : asProduct(node));
  }
  return replaceValues(graph, nodes, exchanged);
}

/** Whether a rectifier is positive exactly where its argument is. */
function keepsSign({ kernel, attributes }: GraphNode): boolean {
  return kernel === 'Relu' || (kernel === 'LeakyRelu' && (attributes.alpha as number) >= 0);
}

/** 1 where x > 0, else 0. */
function isStep({ kernel, attributes }: GraphNode): boolean {
  return kernel === 'Step' && (attributes.alpha as number) === 0;
}

function neutralOperand({ kernel, inputs: { a, b }, outputs: [output] }: GraphNode): GraphValue | undefined {
  if (output?.dtype !== 'float32') return undefined;
  if (kernel === 'Multiply') return isUniform(b, 1) ? a : isUniform(a, 1) ? b : undefined;
  if (kernel === 'RealDiv') return isUniform(b, 1) ? a : undefined;
  if (kernel === 'Add') return isUniform(b, 0) ? a : isUniform(a, 0) ? b : undefined;
  if (kernel === 'Sub') return isUniform(b, 0) ? a : undefined;
  return undefined;
}

/** The terms of a c + b c for a constant c, of the result's shape. */
function commonFactor({ kernel, inputs, outputs: [output] }: GraphNode, producer: Map<GraphValue, GraphNode>) {
  if (kernel !== 'Add' || output.dtype !== 'float32') return undefined;
  const terms = [inputs.a, inputs.b].map((value) => {
    const node = producer.get(value);
    if (node?.kernel !== 'Multiply') return undefined;
    const { a, b } = node.inputs;
    const [factor, rest] = b.uniform === undefined ? [a, b] : [b, a];
    return factor.uniform !== undefined && sameShape(rest, output) ? { factor, rest } : undefined;
  });
  const [first, second] = terms;
  if (!first || !second || first.factor.uniform !== second.factor.uniform) return undefined;
  return { a: first.rest, b: second.rest, factor: first.factor };
}

function asProduct(node: GraphNode): GraphNode {
  const { a, b } = node.inputs;
  if (node.kernel !== 'RealDiv' || b.uniform === undefined || b.uniform === 0 || b.dtype !== 'float32' || !b.data)
    return node;
  const inverse = constantValue(b.shape, 'float32', new Float32Array(b.data.length).fill(1 / b.uniform));
  return { ...node, kernel: 'Multiply', inputs: { a, b: inverse } };
}

/** where(x > 0, dy, a dy) for a constant a from 0 to 1. */
function leakyGradient(node: GraphNode, producer: Map<GraphValue, GraphNode>) {
  if (node.kernel !== 'Select') return undefined;
  const { condition, t, e } = node.inputs;
  const compare = producer.get(condition);
  const scaled = producer.get(e);
  if (compare?.kernel !== 'Greater' || !isUniform(compare.inputs.b, 0) || scaled?.kernel !== 'Multiply')
    return undefined;
  const { a, b } = scaled.inputs;
  const slope = a === t ? b.uniform : b === t ? a.uniform : undefined;
  const x = compare.inputs.a;
  if (slope === undefined || slope < 0 || slope > 1 || x.dtype !== 'float32' || !sameShape(x, t)) return undefined;
  return { x, dy: t, slope };
}

/** Inputs with repetitions along axes of extent 1 left out where the other operands give the result its shape. */
function withoutRepeats(node: GraphNode, inputs: Record<string, GraphValue>, producer: Map<GraphValue, GraphNode>) {
  if (!BROADCASTING.has(node.kernel)) return inputs;
  const shape = node.outputs[0].shape.join();
  const result = { ...inputs };
  for (const [key, value] of Object.entries(inputs)) {
    const from = producer.get(value);
    if (from?.kernel !== 'Tile' && from?.kernel !== 'BroadcastTo') continue;
    const narrow = from.inputs.x;
    if (broadcastShape(narrow.shape, value.shape).join() !== value.shape.join()) continue;
    const shapes = Object.entries(result).map(([other, operand]) => (other === key ? narrow.shape : operand.shape));
    if (broadcastShape(...shapes).join() === shape) result[key] = narrow;
  }
  return result;
}
