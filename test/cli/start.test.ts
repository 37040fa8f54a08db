/** The command where a library that it needs does not load. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'borad-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const broken = join(folder, 'broken.cjs');
writeFileSync(
  broken,
  `const Module = require('node:module');
   const load = Module._load;
   Module._load = function (name, ...rest) {
     if (name === 'sharp') throw new Error('Could not load the "sharp" module\\nPossible solutions:\\n- more lines');
     return load.call(this, name, ...rest);
   };`,
);

const start = (environment: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, ['-r', broken, join(__dirname, '../../lib/borad/bin/borad.js'), 'doctor'], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });

describe('borad without sharp', () => {
  it('says in one line what to run', () => {
    const { status, stderr } = start({ BORAD_DEBUG: '' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^borad: cannot start, "npm install"[^\n]*: Could not load the "sharp" module[^\n]*\n$/);
  });

  it('shows the stack where BORAD_DEBUG asks for it', () => {
    expect(start({ BORAD_DEBUG: '1' }).stderr).toMatch(/- more lines\n +at /);
  });
});
