import { InvalidArgumentError } from 'commander';

/** Parses a number given as a flag's value; anything else is a usage error. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}
