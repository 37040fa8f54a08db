/** The ready files for queues, in the queues themselves: a worker is killed, its job is run again, and the numbers are the same. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { folderHolder, progressReporter } from '../../lib/borad/base';
import { PLAIN_STUDY, planSweep, resultOf, runJob, type Sweep, sweepStatus } from '../../lib/borad/sweeps';
import { type Slurm, startSlurm, until, whyNoSlurm } from './slurm';

const root = join(__dirname, '..', '..');
const script = (name: string) => join(root, 'tools', 'sweep', name);
/** The command of this checkout, as the ready files take it. */
const BORAD = `${process.execPath} ${join(root, 'lib', 'borad', 'bin', 'borad.js')}`;
const oftenSaved = ['--checkpoint-every', '1'];

const hasParallel = spawnSync('parallel', ['--version']).status === 0;
const reasons = {
  parallel: hasParallel ? '' : 'parallel not found (Debian: apt-get install parallel)',
  slurm: whyNoSlurm(),
};
for (const [queue, reason] of Object.entries(reasons))
  if (reason) process.stderr.write(`Sweeps are not tested under ${queue}: ${reason}.\n`);

const folder = mkdtempSync(join(tmpdir(), 'sweeps-'));
const common = {
  data: { imageSize: 64, categories: ['bottle'], procedural: { train: 4, testGood: 2, testDefective: 2 } },
  teacher: { pooling: 1 },
};
const settings = {
  ...common,
  model: { widths: [8, 8, 8], prototypes: 3 },
  training: { steps: 20, batchSize: 2 },
};
const planned = (name: string): Sweep =>
  planSweep({
    ...{ studies: [PLAIN_STUDY], settings, seeds: [1, 2] },
    ...{ out: join(folder, name), features: join(folder, 'features') },
  });

/** What a result says, apart from how long it took. */
const numbers = (sweep: Sweep, hash: string) => ({ ...resultOf(sweep, hash), seconds: undefined });

/** Kills the worker of a job with the signal that cannot be caught, once it has a checkpoint. */
async function killWorker(sweep: Sweep, hash: string): Promise<void> {
  const work = join(sweep.folder, 'work', hash);
  await until('A checkpoint', () => existsSync(join(work, 'weights.safetensors')));
  const holder = folderHolder(work);
  expect(holder, 'the worker of the first job').toBeDefined();
  if (holder) process.kill(holder.pid, 'SIGKILL');
}

/** Runs the first job of a sweep in this process, undisturbed. */
let undisturbed: unknown;
beforeAll(async () => {
  if (reasons.parallel && reasons.slurm) return;
  await prepareBackend();
  const sweep = planned('undisturbed');
  await runJob(sweep, sweep.jobs[0], { progress: progressReporter('silent') });
  undisturbed = numbers(sweep, sweep.jobs[0]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tools/sweep.mjs', () => {
  it('runs all jobs by workers side by side, each job once', () => {
    const sweep = planSweep({
      ...{ studies: [PLAIN_STUDY], method: 'patchcore', seeds: [1, 2], out: join(folder, 'side by side') },
      ...{ settings: { ...common, memory: { patches: 100, entries: 10, projection: 8 } } },
    });
    const args = [join(root, 'tools', 'sweep.mjs'), sweep.folder, '--parallel', '2'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(sweepStatus(sweep)).toMatchObject({ done: 2, open: 0, running: [], failed: [] });
    expect(stdout).toContain('2 jobs, 2 done');
    for (const hash of sweep.jobs)
      expect(`${stdout}${stderr}`.match(new RegExp(`^${hash} .*mAD`, 'gm')), `${stdout}${stderr}`).toHaveLength(1);
  });
});

describe.skipIf(reasons.parallel)('tools/sweep/parallel.sh', () => {
  const command = join(folder, 'borad');
  beforeAll(() => writeFileSync(command, `#!/bin/sh\nexec ${BORAD} "$@" ${oftenSaved.join(' ')}\n`, { mode: 0o755 }));

  const pass = (sweep: Sweep) => {
    const env = { ...process.env, BORAD: command };
    const child = spawn(script('parallel.sh'), [sweep.folder, '--jobs', '1'], { env, stdio: 'ignore' });
    return new Promise<number | null>((done) => child.on('exit', done));
  };

  it('goes on where a worker was killed', async () => {
    const sweep = planned('parallel');
    const [first] = sweep.jobs;
    const ended = pass(sweep);
    await killWorker(sweep, first);
    expect(await ended).not.toBe(0);
    expect(sweepStatus(sweep)).toMatchObject({ done: 1, open: 1, running: [], failed: [] });
    expect(await pass(sweep)).toBe(0);
    expect(sweepStatus(sweep)).toMatchObject({ done: 2, open: 0 });
    expect(numbers(sweep, first)).toEqual(undisturbed);
  });
});

describe.skipIf(reasons.slurm)('tools/sweep/slurm.sh', () => {
  let slurm: Slurm;
  const log = (element: number) => join(folder, `element-${element}.log`);
  beforeAll(async () => {
    const own = join(folder, 'slurm');
    mkdirSync(own);
    slurm = await startSlurm(own);
  });
  afterAll(() => slurm?.stop());

  it('puts a job whose worker was killed back into the queue, and ends with the same numbers', async () => {
    const sweep = planned('slurm');
    const [first] = sweep.jobs;
    const array = await slurm.ask(
      ...(['sbatch', '--parsable', '--array=1-2', `--output=${join(folder, 'element-%a.log')}`] as const),
      ...[`--export=ALL,BORAD=${BORAD}`, script('slurm.sh'), sweep.folder, ...oftenSaved],
    );
    await killWorker(sweep, first);
    const logs = () => [1, 2].map((element) => readFileSync(log(element), 'utf8')).join('\n');
    await until('The end of the array', async () => (await slurm.ask('squeue', '--noheader')) === '').catch((error) => {
      throw new Error(`${error.message}\n${logs()}`);
    });
    expect(await slurm.ask('scontrol', 'show', 'job', `${array}_1`), logs()).toMatch(
      /JobState=COMPLETED[\s\S]*Restarts=1/,
    );
    expect(sweepStatus(sweep), logs()).toMatchObject({ done: 2, open: 0, running: [], failed: [] });
    expect(numbers(sweep, first)).toEqual(undisturbed);
  });
});
