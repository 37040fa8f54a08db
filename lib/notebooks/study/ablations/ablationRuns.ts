/** The recorded runs of the ablations, study by study, from the sweeps and from the comparison. */
import { join } from 'node:path';
import { ablations } from 'borad/methods/borad';
import type { MethodRun } from 'borad/recording';
import { type PlanOptions, plannedJobs, resultOf, type Study, type StudyRuns } from 'borad/sweeps';
import { resultsFolder } from '../../report';
import { COMPARED_SEEDS } from '../experiments';

/** Seeds of every study but the modules, which have those of the comparison. */
export const ABLATION_SEEDS: readonly number[] = [1, 2, 3];

export interface AblationOptions extends Omit<PlanOptions, 'studies' | 'seeds'> {
  /** Default: the paper's. */
  studies?: readonly Study[];
  /** Default: three, five of the modules. */
  seeds?: readonly number[];
  /** Folders of results, the first that has a run counts. Default: the project's recorded sweeps and runs. */
  folders?: readonly string[];
}

/** The runs that are there, and how many there should be; nothing is trained. */
export function ablationRuns(options: AblationOptions = {}): StudyRuns[] {
  const { studies = ablations, seeds, folders = recordedFolders(), ...rest } = options;
  const [results, ...known] = folders;
  const runs = new Map<string, MethodRun | undefined>();
  const find = (hash: string) => {
    if (!runs.has(hash)) runs.set(hash, resultOf({ results, known }, hash));
    return runs.get(hash);
  };
  return studies.map((study) => {
    const own = seeds ?? (study.name === 'modules' ? COMPARED_SEEDS : ABLATION_SEEDS);
    const jobs = plannedJobs({ ...rest, studies: [study], seeds: own });
    const there = jobs.flatMap(({ hash, cells, spec }) => {
      const run = find(hash);
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

/** The same runs made again at another time, beside the recorded ones. */
export interface RepeatedRun {
  seed: number;
  recorded: MethodRun;
  again: MethodRun;
}

/** Runs of the default that were made twice, on other machines or versions of the engine; by seed. */
export function repeatedRuns(seeds: readonly number[] = COMPARED_SEEDS): RepeatedRun[] {
  const plain: Study = { name: 'plain', about: '', usual: 'default', values: [{ value: 'default', settings: {} }] };
  const results = join(resultsFolder(), 'repeats');
  const [first, ...known] = recordedFolders();
  return plannedJobs({ studies: [plain], seeds }).flatMap(({ hash, spec }) => {
    const again = resultOf({ results, known: [] }, hash);
    const recorded = resultOf({ results: first, known }, hash);
    return again && recorded ? [{ seed: spec.seed, recorded, again }] : [];
  });
}
