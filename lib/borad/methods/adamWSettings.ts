/** Adam with the decay of AdamW, from the sections of a configuration. */
import type { StableSettings } from '../optimisation';
import type { RunConfig } from './runConfig';

/** What the update takes of a configuration. */
export function adamWSettings({
  training,
  optimiser,
}: Pick<RunConfig, 'training'> & { optimiser: { weightDecay: number } }): StableSettings & RunConfig['training'] {
  return { ...training, weightDecay: optimiser.weightDecay };
}
