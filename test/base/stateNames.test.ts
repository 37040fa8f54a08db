/** The prefixes of a model's state (`ema.`, `adam.`, `mff.`, ...) are known to `methods/` alone, those of the optimiser to one file there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const lib = resolve(__dirname, '../../lib');

/** Files below a folder whose code, comments aside, has a text that begins with one of the prefixes. */
function filesWith(folder: string, prefixes: string): string[] {
  const literal = new RegExp(`['"\`](${prefixes})\\.(?!ts)`);
  return readdirSync(join(lib, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file).replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\/(dist|node_modules|vendor)\//.test(file))
    .filter((file) => {
      const code = readFileSync(join(lib, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
      return literal.test(code);
    });
}

it('moments and averages are told apart in one file', () => {
  expect(filesWith('borad', 'ema|adam')).toEqual(['borad/methods/state.ts']);
});

it('the parts of a network are named by methods alone', () => {
  const others = filesWith('borad', 'proj|mff|dec|heads').filter((file) => !file.startsWith('borad/methods/'));
  expect(others).toEqual([]);
});
