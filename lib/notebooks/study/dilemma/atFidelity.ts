/** How much is copied by the time normal locations are rebuilt to a given quality. */
import { OptionError } from 'borad/base';
import type { DilemmaMeasures } from './measureReconstruction';

/**
 * A measure where the normal locations' CopySim first reaches `fidelity`, by linear interpolation between capacities.
 *
 * @param measures Over capacities, from tight to free.
 * @throws {OptionError} no capacity reaches it, or the tightest is above it already.
 */
export function atFidelity(measures: readonly DilemmaMeasures[], fidelity: number, key: keyof DilemmaMeasures): number {
  const reached = measures.findIndex(({ copySimNormal }) => copySimNormal >= fidelity);
  if (reached <= 0) {
    const [low, high] = [measures[0]?.copySimNormal, measures[measures.length - 1]?.copySimNormal];
    throw new OptionError(`atFidelity: ${fidelity} is not crossed between ${low} and ${high}. Sweep further.`);
  }
  const [below, above] = [measures[reached - 1], measures[reached]];
  const t = (fidelity - below.copySimNormal) / (above.copySimNormal - below.copySimNormal);
  return below[key] + t * (above[key] - below[key]);
}
