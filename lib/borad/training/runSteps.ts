/** The steps of a run, with their schedules, checkpoints and a way to stop. */
import { CancelledError, type FolderLock, itemAt, type Progress } from '../base';
import type { FeatureSource } from '../features';
import type { RunConfig } from '../methods';
import { stepIndices } from './batchIndices';
import type { CopySource } from './copySource';
import { divergence, nonFinitePart } from './divergence';
import type { PhaseStepper } from './phaseStepper';
import { type History, saveCheckpoint, saveHistory } from './runFolder';
import type { RunRecord } from './runRecord';
import type { LossValues, StoredState } from './stepper';

export interface StepsOptions {
  config: RunConfig;
  /** Altered copies of the images, where the method reads them. */
  copies?: CopySource;
  /** Settings that may be lowered where training diverges. */
  lossWeights: readonly string[];
  /** Finished steps to begin with. */
  from: number;
  /** Losses of these; those of new steps are appended. */
  history: History;
  progress: Progress;
  /** Where checkpoints go, each `every` steps and at the end. */
  run?: { folder: string; record: RunRecord; every: number; lock: FolderLock };
  signal?: AbortSignal;
  onStep?: (step: number, losses: LossValues) => void;
  checkpoints?: readonly number[];
  onCheckpoint?: (step: number, state: StoredState) => Promise<void>;
}

/** All losses in one line. */
export function lossText(losses: LossValues): string {
  const parts = Object.entries(losses)
    .filter(([name]) => name !== 'total')
    .map(([name, value]) => `${name} ${value.toFixed(4)}`);
  return `loss ${losses.total.toFixed(4)}${parts.length ? ` (${parts.join(', ')})` : ''}`;
}

/** What is on disk, in words. */
function keptText({ run, from }: StepsOptions, saved: number): string {
  if (!run) return 'Nothing was written.';
  if (saved === 0 && from === 0) return `${run.folder} has no checkpoint yet.`;
  return `The last checkpoint in ${run.folder}, step ${saved}, is as it was.`;
}

/**
 * Runs the steps that are left.
 *
 * @returns The record with the weights that were written last.
 * @throws {NumericError} a loss, a gradient or a value of the state is not finite; no checkpoint holds it.
 * @throws {DataError} a checkpoint cannot be written, or the folder was taken away.
 * @throws {CancelledError} the signal fired; with a folder, the state is on disk.
 */
export async function runSteps(
  stepper: PhaseStepper,
  features: FeatureSource,
  options: StepsOptions,
): Promise<RunRecord | undefined> {
  const { config, from, history, run, signal, progress } = options;
  const { steps } = config.training;
  const categories = features.samples.map(({ category }) => category);
  let record = run?.record;
  let saved = from;
  const visit = async (finished: number) => {
    if (options.checkpoints?.includes(finished)) await options.onCheckpoint?.(finished, await stepper.read());
  };
  if (from === 0) await visit(0);
  for (let step = from; step < steps; step++) {
    const indices = stepIndices(config, categories, step);
    const samples = Array.from(indices, (i) => itemAt(features.samples, i, 'images'));
    const reads = stepper.reads(step);
    const losses = await stepper.step(step, {
      samples,
      ...(reads.includes('features') ? { features: await features.gather(indices) } : {}),
      ...(await options.copies?.draw(step, indices, reads)),
    });
    const part = await nonFinitePart(losses, stepper);
    if (part) {
      if (run) {
        run.lock.check();
        saveHistory(run.folder, history);
      }
      const images = samples.map(({ id }) => id);
      throw divergence({ part, step, steps, images, kept: keptText(options, saved), weights: options.lossWeights });
    }
    history.push(losses);
    options.onStep?.(step, losses);
    progress.update(step + 1, lossText(losses));
    const stopped = signal?.aborted ?? false;
    if (run && record && (stopped || (step + 1) % run.every === 0 || step + 1 === steps)) {
      run.lock.check();
      record = saveCheckpoint(run.folder, record, await stepper.read(), step + 1, history);
      saved = step + 1;
    }
    await visit(step + 1);
    if (stopped && step + 1 < steps) {
      throw new CancelledError(
        `Stopped after step ${step + 1} of ${steps}.${run ? ` The same command with --resume continues.` : ''}`,
      );
    }
    // Lets signals and timers in between steps that never wait.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return record;
}
