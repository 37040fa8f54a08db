/** What a detector gives on images that are at hand, and several of them side by side. */
import { progressReporter } from 'borad/base';
import type { Detector } from 'borad/detection';
import { evaluate } from 'borad/evaluation';
import type { FeatureSet } from 'borad/features';
import { type CategoryMetrics, titleOfMetric } from 'borad/metrics';
import { type Table, table } from '../../report';
import type { TwinSets } from './letThrough';
import type { RivalModel } from './rivalModels';

/** Metrics of something, 0 to 1. */
export interface Measured {
  name: string;
  /** Mean over categories. */
  mean: CategoryMetrics;
}

/** Several sets of features of one shape as one. */
function joined(sets: readonly FeatureSet[]): FeatureSet {
  const [{ imageSize, shapes, scales }] = sets;
  return {
    ...{ imageSize, shapes },
    samples: sets.flatMap(({ samples }) => samples),
    masks: sets.flatMap(({ masks }) => masks),
    scales: scales.map((_, scale) => {
      const parts = sets.map((set) => set.scales[scale]);
      const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
      let end = 0;
      for (const part of parts) {
        all.set(part, end);
        end += part.length;
      }
      return all;
    }),
  };
}

/**
 * The metrics of a detector on normal and defective images, as an evaluation of a whole set has them: mean over categories, 0 to 1.
 *
 * @param dataset Of which the images are.
 */
export async function metricsOn(
  detector: Detector,
  dataset: RivalModel['dataset'],
  { normal, defective }: Pick<TwinSets, 'normal' | 'defective'>,
): Promise<CategoryMetrics> {
  const features = joined([normal, defective]);
  const { mean } = await evaluate({
    ...{ detector, features, evaluation: detector.config.evaluation, progress: progressReporter('silent') },
    dataset: { ...dataset, samples: features.samples },
  });
  return mean;
}

/** `metricsOn` of each model by its name. */
export async function measureModels(
  models: readonly Pick<RivalModel, 'name' | 'detector' | 'dataset'>[],
  sets: Pick<TwinSets, 'normal' | 'defective'>,
): Promise<Measured[]> {
  const results: Measured[] = [];
  for (const { name, detector, dataset } of models)
    results.push({ name, mean: await metricsOn(detector, dataset, sets) });
  return results;
}

/** Image AUROC and AP, pixel AUROC and AP, AUPRO and mAD in percent, a row each. */
export function measuredTable(name: string, caption: string, rows: readonly Measured[]): Table {
  const keys = ['imageAuroc', 'imageAp', 'pixelAuroc', 'pixelAp', 'pixelAupro', 'mad'] as const;
  const titles = keys.map(titleOfMetric);
  return table({
    ...{ name, caption, save: false, digits: Object.fromEntries(titles.map((title) => [title, 1])) },
    columns: ['', ...titles],
    rows: rows.map(({ name: row, mean }) => [row, ...keys.map((key) => 100 * mean[key])]),
  });
}
