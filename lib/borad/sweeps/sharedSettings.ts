/** What all runs of a study share beside its preset: runs of other settings are no seeds of the same table. */
import { type ConfigOverrides, settingAt, settings } from '../config';
import { anyConfig } from '../recording';
import type { SweepJob } from './job';
import type { Study } from './study';

const isObject = (value: unknown): value is ConfigOverrides =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Dotted keys of nested settings. */
const keysOf = (value: ConfigOverrides, path = ''): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) ? keysOf(inner, `${path}${key}.`) : [`${path}${key}`],
  );

const textAt = (config: object, key: string): string => JSON.stringify(settingAt(config, key));

/**
 * The settings of a job that are neither its preset's nor varied by the study, as `key=value`: the same for a run that two studies
 * share, whichever of them planned it.
 */
export function sharedSettings({ spec, config }: Pick<SweepJob, 'spec' | 'config'>, { values }: Study): string[] {
  const usual = anyConfig({ ...spec, settings: {} });
  const varied = new Set(values.flatMap(({ settings: own }) => keysOf(own)));
  return settings(config.method)
    .filter(({ key }) => !varied.has(key) && textAt(config, key) !== textAt(usual, key))
    .map(({ key }) => `${key}=${textAt(config, key)}`);
}
