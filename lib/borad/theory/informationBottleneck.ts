import { NumericError, ShapeError } from '../base';
import { checkRows } from './vectors';

/**
 * Mutual information of two discrete variables, in bits.
 *
 * @param joint probabilities P(a, b), rows a, columns b, summing to 1.
 * @throws {NumericError} a probability is negative, or they do not sum to 1.
 */
export function mutualInformation(joint: readonly (readonly number[])[]): number {
  checkRows(joint, 'mutualInformation');
  const rows = joint.map((row) => row.reduce((sum, p) => sum + p, 0));
  const columns = joint[0].map((_, j) => joint.reduce((sum, row) => sum + row[j], 0));
  const total = rows.reduce((sum, p) => sum + p, 0);
  if (joint.some((row) => row.some((p) => p < 0)) || Math.abs(total - 1) > 1e-9) {
    throw new NumericError(`mutualInformation: expected probabilities that sum to 1, they sum to ${total}.`);
  }
  let bits = 0;
  joint.forEach((row, i) => {
    row.forEach((p, j) => {
      if (p > 0) bits += p * Math.log2(p / (rows[i] * columns[j]));
    });
  });
  return bits;
}

/** What a deterministic code Z = code(X) keeps, in bits. The code that tells every input apart keeps H(X): eq. 2's identity shortcut. */
export interface CodeInformation {
  /** I(X;Z), which is H(Z) as the code has no noise. */
  input: number;
  /** I(Z;Y). */
  task: number;
  /** I(X;Z) - beta I(Z;Y), what eq. 1 minimises. */
  objective: number;
}

/**
 * The information bottleneck (eq. 1) of a deterministic code of a discrete input.
 *
 * @param joint P(x, y), rows x, columns y, summing to 1. @param code z of each x, non-negative integers.
 * @param beta weight of the task.
 * @throws {ShapeError} not one code per row. @throws {NumericError} not probabilities, or a code is not a non-negative integer.
 */
export function codeInformation(
  joint: readonly (readonly number[])[],
  code: readonly number[],
  beta: number,
): CodeInformation {
  checkRows(joint, 'codeInformation');
  if (code.length !== joint.length) {
    throw new ShapeError(`codeInformation: expected one code per input, got ${code.length} for ${joint.length}.`);
  }
  if (!code.every((z) => Number.isInteger(z) && z >= 0)) {
    throw new NumericError(`codeInformation: expected non-negative integers as codes, got ${code.join(', ')}.`);
  }
  const states = 1 + Math.max(...code);
  const withInput = joint.map((row, x) =>
    Array.from({ length: states }, (_, z) => (z === code[x] ? row.reduce((sum, p) => sum + p, 0) : 0)),
  );
  const withTask = Array.from({ length: states }, (_, z) =>
    joint[0].map((__, y) => joint.reduce((sum, row, x) => sum + (code[x] === z ? row[y] : 0), 0)),
  );
  const input = mutualInformation(withInput);
  const task = mutualInformation(withTask);
  return { input, task, objective: input - beta * task };
}

/**
 * All codes of n inputs into at most `states` values, each partition of the inputs once.
 *
 * @returns codes in which a new value is always the least that is unused.
 */
export function allCodes(n: number, states: number): number[][] {
  let codes: number[][] = [[]];
  for (let x = 0; x < n; x++) {
    codes = codes.flatMap((code) => {
      const used = code.length ? 1 + Math.max(...code) : 0;
      return Array.from({ length: Math.min(states, used + 1) }, (_, z) => [...code, z]);
    });
  }
  return codes;
}
