/** What names a run: the method, its seed, a preset, the data. The name is a hash of all that the numbers depend on. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { OptionError } from '../base';
import { type ConfigOverrides, mergeSettings, presetOverrides, resolveConfig, settingAt, settings } from '../config';
import { type Dataset, openDataset } from '../datasets';
import { DEFAULT_METHOD, methodOf, ROWS, type RunConfig, rowOf } from '../methods';
import { type BoradConfig, variants } from '../methods/borad';
import { METHOD_VERSION } from './methodVersion';

/** A run to have. Equal specifications name the same run on every machine. */
export interface RunSpec {
  /** A name of `variants`. */
  variant: string;
  /** Default 1. */
  seed?: number;
  /** A name of `presets`. Default `notebook`. */
  preset?: string;
  /** `procedural` or a folder in MVTec layout. Default `procedural`. */
  data?: string;
  /** Settings on top of preset and variant. */
  settings?: ConfigOverrides;
}

/** A run of any method to have; one of BoRAD is named by its variant (`RunSpec`). */
export interface MethodSpec extends Omit<RunSpec, 'variant'> {
  /** A name of `METHODS`. */
  method: string;
}

/** A run of either kind. */
export type AnySpec = RunSpec | MethodSpec;

/**
 * The name of what a specification runs: of a row of a method (`ROWS`), or of a variant of BoRAD.
 *
 * @throws {OptionError} method, preset or a setting is unknown.
 */
export const specName = (spec: AnySpec): string => ('method' in spec ? rowOf(anyConfig(spec)).name : spec.variant);

/**
 * The specification of a row of a method, or of a variant of BoRAD; the method BoRAD is its variant of that name. Settings of the
 * row win over given ones.
 *
 * @param name A name of `ROWS` or of `variants`.
 * @throws {OptionError} it is neither; the message lists the rows.
 */
export function namedSpec(name: string, rest: Omit<RunSpec, 'variant'> = {}): AnySpec {
  if (Object.hasOwn(variants, name)) return { variant: name, ...rest };
  const row = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
  if (!row)
    throw new OptionError(`Unknown method ${JSON.stringify(name)}: expected one of ${Object.keys(ROWS).join(', ')}.`);
  const { method, title, settings: own } = row;
  if (method.name === DEFAULT_METHOD) return { variant: title, ...rest };
  const given = Object.keys(own).length > 0 ? { settings: mergeSettings(rest.settings ?? {}, own) } : {};
  return { method: method.name, ...rest, ...given };
}

/** Settings of METHOD_VERSION 1. One that was added later counts only where it differs from its default. */
const FIRST_SETTINGS = new Set([
  'seed',
  ...['imageSize', 'categories', 'procedural.seed', 'procedural.train'].map((key) => `data.${key}`),
  ...['procedural.testGood', 'procedural.testDefective'].map((key) => `data.${key}`),
  ...['name', 'taps', 'pooling'].map((key) => `teacher.${key}`),
  ...['widths', 'prototypes', 'routing'].map((key) => `model.${key}`),
  ...['reconstruction', 'spatial', 'global', 'prototypes', 'shift'].map((key) => `loss.${key}`),
  ...['lambdaSpatial', 'lambdaGlobal'].map((key) => `loss.${key}`),
  ...['enabled', 'probability', 'ratio'].map((key) => `masking.${key}`),
  ...['steps', 'batchSize', 'learningRate', 'beta1', 'beta2'].map((key) => `training.${key}`),
  ...['epsilon', 'decayAt', 'decayFactor'].map((key) => `training.${key}`),
  ...['schedule', 'start', 'end'].map((key) => `momentum.${key}`),
  ...['smoothing', 'imageScore'].map((key) => `detection.${key}`),
  'evaluation.fprLimit',
]);

/**
 * The resolved configuration of a specification.
 *
 * @throws {OptionError} variant, preset or a setting is unknown.
 */
export function specConfig({ variant, seed = 1, preset = 'notebook', settings: own = {} }: RunSpec): BoradConfig {
  const method = Object.hasOwn(variants, variant) ? variants[variant] : undefined;
  if (!method)
    throw new OptionError(`Unknown variant ${variant}: expected one of ${Object.keys(variants).join(', ')}.`);
  return resolveConfig(presetOverrides(preset), method.settings, own, { seed });
}

/**
 * The resolved configuration of a specification of any method.
 *
 * @throws {OptionError} method, variant, preset or a setting is unknown.
 */
export function anyConfig(spec: AnySpec): RunConfig {
  if (!('method' in spec)) return specConfig(spec);
  const { method, seed = 1, preset = 'notebook', settings: own = {} } = spec;
  return resolveConfig<RunConfig>({ method }, presetOverrides(preset), own, { seed });
}

/** The settings that count, key by key in alphabetical order. */
function countingSettings(config: RunConfig): [string, unknown][] {
  // Another method's own settings count all: its defaults may change without METHOD_VERSION, which is that of BoRAD's runs.
  const own = config.method === DEFAULT_METHOD ? [] : Object.keys(methodOf(config.method).sections);
  const counts = (key: string) => FIRST_SETTINGS.has(key) || key.split('.', 1).some((section) => own.includes(section));
  return settings(config.method)
    .map(({ key, defaultValue }): [string, unknown, unknown] => [
      key,
      settingAt(config, key),
      // The method that runs are of without another being named.
      key === 'method' ? DEFAULT_METHOD : defaultValue,
    ])
    .filter(([key, value, usual]) => counts(key) || JSON.stringify(value) !== JSON.stringify(usual))
    .map(([key, value]): [string, unknown] => [key, value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * What counts of a recorded configuration in the name of a run: equal texts ask for the same run, apart from its images. Settings
 * that were not there yet when it was recorded have their defaults.
 *
 * @throws {OptionError} a setting is unknown.
 */
export function settingsText(config: RunConfig): string {
  return JSON.stringify(countingSettings(resolveConfig<RunConfig>({ method: DEFAULT_METHOD }, { ...config })));
}

const identities = new WeakMap<Dataset, string>();

/**
 * What tells a data set from another: its name, the names of its samples and, where they are files, their sizes. The
 * procedural set is fixed by its settings and METHOD_VERSION. A data set that is open is looked at once.
 */
export function datasetIdentity(dataset: Dataset): string {
  const known = identities.get(dataset);
  if (known) return known;
  const hash = createHash('sha256').update(dataset.name);
  // How masks in files are read; raise it when that changes.
  if (dataset.samples.some(({ file }) => file)) hash.update('\nmasks 2');
  for (const { id, file } of dataset.samples) hash.update(`\n${id}${file ? ` ${statSync(file).size}` : ''}`);
  const identity = hash.digest('hex');
  identities.set(dataset, identity);
  return identity;
}

/** The data set of a specification, as it lies on disk now. Throws as `openDataset`. */
export function openSpecData(spec: AnySpec): Dataset {
  return openDataset(spec.data ?? 'procedural', anyConfig(spec).data);
}

/**
 * Opens the data sets of many specifications, each set once. Make a new one for each reading: it does not see what is changed on
 * disk afterwards.
 */
export function dataOpener(): (spec: AnySpec) => Dataset {
  const opened = new Map<string, Dataset>();
  return (spec) => {
    const key = JSON.stringify([spec.data ?? 'procedural', anyConfig(spec).data]);
    const dataset = opened.get(key) ?? openSpecData(spec);
    opened.set(key, dataset);
    return dataset;
  };
}

/**
 * The name of a run: 12 hexadecimal digits of a SHA-256 over METHOD_VERSION, the method's revision after the first, the resolved
 * settings and the data's identity.
 *
 * @param dataset The data set, where it is open already.
 * @throws {OptionError} variant, preset or a setting is unknown. @throws {DataError} the data cannot be opened.
 */
export function runHash(spec: AnySpec, dataset?: Dataset): string {
  const config = anyConfig(spec);
  const { revision = 1 } = methodOf(config.method);
  const identity = {
    method: METHOD_VERSION,
    ...(revision > 1 ? { revision } : {}),
    settings: countingSettings(config),
    data: datasetIdentity(dataset ?? openSpecData(spec)),
  };
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12);
}
