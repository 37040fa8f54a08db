/** One axis of a strided convolution, taken apart into convolutions of stride 1. */

/**
 * The inputs and taps of one residue. Output o meets tap t of the kernel at padded input o * stride + t; with
 * t = stride * u + residue that is element o + u of the padded inputs with that residue.
 */
export interface StridePhase {
  /** Taps residue, residue + stride, ...: their number. */
  taps: number;
  residue: number;
  /** Zeros before the first input of this residue. */
  before: number;
  /** Index of that input. */
  first: number;
  /** Inputs of this residue. */
  count: number;
}

/**
 * @param size Inputs along the axis.
 * @param kernel Taps along the axis.
 * @param padBefore Zeros before the first input.
 * @returns One phase for each residue that has a tap.
 */
export function stridePhases(size: number, kernel: number, stride: number, padBefore: number): StridePhase[] {
  const phases: StridePhase[] = [];
  for (let residue = 0; residue < Math.min(stride, kernel); residue++) {
    const before = Math.max(0, Math.ceil((padBefore - residue) / stride));
    const first = before * stride + residue - padBefore;
    const count = Math.max(0, Math.ceil((size - first) / stride));
    phases.push({ taps: Math.ceil((kernel - residue) / stride), residue, before, first, count });
  }
  return phases;
}

/**
 * Length of a line that holds any of the phases once and serves every tap: the zeros at its end are also the zeros
 * before the next line.
 *
 * @param outputs Outputs along the axis.
 */
export function lineLength(phases: StridePhase[], outputs: number): number {
  return Math.max(
    outputs,
    ...phases.map(({ taps, before, count }) => {
      const after = Math.max(0, outputs + taps - 1 - before - count);
      return count + Math.max(before, after);
    }),
  );
}
