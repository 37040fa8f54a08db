/**
 * A run on disk: `run.json` (resolved configuration, architecture, teacher, data set, versions), `weights.safetensors`
 * (the whole state, with the step it belongs to) and `history.json` (losses by step). Each is written beside and renamed.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { version as tfjsVersion } from '@tensorflow/tfjs';
import { DataError, readJson, readSafetensors, writeJson, writeSafetensors } from '../base';
import { type RunConfig, resolveConfig } from '../config';
import type { FeatureType } from '../features';
import type { Architecture } from '../model';
import type { LossValues, StoredState } from './stepper';

/** Version of the folder's form. */
export const RUN_FORMAT = 1;

export interface RunRecord {
  format: number;
  /** Version of this library that wrote the run. */
  borad: string;
  config: RunConfig;
  architecture: Architecture;
  teacher: { name: string; sha256: string; licence: string };
  dataset: { name: string; categories: string[]; trainImages: number };
  environment: { node: string; tfjs: string; backend: string; engine: string };
  /** How the teacher's features were kept, where not as float32. */
  featureType?: FeatureType;
}

export type History = LossValues[];

export interface SavedRun {
  record: RunRecord;
  weights: StoredState;
  /** Finished steps. */
  step: number;
  history: History;
}

const files = (folder: string) => ({
  record: join(folder, 'run.json'),
  weights: join(folder, 'weights.safetensors'),
  history: join(folder, 'history.json'),
});

/** Whether a folder holds a run. */
export function isRun(folder: string): boolean {
  return existsSync(files(folder).record);
}

/** The environment that a record names. */
export function environmentOf(backend: string, engine: string): RunRecord['environment'] {
  return { node: process.versions.node, tfjs: tfjsVersion['tfjs-core'], backend, engine };
}

/** Writes the record, before the first step. */
export function saveRecord(folder: string, record: RunRecord): void {
  writeJson(files(folder).record, record);
}

/** Writes weights and history after a step. The weights carry their step, so a stop between the two files does no harm. */
export function saveWeights(folder: string, weights: StoredState, step: number, history: History): void {
  writeJson(files(folder).history, history);
  writeSafetensors(files(folder).weights, weights, { step: String(step), format: String(RUN_FORMAT) });
}

/** Whether a run has come to its first checkpoint. */
export function hasWeights(folder: string): boolean {
  return existsSync(files(folder).weights);
}

/** Removes what a process that was killed while writing has left beside the files of a run. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^(run\.json|weights\.safetensors|history\.json|scale\.json)\.\d+$/.test(name))
      rmSync(join(folder, name), { force: true });
  }
}

/**
 * What a run was started with.
 *
 * @throws {DataError} the folder holds no run, or one of another format.
 */
export function loadRecord(folder: string): RunRecord {
  const path = files(folder);
  if (!existsSync(path.record)) {
    throw new DataError(
      `${folder} holds no run: ${path.record} is missing. Name a folder that \`borad train --out\` made.`,
      { file: path.record },
    );
  }
  const record = readJson<RunRecord>(path.record);
  if (record.format !== RUN_FORMAT) {
    throw new DataError(`${path.record} has format ${record.format}; this version reads format ${RUN_FORMAT}.`, {
      file: path.record,
    });
  }
  // Runs from before photos were held back have trained on all of them.
  return { ...record, config: resolveConfig({ data: { holdOut: 0 } }, record.config) };
}

/**
 * Reads a run.
 *
 * @throws {DataError} the folder holds no run, was written by another format, or weights and record do not belong together.
 */
export function loadRun(folder: string): SavedRun {
  const path = files(folder);
  const record = loadRecord(folder);
  if (!hasWeights(folder)) {
    throw new DataError(`${folder} has no weights yet: training stopped before its first checkpoint. Train again.`, {
      file: path.weights,
    });
  }
  const { tensors, metadata } = readSafetensors(path.weights);
  const step = Number(metadata.step);
  if (!Number.isInteger(step) || step < 0) {
    throw new DataError(`${path.weights} does not say its step; it was not written by \`borad train\`.`, {
      file: path.weights,
    });
  }
  const history = existsSync(path.history) ? readJson<History>(path.history).slice(0, step) : [];
  return { record, weights: tensors, step, history };
}
