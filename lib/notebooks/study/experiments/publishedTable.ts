/** Each method judged by its authors' own post-processing, beside the common protocol. */
import { progressReporter } from 'borad/base';
import { publishedDetector } from 'borad/detection';
import { evaluate } from 'borad/evaluation';
import { computeFeatures, type FeatureSet } from 'borad/features';
import type { CategoryMetrics } from 'borad/metrics';
import { type Table, table } from '../../report';
import type { RivalModel } from './rivalModels';

/** A model under one scoring. */
export interface ScoredModel {
  name: string;
  /** `common protocol`, or what the authors do. */
  scoring: string;
  mean: CategoryMetrics;
}

/** All test images of the models' data set with features, computed once. */
async function testFeatures([{ teacher, dataset }]: readonly RivalModel[]): Promise<FeatureSet> {
  const progress = progressReporter('silent')('teacher features', dataset.samples.length);
  return computeFeatures(
    teacher,
    dataset,
    dataset.samples.filter(({ split }) => split === 'test'),
    { progress },
  );
}

/** Every model under the common protocol and under each scoring that its authors published. */
export async function publishedAll(models: readonly RivalModel[]): Promise<ScoredModel[]> {
  const features = await testFeatures(models);
  const results: ScoredModel[] = [];
  for (const { name, method, detector, dataset, record, run } of models) {
    const scorings = method.published ?? [];
    if (scorings.length === 0) continue;
    results.push({ name, scoring: 'common protocol', mean: run.mean });
    for (const scoring of scorings) {
      const own = publishedDetector(detector, scoring.name);
      const progress = progressReporter('silent');
      const { mean } = await evaluate({
        detector: own,
        dataset,
        evaluation: record.config.evaluation,
        features,
        progress,
      });
      own.dispose();
      results.push({ name, scoring: scoring.about, mean });
    }
  }
  return results;
}

/** Image AUROC and AP, pixel AP, AUPRO and mAD of each model by scoring. */
export function publishedTable(name: string, scored: readonly ScoredModel[]): Table {
  const keys = ['imageAuroc', 'imageAp', 'pixelAuroc', 'pixelAp', 'pixelAupro', 'mad'] as const;
  const titles = ['image AUROC', 'image AP', 'pixel AUROC', 'pixel AP', 'pixel AUPRO', 'mAD'];
  return table({
    ...{ name, save: false, digits: Object.fromEntries(titles.map((title) => [title, 1])) },
    caption: 'The same weights of seed 1 under two ways from maps to scores, percent.',
    columns: ['method', 'scoring', ...titles],
    rows: scored.map(({ name: method, scoring, mean }) => [method, scoring, ...keys.map((key) => 100 * mean[key])]),
  });
}
