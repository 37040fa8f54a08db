/** Frozen weights: plain numbers that become tensors of whichever backend computes. */
import * as tf from '@tensorflow/tfjs-core';
import type { StoredTensor } from '../base';

/** Backends that compute. Others (one that records a graph) get fresh tensors in every call and keep none. */
const KEEPING = new Set(['wasm', 'cpu', 'tensorflow', 'webgpu', 'webgl']);

export interface ConstantTensors {
  /** The weights on the current backend; not to be disposed. Outside the keeping backends, call it inside a tidy. */
  tensors(): tf.Tensor[];
  /** Frees them on all backends. */
  dispose(): void;
}

/** Uploads the weights once to each backend that computes. */
export function constantTensors(weights: readonly StoredTensor[]): ConstantTensors {
  const kept = new Map<tf.KernelBackend, tf.Tensor[]>();
  const upload = () => weights.map(({ data, shape }) => tf.tensor(data, shape));
  return {
    tensors() {
      if (!KEEPING.has(tf.getBackend())) return upload();
      const backend = tf.backend();
      let tensors = kept.get(backend);
      if (!tensors) {
        tensors = upload().map((tensor) => tf.keep(tensor));
        kept.set(backend, tensors);
      }
      return tensors;
    },
    dispose() {
      for (const tensors of kept.values()) tf.dispose(tensors);
      kept.clear();
    },
  };
}
