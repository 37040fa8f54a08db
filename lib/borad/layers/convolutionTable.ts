/** Convolutions and batch norms as rows of a parameter table. */
import { drawNormal, drawOnes, drawUniform, drawZeros, type ParameterTable } from './parameterTable';

/** A convolution by its kernel's side and its channels. */
export interface KernelShape {
  /** Side of the kernel. */
  size: number;
  input: number;
  output: number;
}

/** Adds a convolution without bias, He normal with fan-out, and the batch norm that follows it. */
export function addNormed(table: ParameterTable, scope: string, norm: string, shape: KernelShape): void {
  const { size, input, output } = shape;
  const draw = drawNormal(Math.sqrt(2 / (size * size * output)));
  table.set(`${scope}.weight`, { shape: [size, size, input, output], draw });
  addBatchNorm(table, norm, output);
}

/** Adds scale, shift and running statistics of a batch norm. */
export function addBatchNorm(table: ParameterTable, scope: string, channels: number): void {
  for (const [part, draw] of [
    ['weight', drawOnes],
    ['bias', drawZeros],
    ['running_mean', drawZeros],
    ['running_var', drawOnes],
  ] as const) {
    table.set(`${scope}.${part}`, { shape: [channels], draw });
  }
}

/** Adds a convolution with bias, drawn as PyTorch does by default: uniform within 1 / sqrt(fan-in). */
export function addConvolution(table: ParameterTable, scope: string, { size, input, output }: KernelShape): void {
  const bound = 1 / Math.sqrt(size * size * input);
  const draw = drawUniform(-bound, bound);
  table.set(`${scope}.weight`, { shape: [size, size, input, output], draw });
  table.set(`${scope}.bias`, { shape: [output], draw });
}
