/** Whether the numbers of a tensor can be those of a trained network. */
import type { StoredTensor } from '../base';

/**
 * What is wrong with a tensor of weights, in words; empty if nothing is.
 *
 * Not finite is wrong everywhere, a negative variance in `running_var`, and nothing but zeros in weights and variances: biases
 * and means of an untrained network are all zero.
 */
export function valueFault(name: string, { data }: StoredTensor): string {
  let notFinite = 0;
  let negative = 0;
  let nonZero = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!Number.isFinite(value)) notFinite++;
    if (value < 0) negative++;
    if (value !== 0) nonZero++;
  }
  const of = `of ${data.length.toLocaleString('en')} values`;
  if (notFinite > 0) return `${name}: ${notFinite.toLocaleString('en')} ${of} are NaN or infinite`;
  const isVariance = name.endsWith('running_var');
  if (isVariance && negative > 0) return `${name}: ${negative.toLocaleString('en')} ${of} are negative variances`;
  if (nonZero === 0 && (isVariance || name.endsWith('weight')))
    return `${name}: all ${data.length.toLocaleString('en')} values are 0`;
  return '';
}
