/** A detector from a run on disk. */
import { prepareBackend } from '../backend';
import { DataError } from '../base';
import type { ExecutionOptions } from '../engine';
import { disposeModel, type RunConfig } from '../methods';
import { loadTeacher } from '../teachers';
import { checkArchitecture, loadRun, type RunRecord, stateFromStored } from '../training';
import { createDetector, type Detector } from './detector';

export interface LoadedDetector {
  detector: Detector;
  record: RunRecord;
  config: RunConfig;
  /** Steps that the weights have seen. */
  step: number;
  /** SHA-256 of the weights. */
  weights: string;
}

/**
 * Loads run, teacher and backend.
 *
 * @param execution Engine and provider, and whether graphs are kept. Default of the last: they are.
 * @throws {DataError} the folder holds no run, or the teacher's file is not the one that the run was trained with.
 *
 * @example
 * ```ts
 * const { detector, config, step } = await borad.loadDetector('runs/parts');
 * console.log(step, config.data.imageSize); // 2 128
 * detector.dispose();
 * ```
 */
export async function loadDetector(folder: string, execution: ExecutionOptions = {}): Promise<LoadedDetector> {
  const { record, weights, weightsRecord, step } = loadRun(folder);
  await prepareBackend();
  const teacher = loadTeacher(record.config.teacher.name, record.config.teacher);
  if (teacher.sha256 !== record.teacher.sha256) {
    throw new DataError(
      `${folder} was trained with teacher ${record.teacher.sha256.slice(0, 12)}; the installed ${teacher.name} is ${teacher.sha256.slice(0, 12)}.`,
    );
  }
  checkArchitecture(folder, record, teacher);
  const state = stateFromStored(weights);
  const { architecture, config } = record;
  const detector = createDetector({
    ...{ ...execution, graphCache: execution.graphCache ?? true },
    ...{ architecture, config, teacher, model: state },
  });
  disposeModel(state);
  return { detector, record, config, step, weights: weightsRecord.sha256 };
}
