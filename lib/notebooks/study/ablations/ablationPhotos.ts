/** The recorded runs of the ablations on photographs, which need not be on this machine. */
import { join } from 'node:path';
import { ablations } from 'borad/methods/borad';
import { anyConfig, hashesIn, loadResults, type MethodRun, resultsIn, settingsText } from 'borad/recording';
import type { Study, StudyRuns } from 'borad/sweeps';
import { resultsFolder } from '../../report';
import { ABLATION_SEEDS } from './ablationRuns';

export interface AblationPhotosOptions {
  /** Default: the paper's. */
  studies?: readonly Study[];
  /** Default: three. */
  seeds?: readonly number[];
  /** A name of `presets`. Default `notebook`. */
  preset?: string;
  /** Name of the data set: that of its folder. Default `real-mini`. */
  dataset?: string;
  /** Folder of results. Default: the project's recorded sweeps. */
  folder?: string;
}

/**
 * The runs of each study that are there, and how many there should be; nothing is trained. A run's name needs its images; so these
 * are found by the name of their data set and their settings.
 *
 * @throws {DataError} a result cannot be read. @throws {OptionError} a preset or a setting of a study is unknown.
 */
export function ablationPhotos(options: AblationPhotosOptions = {}): StudyRuns[] {
  const { studies = ablations, seeds = ABLATION_SEEDS, preset = 'notebook', dataset = 'real-mini' } = options;
  const runs = resultsOn(dataset, options.folder ?? join(resultsFolder(), 'sweeps'));
  const bySettings = new Map(runs.map((run) => [settingsText(run.config), run]));
  return studies.map((study) => {
    const found = study.values.flatMap(({ value, settings }) =>
      seeds.flatMap((seed) => {
        const run = bySettings.get(settingsText(anyConfig({ method: 'borad', seed, preset, settings })));
        return run ? { variant: value, seed, mean: run.mean } : [];
      }),
    );
    const { name, about, usual } = study;
    return { study: name, about, usual, made: preset, runs: found, wanted: study.values.length * seeds.length };
  });
}

/** The results in a folder that were measured on a data set. */
function resultsOn(dataset: string, folder: string): MethodRun[] {
  return hashesIn(folder)
    .flatMap((hash) => loadResults<MethodRun>(resultsIn(folder, hash), hash) ?? [])
    .filter((run) => run.dataset.name === dataset);
}
