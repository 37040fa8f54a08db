/** Whether weights are those of a known network. */
import { isFloating } from '../base';
import { resnetTensorShapes } from './resnetConvolutions';
import type { ResnetShape } from './resnetCosts';
import { valueFault } from './valueFaults';
import type { Weights } from './weightFile';

export interface WeightsCheck {
  /** Names that the network needs and the file lacks. */
  missing: string[];
  /** Tensors of another shape or type than needed, in words. */
  wrong: string[];
  /** Tensors whose numbers no trained network has, in words: NaN, infinite, nothing but zeros, negative variances. */
  unsound: string[];
  /** Names that no ResNet has. */
  surplus: string[];
  /** Names of the parts that a teacher leaves out: layer4, the classifier, counters of batches. */
  unused: string[];
  /** Values of the tensors that are needed and present, running statistics not counted. */
  parameters: number;
}

const LEFT_OUT = /^(layer4\.|fc\.)|\.num_batches_tracked$/;

/** Compares names, shapes, types and numbers with what a network needs to layer3. */
export function checkWeights({ tensors, types }: Pick<Weights, 'tensors' | 'types'>, shape: ResnetShape): WeightsCheck {
  const check: WeightsCheck = { missing: [], wrong: [], unsound: [], surplus: [], unused: [], parameters: 0 };
  const expected = resnetTensorShapes(shape);
  for (const [name, size] of expected) {
    if (!Object.hasOwn(tensors, name)) {
      check.missing.push(name);
      continue;
    }
    const found = tensors[name];
    if (found.shape.join() !== size.join()) check.wrong.push(`${name} is [${found.shape}], expected [${size}]`);
    else if (!isFloating(types[name])) check.wrong.push(`${name} is of type ${types[name]}, expected a floating one`);
    else {
      if (!name.includes('.running_')) check.parameters += found.data.length;
      const fault = valueFault(name, found);
      if (fault) check.unsound.push(fault);
    }
  }
  for (const name of Object.keys(tensors)) {
    if (expected.has(name)) continue;
    (LEFT_OUT.test(name) ? check.unused : check.surplus).push(name);
  }
  return check;
}

/** Whether a teacher can be made of the weights; surplus tensors do not keep it from that. */
export function weightsFit({ missing, wrong, unsound }: WeightsCheck): boolean {
  return missing.length === 0 && wrong.length === 0 && unsound.length === 0;
}

/** The first few of a list, and how many more there are. */
export function someOf(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
