/** Measures what lies beside the weights of a run, its colour scale, limits and products, and writes it there. */
import { DataError } from '../base';
import type { Sample } from '../datasets';
import { loadScale, saveScale } from '../detection';
import { loadLimits, loadProducts, type RunLimits, ruleText, saveLimits, saveProducts } from '../verdicts';
import { type MeasureLimitsOptions, measureLimits } from './measureLimits';
import { measureScale } from './measureScale';
import type { SeenPhoto } from './seenPhoto';

export interface MeasureRunOptions extends Omit<MeasureLimitsOptions, 'known'> {
  /** Measure also what is there for these weights. Default: that is kept, but for limits of another rule. */
  anew?: boolean;
  /** Keep limits of any rule. Default: those of another rule are measured again. */
  keepRule?: boolean;
  /** Receives what a user should know. */
  onNote: (note: string) => void;
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
 * Measures the colour scale and the limits of a finished run and writes them beside the run, unless those of these weights, and of
 * this rule, are there.
 *
 * @param folder Of the run.
 * @returns The limits.
 * @throws {DataError} no normal photo can be read, or the folder cannot be written.
 * @throws {CancelledError} the signal fired.
 */
export async function measureRun(
  folder: string,
  { anew = false, keepRule = false, onNote, ...options }: MeasureRunOptions,
): Promise<RunLimits> {
  const { weights, rule } = options;
  const known = new Map<Sample, SeenPhoto>();
  if (anew || !kept(loadScale, folder, weights)) {
    const scale = await measureScale({ ...options, onPhoto: (sample, seen) => known.set(sample, seen) });
    saveScale(folder, scale);
    if (scale.source === 'training photos')
      onNote(
        'the colour scale was measured on photos that were trained on, for want of others: new normal photos look brighter than they should. Add normal photos as test/good.',
      );
  }
  const before = anew ? undefined : kept(loadLimits, folder, weights);
  const isAsked = before && (keepRule || before.rule === ruleText(rule));
  if (isAsked && kept(loadProducts, folder, weights)) return before;
  const { limits, products, isTrainedOn } = await measureLimits({ ...options, known });
  saveProducts(folder, { weights, products });
  saveLimits(folder, limits);
  if (before && !isAsked)
    onNote(`limits by ${before.rule}, set on ${before.source}, gave way to limits by ${limits.rule}.`);
  if (isTrainedOn)
    onNote(
      'the limits were set on photos that were trained on, for want of others, and are too low: more normal photos will be called NG than they promise. Train with --holdout 0.1, or set them with "borad limit --data" with other normal photos.',
    );
  return limits;
}
