/**
 * Every function and constant of the face has an `@example`, which compiles and prints what its comments say. They are run in
 * one folder, as a reader would run them: the first three write the images and the run that the others read.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as borad from '../../lib/borad/index';
import { exampleOf, runExample, typeErrors } from './examples';
import { publicNames } from './publicNames';

/** Kinds of names that need no example of their own. */
const WITHOUT: Record<string, string> = {
  class: 'errors, which the examples do not provoke',
  type: 'what the functions take and give, as their examples show it',
  namespace: 'rooms, whose names are not of the face',
};

const FIRST = ['prepareBackend', 'writeMvtec', 'train'];

const names = publicNames(resolve(__dirname, '../../lib/borad/index.ts')).filter(({ kind }) => !(kind in WITHOUT));
const examples = names.flatMap((name) => {
  const code = exampleOf(name);
  return code === undefined ? [] : [{ name: name.name, code }];
});
const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
const ordered = [...examples].sort((a, b) => place(a.name) - place(b.name));

describe('examples of the face', () => {
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'borad-examples-'));
  beforeAll(() => process.chdir(folder));
  afterAll(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  it('are there for every function and constant', () => {
    expect(names.length).toBeGreaterThan(30);
    expect(names.map(({ name }) => name).filter((name) => !examples.some((one) => one.name === name))).toEqual([]);
  });

  it('compile, and one that is wrong does not', () => {
    const wrong = { name: 'wrong', code: 'borad.createRng("seven");\n' };
    expect(typeErrors([...examples, wrong])).toEqual([
      "wrong: Argument of type 'string' is not assignable to parameter of type 'number'.",
    ]);
  });

  it.each(ordered)('$name prints what it says', async ({ code }) => {
    const { printed, promised } = await runExample(code, borad);
    expect(printed).toEqual(promised);
  });
});
