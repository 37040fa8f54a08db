/** The resolved configuration of a run, and how it is made from presets, files and single settings. */
import type { z } from 'zod';
import { OptionError } from '../base';
import { presets } from './presets';
import { runSchema } from './schema';

// An interface has a name that the types of a reader's variables can refer to; the schema's own type would spell out zod.
/** A complete configuration; every run writes it beside its results. */
export interface RunConfig extends z.output<typeof runSchema> {}

/** A nested object of some settings. */
export interface ConfigOverrides {
  [key: string]: unknown;
}

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

/** Deep merge in which later values win and arrays are replaced whole. */
function merged(base: ConfigOverrides, over: ConfigOverrides): ConfigOverrides {
  const result: ConfigOverrides = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return result;
}

/** Every setting with its default, in the schema's order. */
export function settings(): SettingInfo[] {
  const list: SettingInfo[] = [];
  const defaults = runSchema.parse({}) as ConfigOverrides;
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
  visit(runSchema, defaults, '');
  return list;
}

interface SchemaNode {
  shape?: Record<string, unknown>;
  def?: { innerType?: unknown };
}

function unwrap(schema: unknown): SchemaNode {
  let node = schema as SchemaNode;
  while (!node.shape && node.def?.innerType) node = node.def.innerType as SchemaNode;
  return node;
}

/** The known keys nearest to a wrong one. */
function suggestion(key: string): string {
  const last = key.split('.').pop()!.toLowerCase();
  const near = settings()
    .map((setting) => setting.key)
    .filter(
      (known) =>
        known.toLowerCase().split('.').pop()!.includes(last) || last.includes(known.toLowerCase().split('.').pop()!),
    );
  return near.length ? ` Did you mean ${near.slice(0, 3).join(' or ')}?` : ' `borad train --help` lists every setting.';
}

/**
 * A complete configuration from overrides of the defaults, later ones winning.
 *
 * @throws {OptionError} unknown keys, wrong types and values out of range, all named in one message.
 */
export function resolveConfig(...overrides: ConfigOverrides[]): RunConfig {
  overrides.forEach((settings) => {
    if (!isObject(settings)) throw new OptionError(`Expected an object of settings, got ${JSON.stringify(settings)}.`);
    checkKeys(settings);
  });
  const input = overrides.reduce(merged, {});
  const result = runSchema.safeParse(input);
  if (result.success) return checked(result.data);
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `unknown setting ${path ? `${path}.` : ''}${key}.${suggestion(key)}`).join(' ');
    }
    const found = issue.path.reduce<unknown>(
      (value, key) => (isObject(value) || Array.isArray(value) ? (value as ConfigOverrides)[key as string] : value),
      input,
    );
    return `${path}: ${issue.message}, got ${typeof found === 'number' ? found : JSON.stringify(found)}.`;
  });
  throw new OptionError(problems.join(' '));
}

/** Rules between settings. */
function checked(config: RunConfig): RunConfig {
  if (config.momentum.start > config.momentum.end) {
    throw new OptionError(
      `momentum.start ${config.momentum.start} is above momentum.end ${config.momentum.end}; momentum must not fall.`,
    );
  }
  return config;
}

/**
 * The configuration with its steps: those of `training.epochs` passes over the images, where passes are set. A pass that does
 * not fill its last batch goes on with the next pass's images, so 100 epochs of 3,629 images by 16 are 22,681 steps.
 *
 * @param images Training images of all categories.
 */
export function withSteps(config: RunConfig, images: number): RunConfig {
  const { epochs, batchSize } = config.training;
  if (epochs === 0) return config;
  return { ...config, training: { ...config.training, steps: Math.max(1, Math.floor((epochs * images) / batchSize)) } };
}

/**
 * The overrides of a named preset.
 *
 * @throws {OptionError} no such preset; the message lists those there are.
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
    result = merged(result, path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as ConfigOverrides);
  }
  return result;
}
