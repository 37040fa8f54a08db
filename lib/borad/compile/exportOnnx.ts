/** `exportOnnx`: the graph of a function as an ONNX file. */
import { writeFileAtomic } from '../base/files';
import { type LowerOptions, lowerFunction } from './lowerFunction';
import { serialiseOnnx } from './onnx/serialise';
import { exampleOf } from './tracing/trace';
import type { TensorTree } from './tree';

/**
 * Writes the graph of a pure function of tensors. Inputs and outputs are named by their paths in the trees; an output that
 * has the name of an input gets `.next`. Operators are named after the modules whose parameters they read, parameters being
 * inputs with dots in their names, or `options.constants`: `mff.conv1/Conv_12`, `gradient/mff.conv1/Gemm_90`.
 *
 * @throws {BackendError} the function cannot be traced.
 * @throws {DataError} the file cannot be written.
 */
export async function exportOnnx<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: I,
  file: string,
  options: LowerOptions = {},
): Promise<void> {
  const { graph } = await lowerFunction(fn, exampleOf(example), options);
  writeFileAtomic(file, serialiseOnnx(graph));
}
