/** Resuming a run: only with what it was made with, but to another end if one is named. */
import { DataError, OptionError } from '../base';
import { settings } from '../config';
import { methodOf, type RunConfig } from '../methods';
import { learningRateAt } from '../optimisation';
import { type History, hasWeights, loadRun, removeLeftovers } from './runFolder';
import { loadRecord, type RunRecord } from './runRecord';
import type { StoredState } from './stepper';

/** Where a run continues. */
export interface Resumed {
  /** With the weights that lie in the folder. */
  record: RunRecord;
  /** Missing before the first checkpoint. */
  weights?: StoredState;
  step: number;
  history: History;
  /** The record on disk must be written again before anything else. */
  changed: boolean;
  /** What the user should know. */
  notes: string[];
}

/** Settings that a resumed run may change: its end, and where the teacher's file lies (its content is compared). */
const FREE = new Set(['training.steps', 'training.epochs', 'teacher.file']);

const valueAt = (config: RunConfig, key: string): unknown =>
  key.split('.').reduce<unknown>((value, part) => (value as { [name: string]: unknown } | undefined)?.[part], config);

/** A value as a message shows it: a region of interest has thousands of letters. */
const shortText = (json = 'float32'): string => (json.length > 300 ? `${json.slice(0, 300)}...` : json);

/** What differs between a saved record and that of this call, and what to do about it, in words. */
function differences(saved: RunRecord, now: RunRecord): { found: string[]; remedy: string } {
  const found: string[] = [];
  const compare = (what: string, before: unknown, after: unknown) => {
    const [old, own] = [JSON.stringify(before), JSON.stringify(after)];
    if (old !== own) found.push(`${what} was ${shortText(old)}, is ${shortText(own)}`);
  };
  for (const { key } of settings(now.config.method)) {
    if (!FREE.has(key)) compare(key, valueAt(saved.config, key), valueAt(now.config, key));
  }
  const settingsDiffer = found.length > 0;
  compare('the teacher', saved.teacher.sha256 || saved.teacher.name, now.teacher.sha256 || now.teacher.name);
  compare('the data set', saved.dataset.name, now.dataset.name);
  compare('its categories', saved.dataset.categories, now.dataset.categories);
  // Where the content of the images is known, comparing it names those that are missing or new.
  if (!saved.dataset.sha256)
    compare('the number of training images', saved.dataset.trainImages, now.dataset.trainImages);
  compare('the type of stored features', saved.featureType, now.featureType);
  if (found.length === 0) compare('the architecture', saved.architecture, now.architecture);
  const remedy = settingsDiffer
    ? 'Leave these settings out, or name another folder.'
    : 'Bring back what the run was made with, or train a new run in another folder.';
  return { found, remedy };
}

/** What another end means for the schedules. */
function scheduleNote(step: number, before: RunConfig, config: RunConfig): string {
  const { training } = config;
  const old = before.training.steps;
  const { steps } = training;
  const fall = (of: number) => Math.round(of * training.decayAt);
  const rate = learningRateAt(step, training);
  const rateNote =
    step >= fall(old) && step < fall(steps)
      ? `The learning rate, which had fallen at step ${fall(old)}, is ${rate} again until step ${fall(steps)}`
      : `The learning rate is ${rate} here and falls at step ${fall(steps)} instead of ${fall(old)}`;
  const { schedules } = methodOf(config.method);
  const was = schedules?.(step, old, config) ?? {};
  const others = Object.entries(schedules?.(step, steps, config) ?? {}).map(
    ([name, value]) => `; the ${name} is ${value.toFixed(4)} instead of ${was[name]?.toFixed(4)} at step ${step}`,
  );
  return `The end moves from step ${old} to ${steps}, and the schedules with it. ${rateNote}${others.join('')}. The weights will not be those of a run that had ${steps} steps from the start.`;
}

/**
 * Reads the run in a folder and compares it with what is to continue it.
 *
 * @param now The record that a new run would have.
 * @throws {DataError} it was made with something else, or cannot be read. @throws {OptionError} it has more steps than asked for.
 */
export function resumeRun(folder: string, now: RunRecord): Resumed {
  const saved = loadRecord(folder);
  const { found, remedy } = differences(saved, now);
  if (found.length) {
    throw new DataError(
      `${folder} was trained with another configuration, teacher, data set or type of stored features; it can only be resumed with its own: ${found.join('; ')}. ${remedy}`,
      { file: folder },
    );
  }
  const { steps, epochs } = now.config.training;
  const moved = saved.config.training.steps !== steps || saved.config.training.epochs !== epochs;
  const record: RunRecord = {
    ...saved,
    config: { ...saved.config, training: { ...saved.config.training, steps, epochs } },
  };
  removeLeftovers(folder);
  // Before the first checkpoint nothing is lost by starting again.
  if (!hasWeights(folder)) return { record: now, step: 0, history: [], changed: true, notes: [] };
  const { weights, weightsRecord, step, history, kind } = loadRun(folder);
  if (kind === 'test' || history.length < step) {
    const lacks = kind === 'test' ? 'what only training needs' : 'history.json';
    throw new DataError(`${folder} holds a model without ${lacks}; it can be used, but not trained further.`, {
      file: folder,
    });
  }
  if (steps < step) {
    throw new OptionError(
      `${folder} has finished ${step} steps; ${steps} is fewer. Nothing was changed. Set training.steps to more than ${step}, or leave the setting out.`,
    );
  }
  record.weights = [weightsRecord];
  const notes: string[] = [];
  if (saved.config.training.steps !== steps) {
    notes.push(scheduleNote(step, saved.config, record.config));
    record.moved = [...(saved.moved ?? []), { step, steps: saved.config.training.steps }];
  }
  const changed = moved || (saved.weights?.length ?? 0) > 1;
  return { record, weights, step, history, changed, notes };
}
