import { join } from 'node:path';
import { DataError, sha256OfFile } from '../base';
import type { Dataset, Sample } from '../datasets';
import { createDetector, loadScale, saveScale } from '../detection';
import type { ExecutionOptions } from '../engine';
import { measureLimits, measureScale, type SeenPhoto } from '../evaluation';
import { disposeModel } from '../methods';
import type { Teacher } from '../teachers';
import type { TrainedModel } from '../training';
import { type LimitRule, loadLimits, loadProducts, type RunLimits, saveLimits, saveProducts } from '../verdicts';
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

/** What a file of some weights says; nothing where there is none, or it is damaged. */
function kept<T>(load: (folder: string, weights: string) => T | undefined, folder: string, weights: string) {
  try {
    return load(folder, weights);
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

/**
 * Measures the colour scale and the limits of a finished run and writes them beside the run, unless those of these weights are there.
 *
 * @returns The limits.
 * @throws {DataError} no normal photo can be read, or the folder cannot be written.
 * @throws {CancelledError} the signal fired.
 */
export async function keepMeasures(folder: string, options: KeepMeasuresOptions): Promise<RunLimits> {
  const { trained, teacher, dataset, rule, signal, engine, provider } = options;
  const { record, model } = trained;
  const { config, architecture } = record;
  const weights = await sha256OfFile(join(folder, 'weights.safetensors'));
  const detector = createDetector({ architecture, config, teacher, model, engine, provider });
  disposeModel(model);
  const known = new Map<Sample, SeenPhoto>();
  try {
    if (!kept(loadScale, folder, weights)) {
      const scale = await measureScale({
        ...{ detector, dataset, config, weights, signal },
        onPhoto: (sample, seen) => known.set(sample, seen),
      });
      saveScale(folder, scale);
      if (scale.source === 'training photos')
        sayNote(
          'the colour scale was measured on photos that were trained on, for want of others: new normal photos look brighter than they should. Add normal photos as test/good.',
        );
    }
    const before = kept(loadLimits, folder, weights);
    if (before && kept(loadProducts, folder, weights)) return before;
    const { limits, products, isTrainedOn } = await measureLimits({
      ...{ detector, dataset, config, weights, rule, known, signal },
    });
    saveProducts(folder, { weights, products });
    saveLimits(folder, limits);
    if (isTrainedOn)
      sayNote(
        'the limits were set on photos that were trained on, for want of others, and are too low: more normal photos will be called NG than they promise. Train with --holdout 0.1, or set them by "borad limit --data" with other normal photos.',
      );
    return limits;
  } finally {
    detector.dispose();
  }
}
