/** The resolved configuration of a run, and how it is made from presets, files and single settings. */
import { OptionError } from '../base';
import { type ConfigOverrides, DEFAULT_METHOD, type Method, methodOf, type RunConfig } from '../methods';
import type { BoradConfig } from '../methods/borad';
import { foreignText, ownerOf } from './foreignSettings';
import { presets } from './presets';
import { schemaOf } from './schema';

/** One setting for the command line's help: dotted key, what it means, its default and what it accepts. */
export interface SettingInfo {
  key: string;
  description: string;
  defaultValue: unknown;
}

const isObject = (value: unknown): value is ConfigOverrides =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that every object answers to: as keys they would reach the object's own machinery. */
const RESERVED = ['__proto__', 'constructor', 'prototype'];

/** Refuses reserved names anywhere in nested settings. */
function checkKeys(value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.getOwnPropertyNames(value)) {
    const whole = path ? `${path}.${key}` : key;
    if (RESERVED.includes(key)) throw new OptionError(`unknown setting ${whole}: no setting can have this name.`);
    checkKeys((value as ConfigOverrides)[key], whole);
  }
}

/** One object of settings over another: deep, the second's values win, arrays are replaced whole. */
export function mergeSettings(base: ConfigOverrides, over: ConfigOverrides): ConfigOverrides {
  const result: ConfigOverrides = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? mergeSettings(old, value) : value;
  }
  return result;
}

/**
 * Every setting of a method's runs with its default, in the schema's order.
 *
 * @throws {OptionError} there is no method of that name.
 *
 * @example
 * ```ts
 * const steps = borad.settings().find(({ key }) => key === 'training.steps');
 * console.log(steps?.defaultValue); // 600
 * ```
 */
export function settings(method: string = DEFAULT_METHOD): SettingInfo[] {
  const list: SettingInfo[] = [];
  const chosen = methodOf(method);
  const schema = schemaOf(chosen);
  const defaults = schema.parse(chosen.defaults) as unknown as ConfigOverrides;
  const visit = (schema: unknown, value: unknown, path: string) => {
    const inner = unwrap(schema);
    if (inner.shape) {
      for (const [key, child] of Object.entries(inner.shape))
        visit(child, (value as ConfigOverrides)[key], path ? `${path}.${key}` : key);
    } else {
      list.push({
        key: path,
        description: (schema as { description?: string }).description ?? '',
        defaultValue: value,
      });
    }
  };
  visit(schema, defaults, '');
  return list;
}

/** The value of a dotted key; undefined where there is none. */
export const settingAt = (config: object, key: string): unknown =>
  key.split('.').reduce<unknown>((value, part) => (value as ConfigOverrides | undefined)?.[part], config);

interface SchemaNode {
  shape?: Record<string, unknown>;
  def?: { innerType?: unknown };
}

function unwrap(schema: unknown): SchemaNode {
  let node = schema as SchemaNode;
  while (!node.shape && node.def?.innerType) node = node.def.innerType as SchemaNode;
  return node;
}

/** What follows the last dot, in lower case. */
const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1).toLowerCase();

/** Keys of a section that are few enough to name them all. */
const FEW = 3;

/** The known keys nearest to a wrong one: alike in its section, else the few that its section has, else alike anywhere. */
function nearKeys(path: string, key: string, method: string): string[] {
  const last = lastPart(key);
  const isAlike = (known: string) => lastPart(known).includes(last) || last.includes(lastPart(known));
  const all = settings(method).map((setting) => setting.key);
  const beside = path ? all.filter((known) => known.startsWith(`${path}.`)) : [];
  const alike = beside.filter(isAlike);
  if (alike.length > 0) return alike;
  return beside.length > 0 && beside.length <= FEW ? beside : all.filter(isAlike);
}

function suggestion(path: string, key: string, method: string): string {
  const near = nearKeys(path, key, method);
  return near.length ? ` Did you mean ${near.slice(0, 3).join(' or ')}?` : ' `borad train --help` lists every setting.';
}

/** What is said about keys that the method's schema does not have. */
function unknownText(keys: readonly string[], path: string, method: Method): string {
  const owner = path ? undefined : keys.map((key) => ownerOf(key, method)).find((other) => other !== undefined);
  const foreign = owner ? keys.filter((key) => ownerOf(key, method) === owner) : [];
  const unknown = keys
    .filter((key) => !foreign.includes(key))
    .map((key) => `unknown setting ${path ? `${path}.` : ''}${key}.${suggestion(path, key, method.name)}`);
  return [...(owner ? [foreignText(foreign, owner, method)] : []), ...unknown].join(' ');
}

/**
 * The method that some overrides name, the last one winning.
 *
 * @throws {OptionError} there is no method of that name.
 */
function namedMethod(overrides: readonly ConfigOverrides[]): Method {
  const named = overrides.map(({ method }) => method).filter((name) => name !== undefined);
  return methodOf(named.length ? named[named.length - 1] : DEFAULT_METHOD);
}

/**
 * A complete configuration from overrides of the method's defaults, later ones winning. Its type is that of the method which the
 * overrides name; without one, BoRAD.
 *
 * @throws {OptionError} unknown keys, wrong types and values out of range, all named in one message.
 *
 * @example
 * ```ts
 * const config = borad.resolveConfig(borad.presetOverrides('quick'), { training: { steps: 200 } });
 * console.log(config.training.steps, config.training.batchSize); // 200 8
 * ```
 */
export function resolveConfig<C extends RunConfig = BoradConfig>(...given: (ConfigOverrides | RunConfig)[]): C {
  const overrides = given as ConfigOverrides[];
  overrides.forEach((settings) => {
    if (!isObject(settings)) throw new OptionError(`Expected an object of settings, got ${JSON.stringify(settings)}.`);
    checkKeys(settings);
  });
  const method = namedMethod(overrides);
  const input = overrides.reduce(mergeSettings, method.defaults);
  const result = schemaOf(method).safeParse(input);
  if (result.success) return checked(method, result.data) as C;
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return unknownText(issue.keys, path, method);
    const found = issue.path.reduce<unknown>(
      (value, key) => (isObject(value) || Array.isArray(value) ? (value as ConfigOverrides)[key as string] : value),
      input,
    );
    return `${path}: ${issue.message}, got ${typeof found === 'number' ? found : JSON.stringify(found)}.`;
  });
  throw new OptionError(problems.join(' '));
}

/** Rules between settings. */
function checked(method: Method, config: RunConfig): RunConfig {
  const complaint = method.check?.(config);
  if (complaint) throw new OptionError(complaint);
  return config;
}

/**
 * The configuration with its steps: those of `training.epochs` passes over the images, where passes are set. A pass that does
 * not fill its last batch continues with the next pass's images, so 100 epochs of 3,629 images by 16 are 22,681 steps.
 *
 * @param images Training images of all categories.
 *
 * @example
 * ```ts
 * const config = borad.resolveConfig({ training: { epochs: 100, batchSize: 16 } });
 * console.log(borad.withSteps(config, 3629).training.steps); // 22681
 * ```
 */
export function withSteps<C extends RunConfig>(config: C, images: number): C {
  const { epochs, batchSize } = config.training;
  if (epochs === 0) return config;
  return { ...config, training: { ...config.training, steps: Math.max(1, Math.floor((epochs * images) / batchSize)) } };
}

/**
 * The overrides of a named preset.
 *
 * @throws {OptionError} no such preset; the message lists those there are.
 *
 * @example
 * ```ts
 * const config = borad.resolveConfig(borad.presetOverrides('paper/mvtec'));
 * console.log(config.teacher.name, config.training.epochs); // wide-resnet50-2 100
 * ```
 */
export function presetOverrides(name: string): ConfigOverrides {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (!preset) throw new OptionError(`Unknown preset ${name}: expected one of ${Object.keys(presets).join(', ')}.`);
  return preset.settings;
}

/**
 * Overrides from `key=value` settings with dotted keys; values are JSON where they parse as JSON, else text.
 *
 * @throws {OptionError} a setting has no `=`, no key, or a key that no setting can have.
 *
 * @example
 * ```ts
 * const overrides = borad.parseSettings(['training.steps=200', 'data.categories=["bottle","screw"]']);
 * console.log(borad.resolveConfig(overrides).data.categories.join(' and ')); // bottle and screw
 * ```
 */
export function parseSettings(assignments: readonly string[]): ConfigOverrides {
  let result: ConfigOverrides = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    if (at < 1)
      throw new OptionError(`Setting ${JSON.stringify(assignment)}: expected key=value, as training.steps=200.`);
    const text = assignment.slice(at + 1);
    let value: unknown = text;
    try {
      value = JSON.parse(text);
    } catch {
      value = text;
    }
    const path = assignment.slice(0, at).split('.');
    checkKeys(Object.fromEntries(path.map((key) => [key, value])));
    result = mergeSettings(
      result,
      path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as ConfigOverrides,
    );
  }
  return result;
}
