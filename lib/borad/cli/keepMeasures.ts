import { join } from 'node:path';
import { sha256OfFile } from '../base';
import type { Dataset } from '../datasets';
import { createDetector } from '../detection';
import type { ExecutionOptions } from '../engine';
import { measureRun } from '../evaluation';
import { disposeModel } from '../methods';
import type { Teacher } from '../teachers';
import type { TrainedModel } from '../training';
import type { LimitRule, RunLimits } from '../verdicts';
import { sayNote } from './sayNote';

export interface KeepMeasuresOptions extends ExecutionOptions {
  /** Its tensors are disposed. */
  trained: TrainedModel;
  teacher: Teacher;
  /** The set that the run was trained on. */
  dataset: Dataset;
  /** The rule of the limits. */
  rule: LimitRule;
  signal?: AbortSignal;
}

/**
 * Measures what lies beside a run that has just been trained (`measureRun`).
 *
 * @returns The limits.
 * @throws {DataError} no normal photo can be read, or the folder cannot be written.
 * @throws {CancelledError} the signal fired.
 */
export async function keepMeasures(folder: string, options: KeepMeasuresOptions): Promise<RunLimits> {
  const { trained, teacher, dataset, rule, signal, engine, provider, graphCache = true } = options;
  const { record, model } = trained;
  const { config, architecture } = record;
  const weights = await sha256OfFile(join(folder, 'weights.safetensors'));
  const detector = createDetector({ architecture, config, teacher, model, engine, provider, graphCache });
  disposeModel(model);
  try {
    return await measureRun(folder, { detector, dataset, config, weights, rule, signal, onNote: sayNote });
  } finally {
    detector.dispose();
  }
}
