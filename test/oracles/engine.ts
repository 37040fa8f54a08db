/** How the function under test is run: kernel by kernel on the current backend, or traced and compiled. */
import * as tf from '@tensorflow/tfjs-core';
import { compile, type TensorTree } from '../../lib/borad/compile';
import { flatten } from '../../lib/borad/compile/tree';

/** Results by path in the function's tree: `y`, `grads/0`. */
export type Values = Record<string, ArrayLike<number>>;

/** A function that was prepared for inputs of certain shapes. */
export interface Prepared<I> {
  run(input: I): Promise<Values>;
  dispose(): void;
}

export interface Engine {
  name: 'eager' | 'compiled';
  /** Makes a pure function of tensors ready for inputs shaped as the example. */
  prepare<I>(fn: (input: I) => object, example: I): Promise<Prepared<I>>;
  /** Runs a pure function of tensors once. */
  evaluate<I>(fn: (input: I) => object, input: I): Promise<Values>;
}

function eagerValues(output: object): Values {
  const leaves = [...flatten<tf.Tensor>(output, 'output').leaves];
  return Object.fromEntries(leaves.map(([path, tensor]) => [path, tensor.dataSync().slice()]));
}

export const eager: Engine = {
  name: 'eager',
  prepare: async (fn) => ({ run: async (input) => eagerValues(fn(input)), dispose: () => undefined }),
  evaluate: async (fn, input) => eagerValues(fn(input)),
};

export const compiled: Engine = {
  name: 'compiled',
  async prepare(fn, example) {
    const traced = fn as unknown as (input: TensorTree) => TensorTree;
    const compiledRun = await compile(traced, example as TensorTree, { threads: 1 });
    return {
      async run(input) {
        const output: TensorTree = await compiledRun(input as TensorTree);
        const values = eagerValues(output);
        tf.dispose(output as tf.TensorContainer);
        return values;
      },
      dispose: () => compiledRun.dispose(),
    };
  },
  async evaluate(fn, input) {
    const prepared = await compiled.prepare(fn, input);
    const values = await prepared.run(input);
    prepared.dispose();
    return values;
  },
};
