/** The native runtime that runs compiled graphs and ONNX files, loaded when it is first needed. */
import type * as Ort from 'onnxruntime-node';
import { BackendError } from './errors';

export type OrtModule = typeof Ort;

/**
 * onnxruntime-node.
 *
 * @param about Begins the message of the error. @param advice Ends it.
 * @throws {BackendError} it is not installed or its native library does not load.
 */
export async function loadOnnxRuntime(about: string, advice: string): Promise<OrtModule> {
  try {
    const loaded = (await import('onnxruntime-node')) as OrtModule & { default?: OrtModule };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new BackendError(`${about}onnxruntime-node cannot be loaded (${(cause as Error).message}). ${advice}`, {
      cause,
    });
  }
}
