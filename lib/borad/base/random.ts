/**
 * The one source of randomness: a seeded generator that is handed down. Streams split off by a label are independent of
 * how much of the parent has been used, so adding a draw in one place changes nothing elsewhere.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { OptionError } from './errors';

export interface Rng {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in [low, high). */
  range(low: number, high: number): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** What as many calls of `normal` give, rounded to float32, in a third of their time; the stream goes on as after them. */
  normals(length: number): Float32Array;
  /** True with probability p. */
  chance(p: number): boolean;
  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T;
  /** A permutation of 0..n-1. */
  permutation(n: number): Int32Array;
  /** An independent generator for the named purpose: the same seed and label always give the same stream. */
  split(label: string | number): Rng;
}

/** 32-bit FNV-1a hash of a label, mixed with a seed. */
function mix(seed: number, label: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** By Box and Muller: two uniform numbers give a point of the plane whose coordinates are two standard normal ones. */
const radiusOf = (uniform: number): number => Math.sqrt(-2 * Math.log(1 - uniform));
const angleOf = (uniform: number): number => 2 * Math.PI * uniform;

/**
 * A generator from an integer seed; seed 0 is a seed as any other.
 *
 * @throws {OptionError} the seed is not an integer from 0 to 2^32 - 1.
 *
 * @example
 * ```ts
 * const rng = borad.createRng(7);
 * const masks = rng.split('masks');
 * console.log(masks.int(100) === borad.createRng(7).split('masks').int(100)); // true
 * ```
 */
export function createRng(seed: number): Rng {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new OptionError(`createRng: expected an integer seed from 0 to 4294967295, got ${seed}.`);
  }
  const generator = xoroshiro128plus(mix(seed, 'borad') | 0);
  let spare: number | undefined;
  const rng: Rng = {
    uniform: () => uniformFloat64(generator),
    range: (low, high) => low + (high - low) * rng.uniform(),
    int: (n) => Math.floor(rng.uniform() * n),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = radiusOf(rng.uniform());
      const angle = angleOf(rng.uniform());
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    normals(length) {
      const numbers = new Float32Array(length);
      let done = 0;
      if (spare !== undefined && length > 0) numbers[done++] = rng.normal();
      for (; done + 1 < length; done += 2) {
        const radius = radiusOf(uniformFloat64(generator));
        const angle = angleOf(uniformFloat64(generator));
        numbers[done] = radius * Math.cos(angle);
        numbers[done + 1] = radius * Math.sin(angle);
      }
      if (done < length) numbers[done] = rng.normal();
      return numbers;
    },
    chance: (p) => rng.uniform() < p,
    pick: (items) => items[rng.int(items.length)],
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = rng.int(i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
    split: (label) => createRng(mix(seed, String(label))),
  };
  return rng;
}
