/** OmiAD's two stages side by side: both rebuild in a single step, so their difference is what the distillation is worth. */
import { progressReporter } from 'borad/base';
import { createDetector } from 'borad/detection';
import { disposeModel } from 'borad/methods';
import { maskedDiffusion } from 'borad/methods/omiad';
import { train } from 'borad/training';
import type { TwinSets } from './letThrough';
import { type Measured, metricsOn } from './measuredSets';
import type { RivalModel } from './rivalModels';

/**
 * Trains OmiAD for so many steps with a model's settings on the normal training images of `sets`, since models that are kept hold the
 * generator alone, and measures what each stage rebuilds in a single step.
 *
 * @param sets Normal images for training, and normal and defective ones to measure on.
 * @throws {CancelledError} @throws {NumericError} as `train`.
 */
export async function omiadStages(
  { record, teacher, dataset }: Pick<RivalModel, 'record' | 'teacher' | 'dataset'>,
  sets: Pick<TwinSets, 'train' | 'normal' | 'defective'>,
  steps: number,
): Promise<Measured[]> {
  // The images are chosen already: none is held back, though no normal test photo stands beside them.
  const data = { ...record.config.data, holdOut: 0 };
  const config = { ...record.config, data, training: { ...record.config.training, steps } };
  const progress = progressReporter('silent');
  const { samples } = sets.train;
  const trained = await train({ config, teacher, dataset: { ...dataset, samples }, features: sets.train, progress });
  const { architecture } = trained.record;
  const stages = { 'masked diffusion (stage 1)': maskedDiffusion(trained.model), 'generator (stage 2)': trained.model };
  const results: Measured[] = [];
  try {
    for (const [name, model] of Object.entries(stages)) {
      const detector = createDetector({ architecture, config, teacher, model });
      results.push({ name, mean: await metricsOn(detector, dataset, sets) });
      detector.dispose();
    }
    return results;
  } finally {
    disposeModel(trained.model);
  }
}
