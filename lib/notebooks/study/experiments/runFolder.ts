/** Where a notebook keeps a run that it trains itself: a folder named by what the run is made of. */
import { join } from 'node:path';
import { sha256Of } from 'borad/base';
import { withSteps } from 'borad/config';
import type { Dataset } from 'borad/datasets';
import type { RunConfig } from 'borad/methods';
import { isRun, loadRecord, trainingSamples } from 'borad/training';
import { outputFolder, runsFolder } from '../../report';

/** Settings as text. Where the teacher's file lies does not count: a run may move with it to another machine. */
const textOf = (config: RunConfig): string =>
  JSON.stringify({ ...config, teacher: { ...config.teacher, file: undefined } });

/**
 * The folder of a run: `runs/NAME` of the project where it was made of this configuration and set, else `runs/NAME-HASH` in the
 * output folder, with a hash of configuration, set and names of its training images. So a changed setting trains a run of its
 * own, and changing it back finds the earlier run again.
 *
 * @throws {DataError} `runs/NAME` is damaged.
 */
export function runFolder(name: string, { config, dataset }: { config: RunConfig; dataset: Dataset }): string {
  const images = trainingSamples(dataset, config).map(({ id }) => id);
  const settled = textOf(withSteps(config, images.length));
  const made = join(runsFolder(), name);
  if (isRun(made)) {
    const record = loadRecord(made);
    const { name: set, trainImages } = record.dataset;
    if (textOf(record.config) === settled && set === dataset.name && trainImages === images.length) return made;
  }
  const hash = sha256Of(Buffer.from(JSON.stringify([settled, dataset.name, images])));
  return join(outputFolder(), 'runs', `${name}-${hash.slice(0, 8)}`);
}
