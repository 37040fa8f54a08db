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
  /** The rule of the limits, and whether those of another one that are there are kept. */
  rule: LimitRule;
  keepRule: boolean;
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
  const { trained, teacher, dataset, rule, keepRule, signal, engine, provider, graphCache = true } = options;
  const { record, model } = trained;
  const { config, architecture } = record;
  const weights = await sha256OfFile(join(folder, 'weights.safetensors'));
  const detector = createDetector({ architecture, config, teacher, model, engine, provider, graphCache });
  disposeModel(model);
  try {
    const measured = { detector, dataset, config, weights, rule, keepRule };
    return await measureRun(folder, { ...measured, signal, onNote: sayNote });
  } finally {
    detector.dispose();
  }
}
