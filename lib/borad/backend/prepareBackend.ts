/** Chooses the TensorFlow.js backend. */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError, environment, OptionError } from '../base';
import { type NativeName, useNativeBackend } from './nativeBackend';
import { useWasmBackend } from './wasmBackend';

export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu';
export type BackendRequest = 'auto' | BackendName;

export interface PreparedBackend {
  name: BackendName;
  /** One line: why this one. */
  reason: string;
  /** Backends that would have come first, and what kept them from it. */
  tried: { name: BackendName; problem: string }[];
}

/** In the order in which they are tried. */
export const BACKEND_NAMES: readonly BackendName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'];

/**
 * Prepares the first backend that works, fastest first, and makes it current. Later calls with the same request are free.
 *
 * @param request A name forces that backend. Default: the environment's BORAD_BACKEND, else `auto`.
 * @throws {BackendError} the forced backend cannot be loaded; the message says what to install.
 * @throws {OptionError} there is no backend of that name.
 *
 * @example
 * ```ts
 * const { name, reason } = await borad.prepareBackend('wasm');
 * console.log(name); // wasm
 * console.log(reason.startsWith('forced')); // true
 * ```
 */
export async function prepareBackend(request?: BackendRequest): Promise<PreparedBackend> {
  const wanted = request ?? environment().BORAD_BACKEND ?? 'auto';
  if (wanted !== 'auto' && !(BACKEND_NAMES as readonly string[]).includes(wanted)) {
    const source = request === undefined ? 'BORAD_BACKEND' : 'prepareBackend';
    throw new OptionError(`${source}: unknown backend '${wanted}'. Known are auto, ${BACKEND_NAMES.join(', ')}.`);
  }
  // Production mode silences the advertisement of tfjs-node; errors still throw.
  tf.enableProdMode();
  const tried: PreparedBackend['tried'] = [];
  for (const name of wanted === 'auto' ? BACKEND_NAMES : [wanted as BackendName]) {
    try {
      const what = await use(name);
      const because = wanted === 'auto' ? 'first that loads' : 'forced';
      return { name, reason: `${because}: ${what}`, tried };
    } catch (error) {
      if (wanted !== 'auto') throw asBackendError(name, error);
      tried.push({ name, problem: asBackendError(name, error).message });
    }
  }
  throw new BackendError(`No backend loads: ${tried.map(({ name, problem }) => `${name}: ${problem}`).join(' ')}`);
}

async function use(name: BackendName): Promise<string> {
  if (name === 'wasm') {
    await useWasmBackend();
    return 'WebAssembly with SIMD and the kernels that training needs, one thread';
  }
  if (name === 'cpu') {
    if (!(await tf.setBackend('cpu')))
      throw new BackendError('The cpu backend is missing. Install @tensorflow/tfjs-backend-cpu.');
    return 'plain JavaScript, slow';
  }
  return useNativeBackend(name satisfies NativeName);
}

function asBackendError(name: BackendName, error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new BackendError(`Backend ${name} doesn't load: ${message}`, { cause: error });
}
