/** Models for test time, small enough to be committed: notebooks draw maps with them without training first. */
import { join } from 'node:path';
import { OptionError } from '../base';
import { disposeModel } from '../model';
import { loadRun, saveRecord, saveWeights } from '../training';
import { type GetRunOptions, getModel } from './getRun';
import { type RunSpec, runHash } from './runSpec';
import { projectStore, weightsFolder } from './runStore';

/** Parts that are dropped at test time: Adam's moments, momentum branch, prototypes and predictors. */
const DROPPED = ['adam.', 'ema.', 'heads.'];

/**
 * Copies what a run's model needs at test time into the store's folder of models; the run is trained first if its weights are
 * missing.
 *
 * @returns The folder.
 * @throws {OptionError} the store has no folder of models. @throws As `getModel`.
 */
export async function keepModel(spec: RunSpec, options: GetRunOptions = {}): Promise<string> {
  const store = options.store ?? projectStore();
  if (!store.models) throw new OptionError('keepModel: this store has no folder of models. Give it one.');
  disposeModel((await getModel(spec, options)).model);
  const hash = runHash(spec, options.inputs?.dataset);
  const { record, weights, step } = loadRun(weightsFolder(store, hash));
  const kept = Object.entries(weights).filter(([name]) => !DROPPED.some((part) => name.startsWith(part)));
  const folder = join(store.models, hash);
  saveWeights(folder, Object.fromEntries(kept), step, []);
  saveRecord(folder, record);
  return folder;
}
