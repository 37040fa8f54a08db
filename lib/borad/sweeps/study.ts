/** A study: one setting, or a few that belong together, at several values. It is data, from this package or from a file. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { DataError, OptionError, readJson } from '../base';
import type { ConfigOverrides } from '../config';
import { ablations } from '../methods/borad';

/** What is varied. */
export interface Study {
  /** One word, as files and tables name it. */
  name: string;
  about: string;
  /** The value that all others are compared with. */
  usual: string;
  /** Values by name, each with its settings on top of those that all runs share. */
  values: { value: string; settings: ConfigOverrides }[];
}

const schema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w-]+$/, 'expected letters, digits, - and _')
      .describe('One word'),
    about: z.string().default('').describe('A sentence'),
    usual: z.string().describe('The value that all others are compared with'),
    values: z
      .array(z.strictObject({ value: z.string().min(1), settings: z.record(z.string(), z.unknown()) }))
      .min(1)
      .describe('Values by name, each with its settings'),
  })
  .refine(({ usual, values }) => values.some(({ value }) => value === usual), 'usual: expected the name of a value')
  .refine(({ values }) => new Set(values.map(({ value }) => value)).size === values.length, 'a value is named twice');

/** The study that varies nothing: one method at its settings, seed by seed. */
export const PLAIN_STUDY: Study = {
  name: 'plain',
  about: 'One set of settings.',
  usual: 'as given',
  values: [{ value: 'as given', settings: {} }],
};

/** Studies that come with the package, by name; `ablations` are all of BoRAD's. */
const known: ReadonlyMap<string, readonly Study[]> = new Map([
  ['ablations', ablations],
  ...[...ablations, PLAIN_STUDY].map((study): [string, readonly Study[]] => [study.name, [study]]),
]);

/** Names for `studiesOf`. */
export const STUDY_NAMES: readonly string[] = [...known.keys()];

/**
 * Studies by name, or those of a JSON file: one, or a list of them.
 *
 * @throws {OptionError} there is neither a study nor a file of that name. @throws {DataError} the file holds no studies.
 */
export function studiesOf(nameOrFile: string): readonly Study[] {
  const found = known.get(nameOrFile);
  if (found) return found;
  if (!existsSync(nameOrFile))
    throw new OptionError(
      `There is no study or file ${nameOrFile}: expected one of ${STUDY_NAMES.join(', ')}, or a JSON file (docs/sweeps.md).`,
    );
  return parseStudies(readJson(nameOrFile), nameOrFile);
}

/**
 * Checks studies that were read or written by hand.
 *
 * @param value One study, or a list of them.
 * @param file Where they were read from, for messages.
 * @throws {DataError} they are not of a study's form; the message names each fault.
 */
export function parseStudies(value: unknown, file?: string): Study[] {
  const result = z
    .array(schema)
    .min(1)
    .safeParse(Array.isArray(value) ? value : [value]);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'study'}: ${message}`);
  throw new DataError(`${file ?? 'The study'} is not a study: ${faults.join('; ')}. docs/sweeps.md has an example.`, {
    file,
  });
}
