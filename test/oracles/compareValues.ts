/** Comparison of a computed value with a reference of the same form: numbers, lists and objects of them. */
import { join } from 'node:path';
import { NumericError } from '../../lib/borad/base';
import { loadOracle } from './load';
import type { Comparison, Oracle } from './oracle';

interface Case {
  match: RegExp;
  run: (oracle: Oracle) => Comparison[] | Promise<Comparison[]>;
}

/** The failed comparisons of one case of test/fixtures/oracles; a case that compares nothing fails too. */
export async function failures(cases: readonly Case[], name: string): Promise<Comparison[]> {
  const handler = cases.find(({ match }) => match.test(name));
  if (!handler) throw new Error(`No handler for the oracle ${name}.`);
  const comparisons = await handler.run(loadOracle(join(__dirname, '..', 'fixtures', 'oracles'), name));
  if (comparisons.length === 0) throw new Error(`The oracle ${name} compared nothing.`);
  return comparisons.filter(({ deviation, tolerance }) => !(deviation <= tolerance));
}

/** What a function that may be undefined for its input gave: null where it threw {NumericError}. */
export function orNull<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericError) return null;
    throw error;
  }
}

/**
 * One comparison a number of the reference. A reference of null asks for null or NaN; a value that is missing fails.
 *
 * @param skip keys of the reference that are inputs or remarks.
 */
export function compareValues(
  what: string,
  found: unknown,
  expected: unknown,
  tolerance: number,
  skip: ReadonlySet<string> = new Set(),
): Comparison[] {
  if (expected === null) {
    const isUndefined = found === null || Number.isNaN(found);
    return [{ what, deviation: isUndefined ? 0 : Number.POSITIVE_INFINITY, tolerance, note: 'undefined' }];
  }
  if (typeof expected === 'number') {
    return [{ what, deviation: typeof found === 'number' ? Math.abs(found - expected) : Number.NaN, tolerance }];
  }
  if (typeof expected === 'object') {
    return Object.entries(expected as object).flatMap(([key, value]) =>
      skip.has(key)
        ? []
        : compareValues(
            `${what}.${key}`,
            (found as Record<string, unknown> | undefined)?.[key],
            value,
            tolerance,
            skip,
          ),
    );
  }
  return [{ what, deviation: found === expected ? 0 : Number.NaN, tolerance }];
}
