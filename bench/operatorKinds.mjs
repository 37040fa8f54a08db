/** Which part of a training step an operator of its graph belongs to, by the graph alone. */

/** Operators that only move numbers, or show the same memory in another shape. */
const MOVES = new Set([
  ...[
    'Reshape',
    'Transpose',
    'Split',
    'Slice',
    'Pad',
    'Concat',
    'Expand',
    'Squeeze',
    'Unsqueeze',
    'Identity',
    'Gather',
  ],
]);
const PRODUCTS = new Set(['Gemm', 'MatMul', 'Conv', 'ConvTranspose']);

/** Kinds in the order of tables. */
export const KINDS = [
  'forward product',
  'input gradient',
  'filter gradient',
  'movement',
  'norms and the rest',
  'optimiser',
];

/** @typedef {{ operator: string, name: string, inputs: string[], outputs: string[] }} Operator */

/**
 * Kind by operator's name. A product belongs to the forward pass or, in a gradient, to the input if one of its factors is made of
 * weights alone (moved, or mirrored by a product with a constant), else to the filter.
 *
 * @param {{
 *   nodes: Operator[],
 *   inputs: { name: string }[],
 *   constants: { name: string }[],
 * }} graph
 * @returns {Map<string, string>}
 */
export function kindsOf({ nodes, inputs, constants }) {
  const fixed = new Set(constants.map(({ name }) => name));
  const weights = new Set(inputs.map(({ name }) => name).filter((name) => /^state([/#]|$)/.test(name)));
  /** @param {Operator} node */
  const isOfWeights = ({ inputs: given }) =>
    given.some((input) => weights.has(input)) && given.every((input) => weights.has(input) || fixed.has(input));
  /** @param {Operator} node */
  const isArranged = (node) => (MOVES.has(node.operator) || PRODUCTS.has(node.operator)) && isOfWeights(node);
  // Operators may be listed from back to front: weights are followed until no more are found.
  for (let before = -1; before !== weights.size; ) {
    before = weights.size;
    for (const node of nodes) if (isArranged(node)) for (const output of node.outputs) weights.add(output);
  }
  /** @param {Operator} node */
  const kind = (node) => {
    const { operator, name, inputs: given } = node;
    if (/^update(\/|$)/.test(name)) return 'optimiser';
    if (MOVES.has(operator) || isArranged(node)) return 'movement';
    const readsWeights = given.some((input) => weights.has(input));
    // Moments and moving averages are updated as whole vectors, under no module's name.
    if (!PRODUCTS.has(operator)) return readsWeights ? 'optimiser' : 'norms and the rest';
    if (!/^gradient(\/|$)/.test(name)) return 'forward product';
    return readsWeights ? 'input gradient' : 'filter gradient';
  };
  return new Map(nodes.map((node) => [node.name, kind(node)]));
}
