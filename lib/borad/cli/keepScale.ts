import { join } from 'node:path';
import { DataError, sha256OfFile } from '../base';
import type { Dataset } from '../datasets';
import { createDetector, loadScale, saveScale } from '../detection';
import type { ExecutionOptions } from '../engine';
import { measureScale } from '../evaluation';
import { disposeModel } from '../methods';
import type { Teacher } from '../teachers';
import type { TrainedModel } from '../training';

export interface KeepScaleOptions extends ExecutionOptions {
  /** Its tensors are disposed. */
  trained: TrainedModel;
  teacher: Teacher;
  /** The set that the run was trained on. */
  dataset: Dataset;
  signal?: AbortSignal;
}

/** Whether the scale of some weights is there; one that is damaged is not. */
function hasScale(folder: string, weights: string): boolean {
  try {
    return loadScale(folder, weights) !== undefined;
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

/**
 * Measures the colour scale of a finished run and writes it beside the run, unless that of these weights is there.
 *
 * @throws {DataError} no normal photo can be read, or the folder cannot be written.
 * @throws {CancelledError} the signal fired.
 */
export async function keepScale(folder: string, options: KeepScaleOptions): Promise<void> {
  const { trained, teacher, dataset, signal, engine, provider } = options;
  const { record, model } = trained;
  const { config, architecture } = record;
  const weights = await sha256OfFile(join(folder, 'weights.safetensors'));
  const detector = createDetector({ architecture, config, teacher, model, engine, provider });
  disposeModel(model);
  try {
    if (hasScale(folder, weights)) return;
    const scale = await measureScale({ detector, dataset, config, weights, signal });
    saveScale(folder, scale);
    if (scale.source === 'training photos') {
      process.stderr.write(
        'Note: the colour scale was measured on photos that were trained on, for want of others: new normal photos look brighter than they should. Add normal photos as test/good.\n',
      );
    }
  } finally {
    detector.dispose();
  }
}
