/** Finds normalisations written with mean, difference, square and rsqrt, and makes one node of each. */
import { type Graph, type GraphNode, type GraphValue, graphValue } from '../graph';
import { reducedAxes } from '../lowerings/reduction';

interface Found {
  x: GraphValue;
  axes: number[];
  epsilon: number;
  mean: GraphValue;
  inverse: GraphValue;
  variance: GraphValue;
  y: GraphValue;
}

/**
 * y = (x - mean x) rsqrt(mean (x - mean x)^2 + epsilon), the means over some axes, becomes `Normalise`, whose results are y,
 * the mean and the inverse deviation; onnxruntime computes them in one operator. The variance, where something else uses it
 * (running statistics), is 1 / inverse^2 - epsilon.
 */
export function fuseNormalisations(graph: Graph): Graph {
  const producer = new Map<GraphValue, GraphNode>();
  for (const node of graph.nodes) for (const output of node.outputs) producer.set(output, node);
  const starts = new Map<GraphNode, Found>();
  const taken = new Set<GraphNode>();
  for (const node of graph.nodes) {
    const found = match(node, producer);
    const first = found && producer.get(found.mean);
    if (!found || !first || taken.has(first)) continue;
    starts.set(first, found);
    for (const value of [found.mean, found.inverse, found.variance, found.y]) {
      const made = producer.get(value);
      if (made) taken.add(made);
    }
  }

  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const found = starts.get(node);
    if (found) nodes.push(...written(found));
    else if (!taken.has(node)) nodes.push(node);
  }
  return { ...graph, nodes };
}

function match(node: GraphNode, producer: Map<GraphValue, GraphNode>): Found | undefined {
  if (node.kernel !== 'Multiply') return undefined;
  const { a, b } = node.inputs;
  for (const [centred, inverse] of [
    [a, b],
    [b, a],
  ]) {
    const difference = producer.get(centred);
    const root = producer.get(inverse);
    const sum = root?.kernel === 'Rsqrt' ? producer.get(root.inputs.x) : undefined;
    const variance = sum?.kernel === 'Add' ? producer.get(sum.inputs.a) : undefined;
    const epsilon = sum?.inputs.b?.uniform;
    const mean = difference?.kernel === 'Sub' ? producer.get(difference.inputs.b) : undefined;
    if (variance?.kernel !== 'Mean' || mean?.kernel !== 'Mean' || epsilon === undefined || epsilon <= 0) continue;
    const x = mean.inputs.x;
    const square = producer.get(variance.inputs.x);
    const squares = square?.kernel === 'Square' && square.inputs.x === centred;
    const axes = reducedAxes(mean);
    if (!squares || difference?.inputs.a !== x || node.outputs[0].shape.join() !== x.shape.join()) continue;
    if (
      reducedAxes(variance).join() !== axes.join() ||
      !broadcastsAlong(mean, axes) ||
      !broadcastsAlong(variance, axes)
    )
      continue;
    return { x, axes, epsilon, mean: mean.outputs[0], inverse, variance: variance.outputs[0], y: node.outputs[0] };
  }
  return undefined;
}

/** Without kept axes, the mean's place in the broadcast is right only if the reduced axes are the leading ones. */
function broadcastsAlong({ attributes, inputs }: GraphNode, axes: number[]): boolean {
  if (attributes.keepDims) return true;
  return axes.every((axis, i) => axis === i) && axes.length < inputs.x.shape.length;
}

/** The fused node and what gives the variance, with the pattern's own values as results. */
function written({ x, axes, epsilon, mean, inverse, variance, y }: Found): GraphNode[] {
  const square = graphValue({ shape: inverse.shape, dtype: 'float32' });
  const whole = graphValue({ shape: inverse.shape, dtype: 'float32' });
  const small = graphValue({ shape: [], dtype: 'float32' }, { data: new Float32Array([epsilon]), uniform: epsilon });
  return [
    { kernel: 'Normalise', inputs: { x }, attributes: { axes, epsilon }, outputs: [y, mean, inverse] },
    { kernel: 'Square', inputs: { x: inverse }, attributes: {}, outputs: [square] },
    { kernel: 'Reciprocal', inputs: { x: square }, attributes: {}, outputs: [whole] },
    { kernel: 'Sub', inputs: { a: whole, b: small }, attributes: {}, outputs: [variance] },
  ];
}
