/** Models for test time, small enough to be committed: notebooks draw maps with them without training first. */
import { join } from 'node:path';
import { OptionError } from 'borad/base';
import { filterMap } from 'borad/layers';
import { disposeModel, methodOf } from 'borad/methods';
import type { AnySpec } from 'borad/recording';
import { saveFinishedRun, storeState, trainedSteps } from 'borad/training';
import { getModel } from './getRun';
import { type GetRunOptions, hashWith } from './openInputs';
import { projectStore } from './runStore';

/**
 * Copies what a run's model needs at test time into the store's folder of models; the run is trained first if its weights are
 * missing.
 *
 * @returns The folder.
 * @throws {OptionError} the store has no folder of models. @throws As `getModel`.
 */
export async function keepModel(spec: AnySpec, options: GetRunOptions = {}): Promise<string> {
  const store = options.store ?? projectStore();
  if (!store.models) throw new OptionError('keepModel: this store has no folder of models. Give it one.');
  const { model, record } = await getModel(spec, options);
  const method = methodOf(record.config.method);
  const kept = await storeState(filterMap(model, method.usedAtTestTime));
  disposeModel(model);
  const folder = join(store.models, hashWith(spec, options));
  saveFinishedRun(folder, record, kept, trainedSteps(method, record.config), []);
  return folder;
}
