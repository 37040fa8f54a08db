/** `exportOnnx`: the graph of a function as an ONNX file. */
import { writeFile } from 'node:fs/promises';
import { DataError } from '../base/errors';
import { type CompileOptions, lowerFunction } from './compile';
import { serialiseOnnx } from './onnx/serialise';
import type { TensorTree } from './tree';

/**
 * Writes the graph of a pure function of tensors. Inputs and outputs are named by their paths in the trees; an output that
 * has the name of an input gets `.next`.
 *
 * @throws {BackendError} the function cannot be traced.
 * @throws {DataError} the file cannot be written.
 */
export async function exportOnnx<I extends TensorTree, O extends TensorTree>(
  fn: (input: I) => O,
  example: I,
  file: string,
  options: CompileOptions = {},
): Promise<void> {
  const { graph } = await lowerFunction(fn, example, options);
  try {
    await writeFile(file, serialiseOnnx(graph));
  } catch (error) {
    throw new DataError(`Export: the ONNX file cannot be written (${(error as Error).message}).`, {
      file,
      cause: error,
    });
  }
}
