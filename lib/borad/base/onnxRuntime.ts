/** The native runtime that runs compiled graphs and ONNX files, loaded when it is first needed. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Ort from 'onnxruntime-common';
import { withoutTelemetry } from './environment';
import { BackendError } from './errors';
import { shortReason } from './shortReason';

/** onnxruntime-node. Its types are those of onnxruntime-common, which is installed where the native package is left out. */
export type OrtModule = typeof Ort & {
  /** The execution providers that this build knows. Those not bundled need libraries of their own. */
  listSupportedBackends?: () => readonly { name: string; bundled: boolean }[];
};

/** Only what ends the process: everything else comes as an exception, and would be printed twice. */
export const LOG_SEVERITY = 4;

/** Where onnxruntime-node is installed; undefined where it is not. */
export function onnxRuntimeFolder(): string | undefined {
  try {
    return dirname(createRequire(__filename).resolve('onnxruntime-node/package.json'));
  } catch {
    return undefined;
  }
}

/** Version of the installed package; undefined where there is none. */
export function onnxRuntimeVersion(): string | undefined {
  const folder = onnxRuntimeFolder();
  return folder && (createRequire(__filename)(join(folder, 'package.json')) as { version: string }).version;
}

/**
 * Whether an installed onnxruntime-node lacks the binary for a machine: there is none for Intel Macs.
 *
 * @param folder Where the package lies.
 */
export function lacksBinary(folder: string, { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'>): boolean {
  const binaries = join(folder, 'bin');
  if (!existsSync(binaries)) return true;
  return !readdirSync(binaries).some((version) => existsSync(join(binaries, version, platform, arch)));
}

/** Why onnxruntime-node does not load here and what helps, where nothing but its absence was to be seen. */
function refusal(cause: unknown, advice: string): string {
  const folder = onnxRuntimeFolder();
  if (folder && lacksBinary(folder, process))
    return `onnxruntime-node has no binary for ${process.platform} ${process.arch}.`;
  return `onnxruntime-node cannot be loaded (${shortReason(cause)}). ${advice}`;
}

/**
 * onnxruntime-node, silent and without telemetry.
 *
 * @param about Begins the message of the error. @param advice Ends it.
 * @throws {BackendError} it is not installed, has no binary for this machine, or its native library does not load.
 */
export async function loadOnnxRuntime(about: string, advice: string): Promise<OrtModule> {
  withoutTelemetry();
  try {
    const loaded = (await import('onnxruntime-node')) as OrtModule & { default?: OrtModule };
    const runtime = loaded.default ?? loaded;
    runtime.env.logLevel = 'fatal';
    return runtime;
  } catch (cause) {
    throw new BackendError(`${about}${refusal(cause, advice)}`, { cause });
  }
}
