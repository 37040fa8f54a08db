/** Which of a set's photos show what is normal without having been trained on, and some of many. */
import type { Rng } from '../base';
import type { Sample } from '../datasets';

export const isNormalTest = ({ split, defect }: Sample): boolean => split === 'test' && defect === 'good';

/** At most so many photos, chosen by the generator, in their order. */
export function someOf(samples: readonly Sample[], most: number, rng: Rng): Sample[] {
  if (samples.length <= most) return [...samples];
  const chosen = new Set(rng.permutation(samples.length).subarray(0, most));
  return samples.filter((_, i) => chosen.has(i));
}
