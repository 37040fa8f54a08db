import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTool, root } from './loadTool';

/** Runs the fuzzer with a deadline per case that only what hangs can miss. */
function fuzz(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'tools/fuzz.mjs'), '--deadline', '120', ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('damaged inputs', () => {
  it('of every kind end in the right result or in a typed error, and lie there unchanged', () => {
    const { status, stdout, stderr } = fuzz('--count', '300', '--seed', '1', '--commands', '150');
    expect(stdout).not.toContain('FAIL');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^seed 1, 300 cases\n/);
    expect(stdout).toMatch(/\nall +300 +\d+ +\d+ +0\n$/);
    expect(status).toBe(0);
  });

  it('can be repeated one by one, by seed and number', () => {
    const args = ['--seed', '5', '--case', '0'];
    const [one, again] = [fuzz(...args), fuzz(...args)];
    const line = ({ stdout }: typeof one) => stdout.split('\n').find((text) => text.includes('--seed 5 --case 0: '));
    expect(line(one)).toMatch(/^(right|typed) --seed 5 --case 0: image: /);
    expect(line(again)).toBe(line(one));
  });

  it('are not drawn for a wrong call', () => {
    for (const args of [['--count', '0'], ['--seed', 'x'], ['--only', 'constructor'], ['--wrong']]) {
      const { status, stderr } = fuzz(...args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    }
  });
});

describe('verdictOf', () => {
  it('tells right results, typed errors and everything else', async () => {
    const { verdictOf, WrongResult } = await loadTool('fuzz/verdict.mjs');
    const { borad } = await loadTool('fuzz/library.mjs');
    const ends = async (error: unknown, harmless = false) =>
      (await verdictOf(() => (error ? Promise.reject(error) : Promise.resolve()), harmless)).end;
    expect(await ends(undefined)).toBe('right');
    expect(await ends(new borad.DataError('a.png is cut short.'))).toBe('typed');
    expect(await ends(new borad.DataError('a.png is cut short.'), true)).toBe('other');
    expect(await ends(new borad.DataError('odd\n    at read (a.js:1:1)'))).toBe('other');
    expect(await ends(new TypeError('x is not a function'))).toBe('other');
    expect(await ends(new WrongResult('score 1, was 2'))).toBe('other');
  });
});
