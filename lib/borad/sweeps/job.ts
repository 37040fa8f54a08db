/** A job: one run of a sweep, named by the hash of its resolved configuration, data and method version. */
import { resolve } from 'node:path';
import { itemAt, OptionError } from '../base';
import { type ConfigOverrides, mergeSettings } from '../config';
import { DEFAULT_METHOD, type RunConfig } from '../methods';
import { anyConfig, dataOpener, METHOD_VERSION, type MethodSpec, runHash } from '../recording';
import type { Study } from './study';

/** Version of the form of job files. */
export const JOB_FORMAT = 1;

/** Where a job stands in the tables of its sweep. */
export interface JobCell {
  study: string;
  value: string;
}

export interface SweepJob {
  format: number;
  /** The name of its run: see `runHash`. */
  hash: string;
  /** METHOD_VERSION. */
  methodVersion: number;
  /** What to run: it is resolved again by the worker, and has to have the same name. */
  spec: Required<MethodSpec>;
  /** The resolved configuration, for readers. */
  config: RunConfig;
  cells: JobCell[];
}

export interface PlanOptions {
  studies: readonly Study[];
  /** Default: 1. */
  seeds?: readonly number[];
  /** A name of `METHODS`. Default: BoRAD's. */
  method?: string;
  /** A name of `presets`. Default `notebook`. */
  preset?: string;
  /** `procedural` or a folder in a known layout. Default `procedural`. */
  data?: string;
  /** What all runs share, on top of the preset; a study's values come on top of these. */
  settings?: ConfigOverrides;
}

/**
 * The jobs of some studies, seed by seed, so that an interrupted sweep has whole pairs. A run that several studies have, as that
 * of the defaults, is one job. Nothing is written.
 *
 * @throws {OptionError} a setting, method or preset is unknown. @throws {DataError} the data cannot be opened.
 */
export function plannedJobs(options: PlanOptions): SweepJob[] {
  const { studies, seeds = [1], method = DEFAULT_METHOD, preset = 'notebook', settings = {} } = options;
  const data = options.data === undefined || options.data === 'procedural' ? 'procedural' : resolve(options.data);
  if (seeds.length === 0) throw new OptionError('A sweep needs at least one seed.');
  const open = dataOpener();
  const jobs = new Map<string, SweepJob>();
  for (const seed of seeds) {
    for (const study of studies) {
      for (const { value, settings: own } of study.values) {
        const spec = { method, seed, preset, data, settings: mergeSettings(settings, own) };
        const hash = runHash(spec, open(spec));
        const cell = { study: study.name, value };
        const known = jobs.get(hash);
        if (known) known.cells.push(cell);
        else
          jobs.set(hash, {
            format: JOB_FORMAT,
            hash,
            methodVersion: METHOD_VERSION,
            spec,
            config: anyConfig(spec),
            cells: [cell],
          });
      }
    }
  }
  return [...jobs.values()];
}

/** A job in words: where it stands first, and its seed. */
export function jobText({ cells, spec }: SweepJob): string {
  const { study, value } = itemAt(cells, 0, 'jobText');
  return `${study} ${value}, seed ${spec.seed}`;
}
