/** The command where a library that it needs does not load. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'borad-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file that keeps Node from loading a package. */
function breaking(name: string): string {
  const file = join(folder, `${name.replace(/\W/g, '')}.cjs`);
  writeFileSync(
    file,
    `const Module = require('node:module');
   const load = Module._load;
   Module._load = function (name, ...rest) {
     if (name === '${name}') throw new Error('Could not load the "${name}" module\\nPossible solutions:\\n- more lines');
     return load.call(this, name, ...rest);
   };`,
  );
  return file;
}

const start = (name: string, environment: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, ['-r', breaking(name), join(__dirname, '../../lib/borad/bin/borad.js'), 'doctor'], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });

describe('borad without TensorFlow.js', () => {
  it('says in one line what to run', () => {
    const { status, stderr } = start('@tensorflow/tfjs-core', { BORAD_DEBUG: '' });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^borad: cannot start; "npm install"[^\n]*: Could not load the "@tensorflow\/tfjs-core" module[^\n]*\n$/,
    );
  });

  it('shows the stack where BORAD_DEBUG asks for it', () => {
    expect(start('@tensorflow/tfjs-core', { BORAD_DEBUG: '1' }).stderr).toMatch(/- more lines\n +at /);
  });
});

it('borad doctor without sharp says in one line what to run', () => {
  const { status, stdout, stderr } = start('sharp', { BORAD_DEBUG: '' });
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /cannot train and score:\n {2}Images need sharp, which cannot be loaded \(Could not load[^\n]*\)\. Run: npm install sharp\n$/,
  );
  expect(stderr).not.toMatch(/\n +at /);
});
