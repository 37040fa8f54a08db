/** Settings of how files are read, on the command lines of commands that train nothing. */
import { OptionError } from '../base';
import { type ConfigOverrides, parseSettings, type RunConfig, resolveConfig } from '../config';

/** One more value of an option that may be repeated. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/**
 * Settings of `data` from `--set key=value`, on top of a run's or the defaults.
 *
 * @param allowed Keys that the command has a use for, e.g. `data.maskLimit`.
 * @throws {OptionError} another key, or a value that the setting cannot have.
 */
export function readingSettings(
  assignments: readonly string[],
  allowed: readonly string[],
  base: ConfigOverrides | RunConfig = {},
): RunConfig['data'] {
  const other = assignments.find((assignment) => !allowed.some((key) => assignment.startsWith(`${key}=`)));
  if (other !== undefined) throw new OptionError(`--set ${other}: this command takes ${allowed.join(' and ')} only.`);
  return resolveConfig<RunConfig>(base, parseSettings(assignments)).data;
}
