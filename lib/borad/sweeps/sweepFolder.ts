/**
 * A sweep on disk: `sweep.json` (the order of its jobs, its studies, where results and features lie), `jobs/HASH.json`, and what
 * workers write: `results/HASH.json`, `work/HASH` (the run under way, locked by its worker) and `failed/HASH.json`.
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { DataError, OptionError, readJson, withFileLockSync, writeJson } from '../base';
import { loadResults, METHOD_VERSION, type MethodRun, resultsIn } from '../recording';
import { JOB_FORMAT, type PlanOptions, plannedJobs, type SweepJob } from './job';
import { parseStudies, type Study } from './study';

/** Version of the form of `sweep.json`. */
const SWEEP_FORMAT = 1;

const schema = z.strictObject({
  format: z.literal(SWEEP_FORMAT),
  /** Folders, relative to the sweep: of results, of features, and of results that are there from elsewhere. */
  results: z.string(),
  features: z.string(),
  known: z.array(z.string()),
  studies: z.array(z.unknown()),
  /** Names of the jobs in the order in which they are run. */
  jobs: z.array(z.string().regex(/^[0-9a-f]{12}$/)),
});

/** An opened sweep. */
export interface Sweep {
  folder: string;
  /** Folders with their whole paths. */
  results: string;
  features: string;
  known: string[];
  studies: Study[];
  jobs: string[];
}

const fileOf = (folder: string) => join(folder, 'sweep.json');
const jobFile = (folder: string, hash: string) => join(folder, 'jobs', `${hash}.json`);

/** The folder in which a worker runs a job. */
export const workFolder = ({ folder }: Sweep, hash: string) => join(folder, 'work', hash);

/** The file that says why a job failed. */
export const failureFile = ({ folder }: Sweep, hash: string) => join(folder, 'failed', `${hash}.json`);

/**
 * Opens a sweep.
 *
 * @throws {DataError} there is none in the folder, or its list is damaged.
 */
export function openSweep(folder: string): Sweep {
  const file = fileOf(folder);
  if (!existsSync(file))
    throw new DataError(`There is no sweep in ${folder}. "borad sweep plan --study NAME --out ${folder}" makes one.`, {
      file,
    });
  const result = schema.safeParse(readJson(file));
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new DataError(`${file} is damaged: ${faults.join('; ')}. Plan the sweep again; what is done stays.`, {
      file,
    });
  }
  const { results, features, known, studies, jobs } = result.data;
  const whole = (path: string) => resolve(folder, path);
  return {
    ...{ folder, results: whole(results), features: whole(features), known: known.map(whole) },
    ...{ studies: studies.length > 0 ? parseStudies(studies, file) : [], jobs },
  };
}

function saveSweep({ folder, results, features, known, studies, jobs }: Sweep): void {
  const inside = (path: string) => relative(folder, path).split(sep).join('/') || '.';
  writeJson(fileOf(folder), {
    ...{ format: SWEEP_FORMAT, results: inside(results), features: inside(features), known: known.map(inside) },
    ...{ studies, jobs },
  });
}

/**
 * A job of a sweep.
 *
 * @throws {DataError} its file is missing or not of this form.
 */
export function loadJob({ folder }: Sweep, hash: string): SweepJob {
  const file = jobFile(folder, hash);
  const job = readJson<SweepJob>(file);
  if (job.format === JOB_FORMAT && job.hash === hash && job.methodVersion === METHOD_VERSION) return job;
  throw new DataError(
    `${file}: found format ${job.format}, method version ${job.methodVersion}, run ${job.hash}; expected ${JOB_FORMAT}, ${METHOD_VERSION}, ${hash}. Plan the sweep again in a new folder.`,
    { file },
  );
}

/** The results of a job: of this sweep, or known from elsewhere; undefined where there are none. Throws as `loadResults`. */
export function resultOf({ results, known }: Pick<Sweep, 'results' | 'known'>, hash: string): MethodRun | undefined {
  for (const folder of [results, ...known]) {
    const run = loadResults<MethodRun>(resultsIn(folder, hash), hash);
    if (run) return run;
  }
  return undefined;
}

export interface PlanSweepOptions extends PlanOptions {
  /** Folder of the sweep. */
  out: string;
  /** Folder of the results. Default: `results` in the sweep. */
  results?: string;
  /** Folder of the features. Default: `features` in the sweep. */
  features?: string;
  /** Folders with results of other sweeps and recorded runs, which are not made again. */
  known?: readonly string[];
}

/** Studies of the sweep with those that are new. */
function joined(before: readonly Study[], studies: readonly Study[], folder: string): Study[] {
  const changed = studies.find(({ name, ...own }) => {
    const old = before.find((study) => study.name === name);
    return old && JSON.stringify([old.usual, old.values]) !== JSON.stringify([own.usual, own.values]);
  });
  if (changed)
    throw new OptionError(
      `${folder} has another study ${changed.name}. Give yours another name, or name another folder.`,
    );
  return [...before, ...studies.filter(({ name }) => !before.some((study) => study.name === name))];
}

/** A job with the places that it had before. */
function withCells(job: SweepJob, before: SweepJob): SweepJob {
  const isNew = (cell: SweepJob['cells'][number]) =>
    !before.cells.some(({ study, value }) => study === cell.study && value === cell.value);
  return { ...job, cells: [...before.cells, ...job.cells.filter(isNew)] };
}

/**
 * Writes the jobs of some studies into a sweep's folder. A sweep that is there grows by those that are new; nothing that is done
 * is lost, so planning twice is planning once.
 *
 * @returns The whole sweep.
 * @throws {OptionError} a setting is unknown, or the folder has another study of that name. @throws {DataError} the data cannot be
 * opened, or the folder cannot be written.
 */
export function planSweep(options: PlanSweepOptions): Sweep {
  const { out, studies, known = [] } = options;
  const jobs = plannedJobs(options);
  return withFileLockSync(fileOf(out), () => {
    const before: Sweep = existsSync(fileOf(out))
      ? openSweep(out)
      : {
          ...{ folder: out, known: [], studies: [], jobs: [] },
          ...{ results: join(resolve(out), 'results'), features: join(resolve(out), 'features') },
        };
    const { results = before.results, features = before.features } = options;
    const sweep: Sweep = {
      ...{ folder: out, results: resolve(results), features: resolve(features) },
      known: [...new Set([...before.known, ...known.map((folder) => resolve(folder))])],
      studies: joined(before.studies, studies, out),
      jobs: [...new Set([...before.jobs, ...jobs.map(({ hash }) => hash)])],
    };
    for (const job of jobs) {
      const isThere = before.jobs.includes(job.hash);
      writeJson(jobFile(out, job.hash), isThere ? withCells(job, loadJob(before, job.hash)) : job);
    }
    saveSweep(sweep);
    return sweep;
  });
}
