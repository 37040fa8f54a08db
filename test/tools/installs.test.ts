/** Package managers tried side by side: what their table says, and that a file with several names counts once. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readJson } from '../../lib/borad/base';
import { loadTool } from './loadTool';

interface Result {
  name: string;
  seconds: number;
  result: 'ok' | 'failed' | 'not run';
}
interface Outcome {
  manager: string;
  place: string;
  installed?: number;
  pruned?: number;
  results: Result[];
}
let installsRows: (outcomes: Outcome[]) => string[][];
let installedBytes: (folder: string) => number;
beforeAll(async () => {
  ({ installsRows } = await loadTool('installs/installsRows.mjs'));
  ({ installedBytes } = await loadTool('installs/installedBytes.mjs'));
});

const folder = mkdtempSync(join(tmpdir(), 'borad-installs-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the table shows times, sizes, and the step that failed', () => {
  const result = (name: string, outcome: Result['result'], seconds = 0) => ({ name, seconds, result: outcome });
  const steps = ['build', 'prune', 'train 20 steps', 'score'];
  const [head, whole, broken] = installsRows([
    {
      ...{ manager: 'npm 11.0.0', place: 'clone', installed: 400e6, pruned: 150.4e6 },
      results: [result('install', 'ok', 75), ...steps.map((name) => result(name, 'ok', 9))],
    },
    {
      ...{ manager: 'yarn 1.0.0', place: 'clone' },
      results: [result('install', 'failed', 3), ...steps.map((name) => result(name, 'not run'))],
    },
  ]);
  expect(head).toEqual(['package manager', 'what', 'install', ...steps, 'size, MB', 'pruned, MB', 'result']);
  expect(whole).toEqual(['npm 11.0.0', 'clone', '1 min 15 s', '9 s', '9 s', '9 s', '9 s', '400', '150', 'ok']);
  expect(broken).toEqual(['yarn 1.0.0', 'clone', '', '', '', '', '', '', '', '**failed**: install']);
});

it('the size counts a file once, whatever leads to it', () => {
  mkdirSync(join(folder, 'store'));
  writeFileSync(join(folder, 'store', 'a'), 'a'.repeat(100));
  linkSync(join(folder, 'store', 'a'), join(folder, 'b'));
  symlinkSync(join(folder, 'store'), join(folder, 'linked'), 'junction');
  writeFileSync(join(folder, 'c'), 'c'.repeat(11));
  expect(installedBytes(folder)).toBe(111);
});

it('yarn and pnpm are told what npm is told, at the versions of the lock file', () => {
  const root = join(__dirname, '..', '..');
  const { overrides, resolutions } = readJson<{
    overrides: Record<string, Record<string, string>>;
    resolutions: Record<string, string>;
  }>(join(root, 'package.json'));
  const { packages } = readJson<{ packages: Record<string, { version?: string; link?: boolean; resolved?: string }> }>(
    join(root, 'package-lock.json'),
  );
  expect(resolutions).toMatchObject(Object.assign({}, ...Object.values(overrides)));
  for (const [name, version] of Object.entries(resolutions)) {
    // A bare name: pnpm refuses yarn's patterns, such as `**/vite`.
    expect(name).toMatch(/^(@[\w-]+\/)?[\w-]+$/);
    const installed = packages[`node_modules/${name}`];
    expect(packages[installed?.link ? `${installed.resolved}` : `node_modules/${name}`]?.version, name).toBe(version);
  }
});
