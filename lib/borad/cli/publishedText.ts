/** What published post-processing gave, as a command prints it. */
import { textTable } from '../display';
import type { Evaluation, PublishedEvaluation } from '../evaluation';
import { metricColumns, percentText } from '../metrics';

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
