/** The native runtime that runs compiled graphs and ONNX files, loaded when it is first needed. */
import type * as Ort from 'onnxruntime-node';
import { BackendError } from './errors';
import { shortReason } from './shortReason';

export type OrtModule = typeof Ort;

/** Only what ends the process: everything else comes as an exception, and would be printed twice. */
export const LOG_SEVERITY = 4;

/**
 * Keeps onnxruntime from sending telemetry, in this process and in those that it starts from now on. Without it, its first
 * session writes a device id and a database to the user's cache folder and looks up its publisher's host. Call it before it
 * is loaded. In a worker thread Node's environment is only a copy: there, who starts the process has to set the variable.
 */
export function withoutTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}

/**
 * onnxruntime-node, silent and without telemetry.
 *
 * @param about Begins the message of the error. @param advice Ends it.
 * @throws {BackendError} it is not installed or its native library does not load.
 */
export async function loadOnnxRuntime(about: string, advice: string): Promise<OrtModule> {
  withoutTelemetry();
  try {
    const loaded = (await import('onnxruntime-node')) as OrtModule & { default?: OrtModule };
    const runtime = loaded.default ?? loaded;
    runtime.env.logLevel = 'fatal';
    return runtime;
  } catch (cause) {
    throw new BackendError(`${about}onnxruntime-node cannot be loaded (${shortReason(cause)}). ${advice}`, { cause });
  }
}
