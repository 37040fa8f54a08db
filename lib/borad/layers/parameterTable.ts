/**
 * A network's parameters as a table: name, shape and how they are drawn. Shapes, counts and initial values of the same table
 * cannot differ, and a count at the paper's size allocates nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../base';
import type { TensorMap } from './tensors';

/** One tensor of a network. */
export interface ParameterSpec {
  shape: number[];
  /** The next value, in row-major order. */
  draw(rng: Rng): number;
}

/** Specifications by dotted name. */
export type ParameterTable = Map<string, ParameterSpec>;

export const drawZeros = () => 0;
export const drawOnes = () => 1;
/** Uniform in [low, high). */
export const drawUniform = (low: number, high: number) => (rng: Rng) => rng.range(low, high);
/** Normal with mean 0. */
export const drawNormal = (deviation: number) => (rng: Rng) => deviation * rng.normal();

/** Normal with mean 0, drawn again while it lies beyond the limit. */
export const drawTruncatedNormal = (deviation: number, limit: number) => (rng: Rng) => {
  let value = deviation * rng.normal();
  while (Math.abs(value) > limit) value = deviation * rng.normal();
  return value;
};

/** Xavier uniform (Glorot): within sqrt(6 / (input + output)). */
export const drawXavierUniform = (input: number, output: number) => {
  const bound = Math.sqrt(6 / (input + output));
  return drawUniform(-bound, bound);
};

/** How a dense layer's weight [input, output] is drawn. */
export type DenseDraw = (input: number, output: number) => ParameterSpec['draw'];

/** Adds a dense layer: weight [input, output], bias [output] of zeros. */
export function addDense(table: ParameterTable, scope: string, input: number, output: number, draw: DenseDraw): void {
  table.set(`${scope}.weight`, { shape: [input, output], draw: draw(input, output) });
  table.set(`${scope}.bias`, { shape: [output], draw: drawZeros });
}

/** Adds scale one and shift zero of a norm. */
export function addAffine(table: ParameterTable, scope: string, channels: number): void {
  table.set(`${scope}.weight`, { shape: [channels], draw: drawOnes });
  table.set(`${scope}.bias`, { shape: [channels], draw: drawZeros });
}

/** Adds the four dense layers of an attention, each of the same width in and out. */
export function addAttention(table: ParameterTable, scope: string, channels: number, draw: DenseDraw): void {
  for (const part of ['q', 'k', 'v', 'o']) addDense(table, `${scope}.${part}`, channels, channels, draw);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Values of all tensors of the table. */
export function countValues(table: ParameterTable): number {
  let sum = 0;
  for (const { shape } of table.values()) sum += sizeOf(shape);
  return sum;
}

/** Names and shapes. */
export function tableShapes(table: ParameterTable): Map<string, number[]> {
  return new Map([...table].map(([name, { shape }]) => [name, shape]));
}

/**
 * Initial values; every tensor has a stream of its own, named as it is, so that one more in a table changes no other.
 *
 * @returns A map that the caller owns.
 */
export function drawParameters(table: ParameterTable, rng: Rng): TensorMap {
  const map: TensorMap = {};
  for (const [name, { shape, draw }] of table) {
    const stream = rng.split(name);
    const data = Float32Array.from({ length: sizeOf(shape) }, () => draw(stream));
    map[name] = tf.tensor(data, shape);
  }
  return map;
}
