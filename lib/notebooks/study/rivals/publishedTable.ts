/** Each method judged by its authors' own post-processing, beside the common protocol. */
import { progressReporter } from 'borad/base';
import { type FeatureDetector, publishedDetector } from 'borad/detection';
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

/** Test images of the models' data set with features: so many normal and defective ones of each category. */
async function testFeatures([{ teacher, dataset }]: readonly RivalModel[], each: number): Promise<FeatureSet> {
  const test = dataset.samples.filter(({ split }) => split === 'test');
  const chosen = dataset.categories.flatMap((name) =>
    [true, false].flatMap((good) =>
      test.filter(({ category, defect }) => category === name && (defect === 'good') === good).slice(0, each),
    ),
  );
  return computeFeatures(teacher, dataset, chosen);
}

/**
 * Every model that has published scorings under the common protocol and under each of them, on the same images.
 *
 * @param each Normal images, and as many defective ones, per category.
 */
export async function publishedAll(models: readonly RivalModel[], each: number): Promise<ScoredModel[]> {
  const own = models.filter(({ method }) => method.published?.length);
  if (own.length === 0) return [];
  const features = await testFeatures(own, each);
  const results: ScoredModel[] = [];
  for (const { name, method, detector, dataset, record } of own) {
    const images = { ...dataset, samples: features.samples };
    const progress = progressReporter('silent');
    const measure = async (one: FeatureDetector) =>
      (await evaluate({ detector: one, dataset: images, evaluation: record.config.evaluation, features, progress }))
        .mean;
    results.push({ name, scoring: 'common protocol', mean: await measure(detector) });
    for (const scoring of method.published ?? []) {
      const published = publishedDetector(detector, scoring.name);
      results.push({ name, scoring: scoring.about, mean: await measure(published) });
      published.dispose();
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
    caption: 'The same weights of seed 1 on the same images under several ways from maps to scores, percent.',
    columns: ['method', 'scoring', ...titles],
    rows: scored.map(({ name: method, scoring, mean }) => [method, scoring, ...keys.map((key) => 100 * mean[key])]),
  });
}
