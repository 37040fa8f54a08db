/** Compares compiled functions with TensorFlow.js's cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { type CompileOptions, compile, type TensorTree } from '../../lib/borad/compile';

export type Inputs = { [name: string]: tf.Tensor };
export type Operation = (inputs: Inputs) => tf.Tensor;

/** Normal numbers from a seed. */
export function normal(shape: number[], seed: number): tf.Tensor {
  const rng = createRng(seed);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal());
  return tf.tensor(data, shape);
}

/** The largest difference relative to the largest magnitude. */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  let largest = 1e-6;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(found[i] - expected[i]);
    if (!(gap <= worst)) worst = gap;
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return worst / largest;
}

/** The function with its gradients for the inputs named in `wrt`, under a fixed random cotangent. */
export function withGradients(operation: Operation, wrt: string[]) {
  return (inputs: Inputs): { value: tf.Tensor; gradients: tf.Tensor[] } => {
    const value = operation(inputs);
    if (wrt.length === 0) return { value, gradients: [] };
    const scalarised = (...tensors: tf.Tensor[]) => {
      const given = { ...inputs, ...Object.fromEntries(wrt.map((name, i) => [name, tensors[i]])) };
      const y = operation(given);
      return tf.sum(tf.mul(y, normal(y.shape, 99))) as tf.Scalar;
    };
    return { value, gradients: tf.grads(scalarised)(wrt.map((name) => inputs[name])) };
  };
}

export interface AgreementOptions {
  /** Inputs to differentiate for. Default: all of type float32. */
  wrt?: string[];
  compile?: CompileOptions;
  tolerance?: number;
}

/** Expects value and gradients of the compiled operation to equal those of the cpu backend within 1e-4 relative. */
export async function expectAgreement(
  operation: Operation,
  inputs: Inputs,
  options: AgreementOptions = {},
): Promise<void> {
  await tf.setBackend('cpu');
  const wrt = options.wrt ?? Object.keys(inputs).filter((name) => inputs[name].dtype === 'float32');
  const fn = withGradients(operation, wrt);
  const expected = tf.tidy(() => fn(inputs));
  const compiled = await compile(fn as (input: TensorTree) => { value: tf.Tensor; gradients: tf.Tensor[] }, inputs, {
    threads: 1,
    ...options.compile,
  });
  const found = await compiled(inputs);
  const tolerance = options.tolerance ?? 1e-4;
  const pairs: [string, tf.Tensor, tf.Tensor][] = [
    ['value', found.value, expected.value],
    ...wrt.map((name, i): [string, tf.Tensor, tf.Tensor] => [
      `gradient of ${name}`,
      found.gradients[i],
      expected.gradients[i],
    ]),
  ];
  for (const [what, a, b] of pairs) {
    const label = `${what} of [${Object.values(inputs).map((x) => `[${x.shape}]`)}]`;
    expect(a.shape, label).toEqual(b.shape);
    expect(a.dtype, label).toBe(b.dtype);
    expect(difference(a.dataSync(), b.dataSync()), label).toBeLessThan(tolerance);
  }
  compiled.dispose();
  tf.dispose([found, expected, inputs]);
}
