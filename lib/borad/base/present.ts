import { BoradError } from './errors';

/**
 * A value that must be there because of what was done before, such as the entry of a map for a key that it was made from.
 *
 * @param what What it is, for the message.
 * @throws {BoradError} it is missing: a fault of the caller.
 */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new BoradError(`There is no ${what}, but there must be one.`);
  return value;
}
