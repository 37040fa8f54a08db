/** The wasm backend with the kernels that training needs. */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../base';
import { installGradients } from './gradients';
import * as kernels from './kernels';
import { createWasmHeap, type HeapKernel } from './wasmHeap';

let equipped: tf.KernelBackend | undefined;
const stockKernels = new Map<string, tf.KernelConfig | undefined>();

/**
 * Makes wasm the current backend and equips it once. One thread: the threaded build doesn't start in Node
 * (https://github.com/tensorflow/tfjs/issues/3830).
 *
 * @throws {BackendError} the binary cannot be loaded.
 */
export async function useWasmBackend(): Promise<void> {
  if (!tf.findBackend('wasm')) {
    // Required here, so that importing borad stays quick.
    const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof Wasm;
    const entry = createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(dirname(entry) + sep);
  }
  if (!(await tf.setBackend('wasm'))) {
    throw new BackendError('The wasm binary could not be loaded.');
  }
  const backend = tf.backend();
  if (backend === equipped) return;
  installKernels(backend as Wasm.BackendWasm);
  installGradients();
  equipped = backend;
}

/** Stands for a kernel that the package does not ship. */
const noneOf = (name: string) => (): never => {
  throw new BackendError(
    `The wasm backend has no kernel ${name} for these inputs. Use the cpu backend or the compiler.`,
  );
};

/** Replaces the stock kernels by ours, bound to the memory of this backend. */
function installKernels(backend: Wasm.BackendWasm): void {
  const heap = createWasmHeap(backend);
  for (const { name, make } of Object.values(kernels) as HeapKernel[]) {
    if (!stockKernels.has(name)) stockKernels.set(name, tf.getKernel(name, 'wasm'));
    if (tf.getKernel(name, 'wasm')) tf.unregisterKernel(name, 'wasm');
    const stock = stockKernels.get(name);
    tf.registerKernel({
      ...stock,
      kernelName: name,
      backendName: 'wasm',
      kernelFunc: make(heap, stock?.kernelFunc ?? noneOf(name)),
    });
  }
}
