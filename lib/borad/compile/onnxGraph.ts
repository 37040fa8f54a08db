import { type LoweredFunction, type LowerOptions, lowerFunction } from './lowerFunction';
import { exampleOf } from './tracing/trace';
import type { TensorTree } from './tree';

/**
 * The ONNX graph of a pure function of tensors, in memory: to be put into a larger one.
 *
 * @throws {BackendError} the function cannot be traced.
 */
export async function onnxGraph<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: I,
  options: LowerOptions = {},
): Promise<LoweredFunction> {
  return lowerFunction(fn, exampleOf(example), options);
}
