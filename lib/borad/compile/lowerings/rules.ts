/** Every kernel that the compiler knows. */
import type { GraphValue, TensorSpec } from '../graph';
import { convolutionRules } from './convolution';
import { elementwiseRules } from './elementwise';
import { linearRules } from './linear';
import { broadcastRules, movementRules } from './movement';
import { normaliseRules } from './normalise';
import { packingRules } from './packing';
import { poolingRules } from './pooling';
import { reductionRules } from './reduction';
import { resizeRules } from './resize';
import type { KernelRule, KernelRules } from './rule';

const rules: KernelRules = {
  ...elementwiseRules,
  ...reductionRules,
  ...movementRules,
  ...broadcastRules,
  ...linearRules,
  ...convolutionRules,
  ...poolingRules,
  ...resizeRules,
  ...normaliseRules,
  ...packingRules,
};

/** The rule of a kernel, or undefined. */
export function kernelRule(kernel: string): KernelRule | undefined {
  return Object.hasOwn(rules, kernel) ? rules[kernel] : undefined;
}

/** Shapes and types of a kernel's results, or undefined if the kernel has no rule. */
export function inferShapes(
  kernel: string,
  inputs: Record<string, GraphValue>,
  attributes: Record<string, unknown>,
): TensorSpec[] | undefined {
  return kernelRule(kernel)?.infer({ inputs, attributes });
}
