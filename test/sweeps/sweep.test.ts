/** A sweep from its plan to its tables, on a run of a few steps. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import {
  CancelledError,
  DataError,
  FolderInUseError,
  lockFolder,
  OptionError,
  progressReporter,
} from '../../lib/borad/base';
import {
  collectSweep,
  findJob,
  openSweep,
  PLAIN_STUDY,
  planSweep,
  resultOf,
  runJob,
  runNextJob,
  type Study,
  type Sweep,
  sweepRuns,
  sweepStatus,
} from '../../lib/borad/sweeps';

const command = join(__dirname, '..', '..', 'lib', 'borad', 'bin', 'borad.js');
const progress = progressReporter('silent');
const data = { imageSize: 64, categories: ['bottle'], procedural: { train: 4, testGood: 2, testDefective: 2 } };
const teacher = { pooling: 1 };
const settings = { data, teacher, model: { widths: [8, 8, 8], prototypes: 3 }, training: { steps: 6, batchSize: 2 } };
const study: Study = {
  name: 'ratio',
  about: 'Share of locations that are masked.',
  usual: '0.5',
  values: ['0.1', '0.5', '0.9'].map((value) => ({ value, settings: { masking: { ratio: Number(value) } } })),
};
let folder = '';

beforeAll(async () => {
  await prepareBackend();
  folder = mkdtempSync(join(tmpdir(), 'borad-sweep-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const planned = (name: string, more: Partial<Parameters<typeof planSweep>[0]> = {}): Sweep =>
  planSweep({ studies: [study], settings, out: join(folder, name), features: join(folder, 'features'), ...more });

/** What a result says, apart from how long it took. */
const numbers = (sweep: Sweep, hash: string) => ({ ...resultOf(sweep, hash), seconds: undefined });

/** Starts a worker of its own process and kills it as soon as a checkpoint is there. */
async function killedWorker(sweep: Sweep, hash: string): Promise<void> {
  const weights = join(sweep.folder, 'work', hash, 'weights.safetensors');
  const args = [command, 'sweep', 'run', sweep.folder, '--job', hash, '--checkpoint-every', '1'];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const watch = setInterval(() => existsSync(weights) && child.kill('SIGKILL'), 1);
  const signal = await new Promise((resolve) => child.on('exit', (_code, how) => resolve(how)));
  clearInterval(watch);
  expect(signal).toBe('SIGKILL');
}

describe('planSweep', () => {
  it('writes a job for each run, named by its hash, and is the same when it is repeated', () => {
    const sweep = planned('plan');
    expect(readdirSync(join(sweep.folder, 'jobs')).sort()).toEqual(
      [...sweep.jobs].sort().map((hash) => `${hash}.json`),
    );
    const text = () =>
      readdirSync(sweep.folder, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => {
          const file = join(sweep.folder, name);
          return statSync(file).isFile() ? readFileSync(file, 'utf8') : name;
        });
    const before = text();
    expect(planned('plan')).toEqual(sweep);
    expect(text()).toEqual(before);
  });

  it('grows by seeds and studies and keeps the order of what was there', () => {
    const first = planned('grow');
    const more: Study = {
      ...study,
      name: 'more',
      values: [...study.values, { value: '0.7', settings: { masking: { ratio: 0.7 } } }],
    };
    const second = planned('grow', { studies: [study, more], seeds: [1, 2] });
    expect(second.jobs.slice(0, 3)).toEqual(first.jobs);
    expect(second.jobs).toHaveLength(8);
    expect(openSweep(second.folder)).toEqual(second);
    expect(() => planned('grow', { studies: [{ ...study, usual: '0.9' }] })).toThrow(OptionError);
  });

  it('keeps runs of other shared settings, which are no further seeds, in tables of their own', () => {
    const other: Study = { ...study, name: 'other', values: [{ value: '0.5', settings: {} }], usual: '0.5' };
    const shorter = { ...settings, training: { steps: 3, batchSize: 2 } };
    planned('shared', { studies: [study, other] });
    const sweep = planned('shared', { studies: [study, other], settings: shorter });
    expect(sweep.jobs).toHaveLength(6);
    const made = (steps: number) =>
      expect.stringMatching(new RegExp(`^borad, preset notebook, procedural, .*training.steps=${steps}, `));
    expect(sweepRuns(sweep)).toMatchObject([
      { study: 'ratio', made: made(6), wanted: 3 },
      { study: 'ratio', made: made(3), wanted: 3 },
      { study: 'other', made: made(6), wanted: 1 },
      { study: 'other', made: made(3), wanted: 1 },
    ]);
  });

  it('finds a job by its number or its name', () => {
    const sweep = planned('plan');
    expect(findJob(sweep, '2')).toBe(sweep.jobs[1]);
    expect(findJob(sweep, sweep.jobs[2])).toBe(sweep.jobs[2]);
    for (const text of ['0', '99', 'x', '']) expect(() => findJob(sweep, text)).toThrow(OptionError);
  });

  it('says that there is no sweep, or that its list is damaged', () => {
    expect(() => openSweep(join(folder, 'none'))).toThrow(/There is no sweep in .*none/);
    const { folder: damaged } = planned('damaged');
    writeFileSync(join(damaged, 'sweep.json'), '{"format": 1}');
    expect(() => openSweep(damaged)).toThrow(/sweep\.json is damaged: .*jobs/);
  });
});

describe('workers', () => {
  it('end a killed job with the same numbers, bit for bit, and run each once', async () => {
    // So many steps that the job is killed before its end, however late that a checkpoint is seen.
    const longer = { settings: { ...settings, training: { steps: 30, batchSize: 2 } } };
    const [killed, whole] = [planned('killed', longer), planned('whole', longer)];
    const [first] = killed.jobs;
    await killedWorker(killed, first);
    expect(sweepStatus(killed)).toMatchObject({ total: 3, done: 0, running: [], failed: [], open: 3 });
    const done = await runNextJob(killed, { progress });
    expect(done).toMatchObject({ made: true, job: { hash: first } });
    expect(readdirSync(join(killed.folder, 'work'))).toEqual([]);
    await runJob(whole, first, { progress });
    expect(numbers(killed, first)).toEqual(numbers(whole, first));
    const file = readFileSync(join(killed.results, `${first}.json`), 'utf8');
    expect(await runJob(killed, first, { progress })).toMatchObject({ made: false });
    expect(readFileSync(join(killed.results, `${first}.json`), 'utf8')).toBe(file);
    // What is known from elsewhere is not made again.
    const other = planned('other', { ...longer, known: [killed.results] });
    expect(sweepStatus(other)).toMatchObject({ done: 1, open: 2 });
    expect(await runJob(other, first, { progress })).toMatchObject({ made: false });
    expect(existsSync(other.results)).toBe(false);
    const [ratio] = collectSweep(killed);
    expect(ratio).toMatchObject({ study: 'ratio', there: 1, wanted: 3 });
    expect(ratio.values.rows[0].slice(0, 2)).toEqual(['0.1', '1']);
  });

  it('take the next job where another has the first, and leave what has failed', async () => {
    const sweep = planned('busy', {
      ...{ studies: [PLAIN_STUDY], method: 'patchcore', seeds: [1, 2, 3] },
      settings: { data, teacher, memory: { patches: 100, entries: 10, projection: 8 } },
    });
    const [first, second, third] = sweep.jobs;
    const lock = lockFolder(join(sweep.folder, 'work', first));
    await expect(runJob(sweep, first, { progress })).rejects.toThrow(FolderInUseError);
    expect(sweepStatus(sweep).running).toMatchObject([
      { hash: first, pid: process.pid, text: 'plain as given, seed 1' },
    ]);
    mkdirSync(join(sweep.folder, 'failed'));
    writeFileSync(join(sweep.folder, 'failed', `${second}.json`), '{"reason": "no memory"}');
    expect(sweepStatus(sweep).failed).toMatchObject([{ hash: second, reason: 'no memory' }]);
    expect(await runNextJob(sweep, { progress })).toMatchObject({ job: { hash: third } });
    expect(await runNextJob(sweep, { progress })).toBeUndefined();
    expect(await runNextJob(sweep, { progress, retry: true })).toMatchObject({ job: { hash: second } });
    expect(sweepStatus(sweep)).toMatchObject({ done: 2, failed: [], open: 0 });
    lock.release();
    expect(sweepStatus(sweep)).toMatchObject({ done: 2, running: [], open: 1 });
    // One run that had to share its processor says nothing about the time left.
    [10, 500, 12].forEach((training, i) => {
      const result = { ...resultOf(sweep, third), hash: sweep.jobs[i], seconds: { training, measuring: 0 } };
      writeFileSync(join(sweep.results, `${sweep.jobs[i]}.json`), JSON.stringify(result));
    });
    expect(sweepStatus(sweep)).toMatchObject({ done: 3, secondsEach: 12, secondsLeft: 0 });
  });

  it('write down why a job failed, and nothing where it was stopped', async () => {
    const sweep = planned('failing');
    const [first, second] = sweep.jobs;
    const elsewhere = join(folder, 'empty');
    mkdirSync(elsewhere);
    await expect(runJob(sweep, first, { progress, data: elsewhere })).rejects.toThrow(DataError);
    expect(sweepStatus(sweep).failed).toMatchObject([{ hash: first, reason: expect.stringContaining(elsewhere) }]);
    const signal = AbortSignal.abort();
    await expect(runJob(sweep, second, { progress, signal })).rejects.toThrow(CancelledError);
    expect(sweepStatus(sweep)).toMatchObject({ failed: [{ hash: first }], open: 2 });
  });

  it('refuse data other than those of the plan', async () => {
    const sweep = planned('moved');
    const [first] = sweep.jobs;
    const file = join(sweep.folder, 'jobs', `${first}.json`);
    const job = JSON.parse(readFileSync(file, 'utf8'));
    job.spec.settings.data.procedural.train = 5;
    writeFileSync(file, JSON.stringify(job));
    await expect(runJob(sweep, first, { progress })).rejects.toThrow(/has changed since it was planned/);
  });
});
