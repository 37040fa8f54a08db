import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './loadTool';

const files = ['tools', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs') && !name.includes('node_modules'))
    .map((name) => join(folder, name)),
);
const source = (file: string) => readFileSync(join(root, file), 'utf8');
const commands = files.filter((file) => source(file).includes('readFlags(') && !file.endsWith('flags.mjs'));

const run = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, file), ...args], { encoding: 'utf8', cwd: root });

describe('the commands of makers', () => {
  it('read what they are called with in one way', () => {
    expect(files.filter((file) => source(file).includes('parseArgs('))).toEqual([join('tools', 'flags.mjs')]);
    expect(commands.length).toBeGreaterThan(15);
  });

  describe.each(commands)('%s', (file) => {
    it('says with --help how it is called, and does nothing', () => {
      const { status, stdout, stderr } = run(file, '--help');
      expect(stderr).toBe('');
      expect(status).toBe(0);
      // By its npm script or its own path.
      expect(stdout).toMatch(new RegExp(`npm run [a-z:]+|${file.replaceAll('\\', '/')}`));
      expect(stdout).not.toMatch(/^(import|\/\/|#!)/m);
    });

    it('ends with one sentence where it does not know a flag', () => {
      const { status, stdout, stderr } = run(file, '--no-such-flag');
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^[\w:-]+: Unknown option '--no-such-flag'; --help says how it is called\.\n$/);
      expect(status).toBe(2);
    });
  });

  it('end with one sentence where a flag has no value, or a value that cannot be', () => {
    for (const [file, ...args] of [
      ['tools/sweep.mjs', '--parallel'],
      ['bench/run.mjs', '--rounds', '2'],
      ['bench/run.mjs', '--only', 'no such workload'],
    ] as const) {
      const { status, stderr } = run(file, ...args);
      expect(stderr).toMatch(/^[\w:-]+: [^\n]*--(parallel|rounds|only)[^\n]*\.\n$/);
      expect(status).toBe(2);
    }
  });
});

describe('BENCH_PYTHON', () => {
  const found = (program: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        "import { pythonWith } from './bench/python.mjs'; console.log(pythonWith('no_such_module'));",
      ],
      { encoding: 'utf8', cwd: root, env: { ...process.env, BENCH_PYTHON: program } },
    );

  it('is as good as not set where it is empty', () => {
    expect(found('')).toMatchObject({ status: 0, stdout: 'undefined\n', stderr: '' });
  });

  it('ends a command with one sentence where it names what has no such module', () => {
    expect(found(process.execPath)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `BENCH_PYTHON: ${process.execPath} cannot import no_such_module.\n`,
    });
  });
});
