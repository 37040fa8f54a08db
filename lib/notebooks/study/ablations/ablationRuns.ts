/** The recorded runs of the ablations, study by study, from the sweeps and from the comparison. */
import { join } from 'node:path';
import { ablations } from 'borad/methods/borad';
import type { MethodRun } from 'borad/recording';
import {
  PLAIN_STUDY,
  type PlanOptions,
  plannedJobs,
  resultOf,
  type Study,
  type StudyRuns,
  type SweepJob,
} from 'borad/sweeps';
import { resultsFolder } from '../../report';
import { COMPARED_SEEDS } from '../experiments';

/** Seeds of every study but the modules, which have those of the comparison. */
export const ABLATION_SEEDS: readonly number[] = [1, 2, 3];

/** Seeds that a study should have. */
const seedsOf = ({ name }: Study): readonly number[] => (name === 'modules' ? COMPARED_SEEDS : ABLATION_SEEDS);

export interface AblationOptions extends Omit<PlanOptions, 'studies' | 'seeds'> {
  /** Default: the paper's. */
  studies?: readonly Study[];
  /** Default: three, five of the modules. */
  seeds?: readonly number[];
  /** Folders of results. Default: the project's recorded sweeps and runs. */
  folders?: readonly string[];
}

type Find = (folder: string, hash: string) => MethodRun | undefined;

/** Reads each result once. */
function resultFinder(): Find {
  const runs = new Map<string, MethodRun | undefined>();
  return (folder, hash) => {
    const place = join(folder, hash);
    if (!runs.has(place)) runs.set(place, resultOf({ results: folder, known: [] }, hash));
    return runs.get(place);
  };
}

/**
 * The folders, that with the most runs of a study first: what was made together was made on one machine, and pairs should be.
 */
function fullestFirst(folders: readonly string[], jobs: readonly SweepJob[], find: Find): string[] {
  const there = new Map(folders.map((folder) => [folder, jobs.filter(({ hash }) => find(folder, hash)).length]));
  return [...folders].sort((a, b) => (there.get(b) ?? 0) - (there.get(a) ?? 0));
}

/**
 * The runs that are there, and how many there should be; nothing is trained. Where several folders have a run, that counts which
 * lies with most others of its study.
 */
export function ablationRuns(options: AblationOptions = {}): StudyRuns[] {
  const { studies = ablations, seeds, folders = recordedFolders(), ...rest } = options;
  const find = resultFinder();
  return studies.map((study) => {
    const jobs = plannedJobs({ ...rest, studies: [study], seeds: seeds ?? seedsOf(study) });
    const ordering = fullestFirst(folders, jobs, find);
    const there = jobs.flatMap(({ hash, cells, spec }) => {
      const [run] = ordering.flatMap((folder) => find(folder, hash) ?? []);
      return run ? cells.map(({ value }) => ({ variant: value, seed: spec.seed, mean: run.mean })) : [];
    });
    const places = study.values.map(({ value }) => value);
    const ordered = there.sort((a, b) => places.indexOf(a.variant) - places.indexOf(b.variant) || a.seed - b.seed);
    const { name, about, usual } = study;
    return { study: name, about, usual, made: rest.preset ?? 'notebook', runs: ordered, wanted: jobs.length };
  });
}

/** Where the project keeps the results of sweeps and of the comparison. */
function recordedFolders(): string[] {
  return ['sweeps', 'runs'].map((name) => join(resultsFolder(), name));
}

/** The same run made again at another time, beside the recorded one. */
export interface RepeatedRun {
  seed: number;
  recorded: MethodRun;
  again: MethodRun;
}

export interface RepeatedOptions {
  /** Default: those of the comparison. */
  seeds?: readonly number[];
  /** Folder of the recorded runs. Default: the project's `runs`. */
  recorded?: string;
  /** Folders of runs that were made later. Default: the project's `repeats` and `sweeps`. */
  again?: readonly string[];
}

/** Runs of the default that were made more than once, on other machines or versions of the engine; by folder, then seed. */
export function repeatedRuns(options: RepeatedOptions = {}): RepeatedRun[] {
  const own = (name: string) => join(resultsFolder(), name);
  const { seeds = COMPARED_SEEDS, recorded = own('runs'), again = [own('repeats'), own('sweeps')] } = options;
  const find = resultFinder();
  const jobs = plannedJobs({ studies: [PLAIN_STUDY], seeds });
  return again.flatMap((folder) =>
    jobs.flatMap(({ hash, spec }) => {
      const [first, later] = [find(recorded, hash), find(folder, hash)];
      return first && later ? [{ seed: spec.seed, recorded: first, again: later }] : [];
    }),
  );
}
