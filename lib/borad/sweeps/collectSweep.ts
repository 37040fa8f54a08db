/** The tables of a sweep, from the runs that are there. */
import type { TableCells } from '../display';
import type { MethodRun } from '../recording';
import { type ComparedRun, comparisonTable, pairedTable } from './comparisonTables';
import { sharedSettings } from './sharedSettings';
import { loadJob, resultOf, type Sweep } from './sweepFolder';

/** The runs of one study on one set by one preset and equal shared settings. */
export interface StudyRuns {
  study: string;
  about: string;
  /** Method, preset, data and shared settings, in words. */
  made: string;
  /** The value that the others are compared with. */
  usual: string;
  /** `variant` is the value. In the study's order, seed by seed. */
  runs: ComparedRun[];
  /** Runs that the study should have. */
  wanted: number;
}

/** The tables of a study. */
export interface StudyTables extends Omit<StudyRuns, 'runs'> {
  /** Runs that are there. */
  there: number;
  /** Mean and deviation over the seeds, percent, a row for each value. */
  values: TableCells;
  /** The usual value minus each other one, seed by seed. */
  differences: TableCells;
}

interface Found {
  study: string;
  value: string;
  made: string;
  seed: number;
  run?: MethodRun;
}

/** Every place of every job in the tables, with its run if it is there. */
function placesOf(sweep: Sweep): Found[] {
  return sweep.jobs.flatMap((hash) => {
    const { cells, spec, config } = loadJob(sweep, hash);
    const run = resultOf(sweep, hash);
    return cells.flatMap((cell) => {
      const study = sweep.studies.find(({ name }) => name === cell.study);
      if (!study) return [];
      const shared = sharedSettings({ spec, config }, study);
      const made = [config.method, `preset ${spec.preset}`, spec.data, ...shared].join(', ');
      return [{ ...cell, made, seed: spec.seed, run }];
    });
  });
}

/**
 * The runs of a sweep, study by study.
 *
 * @throws {DataError} a file of the sweep is damaged.
 */
export function sweepRuns(sweep: Sweep): StudyRuns[] {
  const places = placesOf(sweep);
  return sweep.studies.flatMap(({ name, about, usual, values }) => {
    const own = places.filter(({ study }) => study === name);
    return [...new Set(own.map(({ made }) => made))].map((made) => {
      const here = own.filter((place) => place.made === made);
      const runs = values.flatMap(({ value }) =>
        here.flatMap((place) =>
          place.value === value && place.run ? [{ variant: value, seed: place.seed, mean: place.run.mean }] : [],
        ),
      );
      return { study: name, about, made, usual, runs, wanted: here.length };
    });
  });
}

/**
 * The tables of a sweep; those of a study without any run are left out.
 *
 * @throws {DataError} a file of the sweep is damaged.
 */
export function collectSweep(sweep: Sweep): StudyTables[] {
  return sweepRuns(sweep)
    .filter(({ runs }) => runs.length > 0)
    .map(({ runs, ...study }) => ({
      ...{ ...study, there: runs.length },
      ...{ values: comparisonTable(runs, study.study), differences: pairedTable(runs, study.usual) },
    }));
}
