/** Rows of comparisons: each method as its settings' defaults have it, and under settings that its authors' design does not have. */
import type { Method } from './method';
import { METHODS, methodOf } from './registry';
import type { ConfigOverrides, RunConfig } from './runConfig';

/** A method under certain settings. */
export interface Row {
  /** `METHOD`, or `METHOD:ROW`. */
  name: string;
  method: Method;
  /** As in tables and figures. */
  title: string;
  /** On top of the method's defaults; none for the method itself. */
  settings: ConfigOverrides;
}

/** Every row by its name, those of a method behind it, in the order of tables. */
export const ROWS: { readonly [name: string]: Row } = Object.fromEntries(
  Object.values(METHODS).flatMap((method) => {
    const own: Row = { name: method.name, method, title: method.title, settings: {} };
    const further = Object.entries(method.rows ?? {}).map(
      ([name, row]): Row => ({ ...row, method, name: `${method.name}:${name}` }),
    );
    return [own, ...further].map((row): [string, Row] => [row.name, row]);
  }),
);

/** Whether a configuration has all of some settings. */
const has = (config: unknown, settings: unknown): boolean =>
  typeof settings === 'object' && settings !== null && !Array.isArray(settings)
    ? Object.entries(settings).every(([key, value]) => has((config as ConfigOverrides | undefined)?.[key], value))
    : JSON.stringify(config) === JSON.stringify(settings);

/**
 * The row that a run of a configuration belongs to: the last of its method's rows whose settings it has.
 *
 * @throws {OptionError} there is no such method.
 */
export function rowOf(config: RunConfig): Row {
  const method = methodOf(config.method);
  const fitting = Object.values(ROWS).filter((row) => row.method === method && has(config, row.settings));
  return fitting[fitting.length - 1];
}
