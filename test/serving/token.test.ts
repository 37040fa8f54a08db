import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DataError } from '../../lib/borad/base';
import { readToken, tokenCheck } from '../../lib/borad/serving';

const folder = mkdtempSync(join(tmpdir(), 'borad-token-'));
const file = join(folder, 'token.txt');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is read without white space around it, and must be long and one word', () => {
  writeFileSync(file, '  0123456789abcdef\n');
  expect(readToken(file)).toBe('0123456789abcdef');
  for (const text of ['', 'short', 'two words that are long enough']) {
    writeFileSync(file, text);
    expect(() => readToken(file)).toThrow(DataError);
  }
  expect(() => readToken(join(folder, 'none'))).toThrow(DataError);
});

it('is compared whole', () => {
  const isToken = tokenCheck('0123456789abcdef');
  expect(isToken('Bearer 0123456789abcdef')).toBe(true);
  expect(['Bearer 0123456789abcdeg', 'Bearer 0123456789abcdef0', 'bearer', undefined].map(isToken)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
