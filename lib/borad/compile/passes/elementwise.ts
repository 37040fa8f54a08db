/** Kernels of TensorFlow.js that compute each number of their result from the numbers at the same place. */

const ARITHMETIC = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum'];

/** Those of several operands, which broadcast. */
export const BROADCASTING: ReadonlySet<string> = new Set([
  ...ARITHMETIC,
  ...['Pow', 'SquaredDifference', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual'],
  ...['LogicalAnd', 'LogicalOr', 'Select'],
]);

/** Those that an optimiser's update consists of, which compute the same on tensors laid end to end. */
export const FLATTENABLE: ReadonlySet<string> = new Set([
  ...ARITHMETIC,
  ...['Square', 'Sqrt', 'Rsqrt', 'Neg', 'Abs', 'Identity', 'ClipByValue'],
]);
