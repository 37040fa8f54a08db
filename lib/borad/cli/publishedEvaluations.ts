/** A detector measured by its authors' own post-processing, beside the common protocol. */
import { type Detector, type FeatureDetector, publishedDetector } from '../detection';
import { textTable } from '../display';
import type { Evaluation } from '../evaluation';
import { methodOf } from '../methods';
import { metricColumns, percentText } from '../metrics';

/** One scoring with what it gave. */
export interface PublishedEvaluation extends Pick<Evaluation, 'categories' | 'mean'> {
  name: string;
  about: string;
}

/**
 * Every published scoring of the detector's method; none where it is the common protocol.
 *
 * @param measure Evaluates a detector on the data at hand.
 */
export async function publishedEvaluations(
  detector: Detector,
  measure: (detector: FeatureDetector) => Promise<Evaluation>,
): Promise<PublishedEvaluation[]> {
  const results: PublishedEvaluation[] = [];
  for (const { name, about } of methodOf(detector.config.method).published ?? []) {
    const own = publishedDetector(detector, name);
    const { categories, mean } = await measure(own).finally(() => own.dispose());
    results.push({ name, about, categories, mean });
  }
  return results;
}

/** Means under the common protocol and under each published scoring, and what these do. */
export function publishedText({ mean }: Evaluation, published: readonly PublishedEvaluation[]): string {
  if (published.length === 0) return 'Published post-processing: that of the common protocol.\n';
  const rows = [{ name: 'common protocol', mean }, ...published];
  return [
    '',
    textTable(
      ['scoring', ...metricColumns.map(({ title }) => title)],
      rows.map((row) => [row.name, ...metricColumns.map(({ key }) => percentText(row.mean[key]))]),
    ),
    '',
    ...published.map(({ name, about }) => `${name}: ${about}.`),
    '',
  ].join('\n');
}
