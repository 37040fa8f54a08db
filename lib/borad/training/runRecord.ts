/** `run.json`: what a run was made with and which weights belong to it. It is checked as a whole before anything is believed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DataError, OptionError, readJson, sha256Of, writeJson } from '../base';
import { resolveConfig } from '../config';
import type { FeatureType } from '../features';
import { type BaseArchitecture, DEFAULT_METHOD, methodOf, type RunConfig, type TeacherForm } from '../methods';
import type { RecordedEnvironment } from './runEnvironment';

/** Version of the folder's form. */
export const RUN_FORMAT = 1;

/** A file of weights: finished steps and the SHA-256 of its bytes. */
export interface WeightsRecord {
  step: number;
  sha256: string;
}

export interface RunRecord {
  format: number;
  /** Version of this library that wrote the run. */
  borad: string;
  config: RunConfig;
  architecture: BaseArchitecture;
  teacher: { name: string; sha256: string; licence: string };
  dataset: {
    name: string;
    categories: string[];
    trainImages: number;
    /** SHA-256 over the content of the training images in their order; missing where settings fix them (the procedural set). */
    sha256?: string;
  };
  environment: RecordedEnvironment;
  /** How the teacher's features were kept, where not as float32. */
  featureType?: FeatureType;
  /** Where the end was moved: at which finished step, and where it was before. */
  moved?: { step: number; steps: number }[];
  /** The weights that may lie beside the record: one file, or while one replaces the other, both. */
  weights?: WeightsRecord[];
}

const count = z.number().int().min(0);
/** Sections that every run's configuration has. */
const SECTIONS = ['data', 'teacher', 'training', 'detection', 'evaluation'];

const environment = z.looseObject({
  ...{ node: z.string(), tfjs: z.string(), backend: z.string(), engine: z.string() },
  provider: z.string().optional(),
  processor: z.string().optional(),
});

const recordSchema = z.looseObject({
  borad: z.string(),
  config: z.looseObject({
    method: z.string().optional(),
    seed: z.number(),
    ...Object.fromEntries(SECTIONS.map((section) => [section, z.looseObject({})])),
  }),
  architecture: z.looseObject({}),
  teacher: z.looseObject({ name: z.string(), sha256: z.string(), licence: z.string() }),
  dataset: z.looseObject({
    name: z.string(),
    categories: z.array(z.string()),
    trainImages: count,
    sha256: z.string().optional(),
  }),
  environment: environment.extend({ continued: z.array(environment.extend({ step: count })).optional() }),
  featureType: z.enum(['float16', 'float32']).optional(),
  moved: z.array(z.strictObject({ step: count, steps: count })).optional(),
  weights: z.array(z.strictObject({ step: count, sha256: z.string() })).optional(),
});

/** Runs from before photos were held back have trained on all of them; later ones held back at least one of five. */
const BEFORE_HOLD_OUT = { data: { holdOut: 0, holdOutLeast: 1 } };

const fileOf = (folder: string) => join(folder, 'run.json');

/**
 * Whether a folder holds a run.
 *
 * @example
 * ```ts
 * console.log(borad.isRun('runs/parts'), borad.isRun('data/parts')); // true false
 * ```
 */
export function isRun(folder: string): boolean {
  return existsSync(fileOf(folder));
}

/**
 * SHA-256 of what a record says. Where the teacher's file lies does not count, since it may move with the run to another
 * machine (the teacher's own SHA-256 does count), nor does the environment.
 */
function seal(record: object): string {
  const { config, ...rest } = record as { config: { teacher?: object } };
  const teacher = { ...config.teacher, file: undefined };
  return sha256Of(Buffer.from(JSON.stringify({ ...rest, environment: undefined, config: { ...config, teacher } })));
}

/** Writes the record with its own SHA-256. Throws {DataError} when the disk refuses. */
export function saveRecord(folder: string, record: RunRecord): void {
  writeJson(fileOf(folder), { ...record, sha256: seal(record) });
}

/** The first entry of `expected` that differs in an architecture, with what is there; undefined if none does. */
function contradiction(architecture: BaseArchitecture, expected: object): [string, unknown, unknown] | undefined {
  const found = architecture as unknown as { [key: string]: unknown };
  for (const [key, value] of Object.entries(expected)) {
    if (JSON.stringify(found[key]) !== JSON.stringify(value)) return [key, value, found[key]];
  }
  return undefined;
}

function checkConsistency(file: string, { config, architecture }: Pick<RunRecord, 'config' | 'architecture'>): void {
  const differs = contradiction(architecture, methodOf(config.method).implied(config, architecture));
  if (!differs) return;
  const [key, value, found] = differs;
  throw new DataError(
    `${file} contradicts itself: according to its config, architecture.${key} is ${JSON.stringify(value)}, but it says ${JSON.stringify(found)}. Restore the file from a copy, or train again.`,
    { file },
  );
}

/**
 * Compares the network that a record describes with that which its settings give with its teacher.
 *
 * @throws {DataError} they differ: image size, channels or another setting was changed by hand.
 */
export function checkArchitecture(
  folder: string,
  { config, architecture, dataset }: Pick<RunRecord, 'config' | 'architecture' | 'dataset'>,
  teacher: TeacherForm,
): void {
  const file = fileOf(folder);
  const fail = (what: string, cause?: unknown) =>
    new DataError(`${file} contradicts itself: ${what}. Restore the file from a copy, or train again.`, {
      file,
      cause,
    });
  let expected: BaseArchitecture;
  try {
    expected = methodOf(config.method).architecture(teacher, config, dataset.categories);
  } catch (cause) {
    throw fail(`its settings do not describe a network (${(cause as Error).message})`, cause);
  }
  const differs = contradiction(architecture, expected);
  if (!differs) return;
  const [key, value, found] = differs;
  throw fail(
    `with data.imageSize ${config.data.imageSize} and its teacher, architecture.${key} is ${JSON.stringify(value)}, but it says ${JSON.stringify(found)}`,
  );
}

/** The record's parts, once each has its type. */
function checkedParts(file: string, raw: unknown): RunRecord {
  const fail = (what: string) =>
    new DataError(`${file} is not the record of a run: ${what}. Restore it from a copy, or train again.`, { file });
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw fail(`it holds ${JSON.stringify(raw)?.slice(0, 40)}, an object is expected`);
  }
  const { format } = raw as { format?: unknown };
  if (format === undefined) throw fail('it does not name its format');
  if (format !== RUN_FORMAT) {
    throw new DataError(`${file} has format ${JSON.stringify(format)}; this version reads format ${RUN_FORMAT}.`, {
      file,
    });
  }
  const check = (schema: z.ZodType) => {
    const { error } = schema.safeParse(raw);
    if (error) throw fail(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  };
  check(recordSchema);
  const record = raw as RunRecord;
  try {
    const { sections, architectureSchema } = methodOf(record.config.method ?? DEFAULT_METHOD);
    const own = Object.fromEntries(Object.keys(sections).map((section) => [section, z.looseObject({})]));
    check(z.looseObject({ config: z.looseObject(own), architecture: architectureSchema }));
    return { ...record, config: resolveConfig<RunConfig>(BEFORE_HOLD_OUT, { ...record.config }) };
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause;
    throw new DataError(`${file}: the run's config cannot be read. ${cause.message}`, { file, cause });
  }
}

/**
 * What a run was started with.
 *
 * @throws {DataError} the folder holds no run, one of another format, or its record lacks something, contradicts itself or was
 *   changed after it was written.
 */
export function loadRecord(folder: string): RunRecord {
  const file = fileOf(folder);
  if (!isRun(folder)) {
    throw new DataError(`${folder} holds no run: ${file} is missing. Name a folder that \`borad train --out\` made.`, {
      file,
    });
  }
  const raw = readJson<unknown>(file);
  const record = checkedParts(file, raw);
  checkConsistency(file, record);
  const { sha256, ...said } = raw as { sha256?: unknown };
  // Runs of earlier versions carry no SHA-256.
  if (sha256 !== undefined && sha256 !== seal(said)) {
    throw new DataError(
      `${file} was changed after it was written: its content does not match its SHA-256. Restore it from a copy; to change settings, use --set in a new run.`,
      { file },
    );
  }
  const { sha256: _, ...own } = record as RunRecord & { sha256?: string };
  return own;
}
