/** Which engine runs heavy functions: compiled by default, kernel by kernel (`eager`) where that cannot be or is asked for. */
import { OptionError } from '../base';

export type Engine = 'compiled' | 'eager';

/**
 * The engine that BORAD_ENGINE names; `compiled` without it.
 *
 * @throws {OptionError} there is no engine of that name.
 */
export function chosenEngine(): Engine {
  const wanted = process.env.BORAD_ENGINE || 'compiled';
  if (wanted !== 'compiled' && wanted !== 'eager') {
    throw new OptionError(`BORAD_ENGINE: expected compiled or eager, got ${JSON.stringify(wanted)}.`);
  }
  return wanted;
}
