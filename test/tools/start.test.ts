/** The steps of `npm start`, each stood in for by a script that notes when it begins and ends. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from './loadTool';

const scratch = mkdtempSync(join(tmpdir(), 'borad-start-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const TSC = 'node_modules/typescript/bin/tsc';
const SCRIPTS = [TSC, 'lib/borad/bin/borad.js', 'tools/run-notebooks.mjs', 'tools/export-reports.mjs'];
/** Steps that are to run side by side: each of them waits for the other to begin. */
const PAIRS = [
  ['tsc -b lib/notebooks', 'borad.js train'],
  ['borad.js evaluate', 'run-notebooks.mjs 00-quickstart'],
];

const STAND_IN = `import('node:fs').then((fs) => {
  const [, script, ...args] = process.argv;
  const name = [script.split(/[\\\\/]/).pop(), ...args].join(' ');
  const log = process.env.START_LOG;
  const note = (what) => fs.appendFileSync(log, what + ' ' + name + '\\n');
  fs.appendFileSync(log + '.pids', process.pid + ' ' + name + '\\n');
  note('begins');
  const pair = JSON.parse(process.env.START_PAIRS).find((both) => both.some((one) => name.startsWith(one)));
  const other = pair?.find((one) => !name.startsWith(one));
  const wait = setInterval(() => {
    if (other && !fs.readFileSync(log, 'utf8').includes('begins ' + other)) return;
    if (process.env.START_STAYS && name.startsWith(process.env.START_STAYS)) return;
    clearInterval(wait);
    console.log('output of ' + name);
    note('ends');
    process.exitCode = process.env.START_FAILS && name.startsWith(process.env.START_FAILS) ? 7 : 0;
  }, 20);
});
`;

/** Throws for what is no process id. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

let projects = 0;

/** Runs the tool in a project of stand-ins; what they noted, and how it ended. */
function start(env: Record<string, string> = {}) {
  const project = join(scratch, `${++projects}`);
  for (const name of ['tools/start.mjs', 'tools/cores.mjs', 'tools/requirePackages.mjs', 'tools/asError.mjs'])
    cpSync(join(root, name), join(project, name));
  cpSync(join(root, 'lib/borad/bin/closedOutput.js'), join(project, 'lib/borad/bin/closedOutput.js'));
  for (const name of SCRIPTS) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), STAND_IN);
  }
  writeFileSync(join(project, 'node_modules/typescript/package.json'), '{}');
  for (const name of ['tslab', 'markdown-it', 'highlight.js', 'katex'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction');
  const log = join(project, 'log');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'tools/start.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, ...env, START_LOG: log, START_PAIRS: JSON.stringify(PAIRS) },
  });
  const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');
  return { noted: linesOf(log), pids: linesOf(`${log}.pids`), status, stdout, stderr };
}

it('runs each step once what it reads is there, and what is independent side by side', () => {
  const { noted, status, stdout, stderr } = start();
  expect([status, stderr]).toEqual([0, '']);
  const at = (line: string) => {
    const found = noted.flatMap((each, i) => (each.startsWith(line) ? [i] : []));
    expect([line, found]).toEqual([line, [expect.any(Number)]]);
    return found[0] as number;
  };
  const before = (earlier: string, later: string) => expect(at(`ends ${earlier}`)).toBeLessThan(at(`begins ${later}`));
  before('tsc -b lib/borad', 'tsc -b lib/notebooks');
  before('tsc -b lib/borad', 'borad.js train');
  for (const step of ['borad.js evaluate', 'run-notebooks.mjs 00-quickstart']) {
    before('borad.js train', step);
    before('tsc -b lib/notebooks', step);
  }
  before('run-notebooks.mjs 00-quickstart', 'export-reports.mjs');
  expect(noted).toHaveLength(12);
  // What is kept until a step has ended is printed under its name.
  expect(stdout).toContain('\n== build lib/notebooks\noutput of tsc -b lib/notebooks\n');
  expect(stdout).toMatch(/\n== report\noutput of export-reports.*\n/);
  expect(stdout).toMatch(/Done in \d+ min \d+ s \(build lib\/borad /);
});

it('ends with the exit code of the step that fails, and the others end with it', async () => {
  const { noted, pids, status, stdout } = start({ START_FAILS: 'borad.js evaluate', START_STAYS: 'run-notebooks.mjs' });
  expect(status).toBe(7);
  expect(noted.at(-1)).toMatch(/^ends borad.js evaluate/);
  expect(stdout).not.toContain('Done in');
  const stayed = pids.find((line) => line.includes('run-notebooks.mjs'));
  await expect.poll(() => isRunning(Number.parseInt(stayed ?? '', 10)), { timeout: 60_000 }).toBe(false);
});

it('trains nothing where the library cannot be built', () => {
  const { noted, status } = start({ START_FAILS: 'tsc -b lib/borad' });
  expect(status).toBe(7);
  expect(noted).toEqual(['begins tsc -b lib/borad', 'ends tsc -b lib/borad']);
});
