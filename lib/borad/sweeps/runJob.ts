/** A worker's side of a sweep: it claims a job by the lock of its folder, runs it there, and writes its result. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  CancelledError,
  DataError,
  FolderInUseError,
  type FolderLock,
  lockFolder,
  OptionError,
  type ProgressReporter,
  writeJson,
} from '../base';
import type { Dataset } from '../datasets';
import type { ExecutionOptions } from '../engine';
import { planFeatures } from '../features';
import {
  anyConfig,
  type MethodRun,
  openRunInputs,
  openSpecData,
  openTeacherAndData,
  runHash,
  saveResults,
  type TrainMethodOptions,
  trainMethod,
} from '../recording';
import type { SweepJob } from './job';
import { failureFile, loadJob, resultOf, type Sweep, workFolder } from './sweepFolder';

export interface WorkOptions extends ExecutionOptions {
  /** Where the data lie here, if elsewhere than where the sweep was planned. */
  data?: string;
  /** Room for features of sets that memory does not hold, bytes. Default 20 GB. */
  cacheBytes?: number;
  /** Steps between checkpoints. Default 100. */
  checkpointEvery?: number;
  progress?: ProgressReporter;
  signal?: AbortSignal;
}

/** A job that is done. */
export interface JobDone {
  job: SweepJob;
  run: MethodRun;
  /** False where its result was there already. */
  made: boolean;
}

const GIGABYTE = 1e9;

/** The data set of a job, if it is the one that the job was planned with. */
function openJobData(sweep: Sweep, { hash, spec }: SweepJob): Dataset {
  const dataset = openSpecData(spec);
  const found = runHash(spec, dataset);
  if (found === hash) return dataset;
  throw new DataError(
    `Job ${hash} of ${sweep.folder} is run ${found} here: its data (${spec.data}) or a default has changed since it was planned. Bring back the data, or plan a new sweep.`,
  );
}

/** Features in memory, from the sweep's folder; those of sets above 1 GiB, or whose images are cut, stay on disk, where training reads them. */
async function inputsFor(
  sweep: Sweep,
  { spec }: SweepJob,
  dataset: Dataset,
  { cacheBytes = 20 * GIGABYTE, progress, signal }: WorkOptions,
): Promise<Pick<TrainMethodOptions, 'teacher' | 'dataset' | 'features' | 'cache'>> {
  const { teacher } = await openTeacherAndData(spec);
  const { place } = planFeatures(teacher, anyConfig(spec).data.imageSize, dataset.samples.length);
  const folder = sweep.features;
  if (place === 'memory' && dataset.shown === undefined)
    return openRunInputs(spec, { folder, dataset, progress, signal });
  return { teacher, dataset, cache: { folder, limit: cacheBytes, type: 'float16' } };
}

async function trainJob(sweep: Sweep, planned: SweepJob, lock: FolderLock, options: WorkOptions): Promise<MethodRun> {
  const { data = planned.spec.data, checkpointEvery, progress, signal, engine, provider, graphCache } = options;
  const job: SweepJob = { ...planned, spec: { ...planned.spec, data } };
  const dataset = openJobData(sweep, job);
  const inputs = await inputsFor(sweep, job, dataset, options);
  const out = workFolder(sweep, job.hash);
  const { run } = await trainMethod({
    ...{ spec: job.spec, ...inputs, progress, signal, engine, provider, graphCache },
    folder: { out, lock, checkpointEvery },
  });
  lock.check();
  return saveResults(sweep.results, run);
}

/** Writes down why a job failed. */
function recordFailure(sweep: Sweep, hash: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  writeJson(failureFile(sweep, hash), {
    hash,
    reason,
    host: hostname(),
    pid: process.pid,
    at: new Date().toISOString(),
  });
}

/** What a finished job leaves: its result alone. */
function clearWork(sweep: Sweep, hash: string): void {
  const folder = workFolder(sweep, hash);
  for (const name of readdirSync(folder))
    if (name !== '.lock') rmSync(join(folder, name), { recursive: true, force: true });
  rmSync(failureFile(sweep, hash), { force: true });
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds a checkpoint, or another worker has it.
  }
}

/**
 * Runs a job, unless its result is there. One that was interrupted, by a signal or because its worker was killed, goes on from its
 * last checkpoint and ends with the same numbers.
 *
 * @throws {FolderInUseError} another worker runs it. @throws {DataError} its data are not those of the plan, or cannot be used.
 * @throws {NumericError} training left the finite numbers. @throws {CancelledError} the signal fired. All but the first and the
 * last are written down as the reason why the job failed.
 */
export async function runJob(sweep: Sweep, hash: string, options: WorkOptions = {}): Promise<JobDone> {
  const job = loadJob(sweep, hash);
  const before = resultOf(sweep, hash);
  if (before) return { job, run: before, made: false };
  const folder = workFolder(sweep, hash);
  const lock = lockFolder(folder);
  try {
    // Its worker may have ended while this one came.
    const meanwhile = resultOf(sweep, hash);
    const run = meanwhile ?? (await trainJob(sweep, job, lock, options));
    clearWork(sweep, hash);
    return { job, run, made: meanwhile === undefined };
  } catch (error) {
    if (!(error instanceof CancelledError)) recordFailure(sweep, hash, error);
    throw error;
  } finally {
    lock.release();
    removeEmpty(folder);
  }
}

/**
 * Runs the first job that is neither done nor run by another worker; undefined where there is none.
 *
 * @param options `retry`: also retry jobs that have failed. Default: leave them.
 * @throws As `runJob`, except that a job of another worker is passed over.
 */
export async function runNextJob(
  sweep: Sweep,
  { retry = false, ...options }: WorkOptions & { retry?: boolean } = {},
): Promise<JobDone | undefined> {
  for (const hash of sweep.jobs) {
    if (resultOf(sweep, hash) || (!retry && existsSync(failureFile(sweep, hash)))) continue;
    try {
      const done = await runJob(sweep, hash, options);
      if (done.made) return done;
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    }
  }
  return undefined;
}

/**
 * The name of a job from its number, from 1 in the order of the plan, or from the first digits of its name.
 *
 * @throws {OptionError} there is no such job, or there are several.
 */
export function findJob({ jobs, folder }: Sweep, text: string): string {
  const numbered = /^\d{1,6}$/.test(text) ? jobs[Number(text) - 1] : undefined;
  if (numbered !== undefined) return numbered;
  const [found, ...others] = jobs.filter((hash) => hash.startsWith(text));
  if (text !== '' && found !== undefined && others.length === 0) return found;
  throw new OptionError(`${folder} has no job ${text}: expected a number from 1 to ${jobs.length}, or a job's name.`);
}
