import type { RunConfig } from '../config';
import { type Dataset, heldBack, type Sample } from '../datasets';

/** The images of a set that a run trains on: the normal ones for training, without those that `data.holdOut` and its neighbours keep back. */
export function trainingSamples(dataset: Dataset, config: Pick<RunConfig, 'data'>): Sample[] {
  const held = heldBack(dataset.samples, config.data);
  return dataset.samples.filter((sample) => sample.split === 'train' && !held.has(sample));
}
