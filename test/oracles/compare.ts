/** The comparisons that the reference vectors ask for (relative L2; absolute plus relative per element; plain absolute). */
import * as tf from '@tensorflow/tfjs-core';
import type { Comparison, Oracle } from './oracle';

type Numbers = ArrayLike<number>;

/** ||a - b|| / ||b||; the norm itself where b is zero. */
export function relativeL2(found: Numbers, expected: Numbers): number {
  if (found.length !== expected.length) return Number.NaN;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (found[i] - expected[i]) ** 2;
    size += expected[i] ** 2;
  }
  return Math.sqrt(difference) / (size > 0 ? Math.sqrt(size) : 1);
}

export function byRelativeL2(what: string, found: Numbers, expected: Numbers, tolerance: number): Comparison {
  return { what, deviation: relativeL2(found, expected), tolerance };
}

/** Largest |a - b| / (abs max(1, max|b|) + rel |b|): at most 1 passes. */
export function byElement(
  what: string,
  found: Numbers,
  expected: Numbers,
  tolerance: { abs: number; rel?: number },
): Comparison {
  let scale = 1;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  let worst = found.length === expected.length ? 0 : Number.NaN;
  for (let i = 0; i < expected.length; i++) {
    const share =
      Math.abs(found[i] - expected[i]) / (tolerance.abs * scale + (tolerance.rel ?? 0) * Math.abs(expected[i]));
    if (!(share <= worst)) worst = share;
  }
  return { what, deviation: worst, tolerance: 1, note: 'share of the tolerance' };
}

export function byValue(what: string, found: number, expected: number, tolerance: number): Comparison {
  return { what, deviation: Math.abs(found - expected), tolerance };
}

/** The greatest absolute value; NaN where there is one. */
export const greatest = (values: Numbers): number =>
  Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** The tensor of that name, on the current backend. */
export function tensor<T extends tf.Tensor = tf.Tensor>(oracle: Oracle, name: string): T {
  const stored = oracle.tensors[name];
  if (!stored) throw new Error(`${oracle.name} has no tensor ${name}.`);
  return tf.tensor(stored.data, stored.shape) as T;
}

/** All tensors whose name starts with the prefix, under the name that follows it. */
export function tensorsUnder(oracle: Oracle, prefix: string): Record<string, tf.Tensor> {
  const names = Object.keys(oracle.tensors).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), tensor(oracle, name)]));
}
