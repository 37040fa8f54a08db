/**
 * A run on disk: `run.json` (resolved configuration, architecture, teacher, data set, versions, SHA-256 of the weights),
 * `weights.safetensors` (the whole state, with the step it belongs to), `history.json` (losses by step) and, for a set of
 * files, `images.json` (short hashes of the training images). Each is written next to its place and renamed, in an order in which a stop
 * between any two leaves a run that can be continued.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  DataError,
  decodeSafetensors,
  encodeSafetensors,
  readFile,
  readJson,
  sha256Of,
  writeFileAtomic,
  writeJson,
} from '../base';
import { methodOf } from '../methods';
import { checkState, type StateKind } from './checkState';
import { loadRecord, RUN_FORMAT, type RunRecord, saveRecord, type WeightsRecord } from './runRecord';
import type { LossValues, StoredState } from './stepper';

export type History = LossValues[];

export interface SavedRun {
  record: RunRecord;
  weights: StoredState;
  /** The file that the weights were read from. */
  weightsRecord: WeightsRecord;
  /** Models that are kept for test time lack what only training needs. */
  kind: StateKind;
  /** Finished steps. */
  step: number;
  /** Losses of the finished steps; empty where they were not kept. */
  history: History;
}

const files = (folder: string) => ({
  weights: join(folder, 'weights.safetensors'),
  history: join(folder, 'history.json'),
});

const encoded = (weights: StoredState, step: number) =>
  encodeSafetensors(weights, { step: String(step), format: String(RUN_FORMAT) });

/** Writes the losses of all finished steps. */
export function saveHistory(folder: string, history: History): void {
  writeJson(files(folder).history, history);
}

/**
 * Writes the state after a step. Before new weights take the place of the old, the record names both: whichever a stop leaves,
 * it fits.
 *
 * @param record What the folder's record says, with the weights that lie there now.
 * @returns The record as it is now.
 * @throws {DataError} the disk refuses; the weights that were there are untouched and still fit their record.
 */
export function saveCheckpoint(
  folder: string,
  record: RunRecord,
  weights: StoredState,
  step: number,
  history: History,
): RunRecord {
  const bytes = encoded(weights, step);
  const next: WeightsRecord = { step, sha256: sha256Of(bytes) };
  saveRecord(folder, { ...record, weights: [...(record.weights ?? []), next] });
  saveHistory(folder, history);
  writeFileAtomic(files(folder).weights, bytes);
  const saved = { ...record, weights: [next] };
  saveRecord(folder, saved);
  return saved;
}

/** Writes a finished run in one go. The record comes last: where it is, the rest is. Throws as `saveCheckpoint`. */
export function saveFinishedRun(
  folder: string,
  record: RunRecord,
  weights: StoredState,
  step: number,
  history: History,
): void {
  const bytes = encoded(weights, step);
  saveHistory(folder, history);
  writeFileAtomic(files(folder).weights, bytes);
  saveRecord(folder, { ...record, weights: [{ step, sha256: sha256Of(bytes) }] });
}

/** Whether a run has come to its first checkpoint. */
export function hasWeights(folder: string): boolean {
  return existsSync(files(folder).weights);
}

/** Removes what a process that was killed while writing has left beside the files of a run. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^((run|history|images|scale|limits)\.json|(weights|products)\.safetensors)\.\d+$/.test(name)) {
      rmSync(join(folder, name), { force: true });
    }
  }
}

/** The losses of a step: the total and the method's own. */
const lossesSchema = z.record(z.string(), z.number()).and(z.looseObject({ total: z.number() }));

/** Losses of the finished steps; steps after the last checkpoint, which will be made again, are left out. */
function loadHistory(folder: string, step: number, kind: StateKind): History {
  const file = files(folder).history;
  if (!existsSync(file)) return [];
  const found = readJson<unknown>(file);
  const fail = (what: string) =>
    new DataError(
      `${file} is not the history of this run: ${what}. Restore the file from a copy; without it the weights can be used, but not trained further.`,
      { file },
    );
  if (!Array.isArray(found)) throw fail('a list of losses is expected');
  if (found.length < step && !(kind === 'test' && found.length === 0)) {
    throw fail(`it holds ${found.length} steps, the weights have seen ${step}`);
  }
  found.forEach((losses, i) => {
    const { error } = lossesSchema.safeParse(losses);
    const issue = error?.issues[0];
    if (issue) throw fail(`step ${i + 1}, ${issue.path.join('.') || 'losses'}: ${issue.message}`);
  });
  return (found as History).slice(0, step);
}

/** Tensors in the order of a fresh state, not in that of a file: a sum over all gradients then rounds alike before and after a stop. */
function inFreshOrder(tensors: StoredState, { config, architecture }: RunRecord): StoredState {
  const names = [...methodOf(config.method).stateShapes(architecture, config).keys()];
  return Object.fromEntries(
    names.flatMap((name) => {
      const tensor = tensors[name];
      return tensor ? [[name, tensor]] : [];
    }),
  );
}

/**
 * Reads a run.
 *
 * @throws {DataError} the folder holds no run, was written by another format, or weights, history and record do not belong
 *   together.
 *
 * @example
 * ```ts
 * const { record, history } = borad.loadRun('runs/parts');
 * console.log(record.config.training.steps, history.length); // 2 2
 * ```
 */
export function loadRun(folder: string): SavedRun {
  const record = loadRecord(folder);
  const file = files(folder).weights;
  if (!hasWeights(folder)) {
    throw new DataError(`${folder} has no weights yet: training stopped before its first checkpoint. Train again.`, {
      file,
    });
  }
  const bytes = readFile(file);
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const step = Number(metadata.step);
  if (metadata.step === undefined || !Number.isInteger(step) || step < 0) {
    throw new DataError(`${file} does not say its step; it was not written by \`borad train\`.`, { file });
  }
  const kind = checkState(tensors, record, file);
  const weightsRecord: WeightsRecord = { step, sha256: sha256Of(bytes) };
  // Runs of earlier versions name no weights.
  const known = record.weights?.some((entry) => entry.sha256 === weightsRecord.sha256 && entry.step === step) ?? true;
  if (!known) {
    const named = record.weights?.map((entry) => `${entry.sha256.slice(0, 12)} (step ${entry.step})`).join(' or ');
    throw new DataError(
      `${file} was changed or belongs to another run: its SHA-256 begins with ${weightsRecord.sha256.slice(0, 12)} (step ${step}), run.json names ${named || 'none'}. Restore the file from a copy, or train again.`,
      { file },
    );
  }
  const weights = inFreshOrder(tensors, record);
  return { record, weights, weightsRecord, kind, step, history: loadHistory(folder, step, kind) };
}
