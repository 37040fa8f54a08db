/** Methods under their authors' own post-processing, beside the common protocol. */
import { signed } from 'borad/base';
import { titleOfMetric } from 'borad/metrics';
import { pairedDifference } from 'borad/statistics';
import { type Table, table } from '../../report';
import type { PublishedRun } from './publishedRuns';
import { intervalCell, type RivalRun } from './rivalTables';

const KEYS = ['imageAuroc', 'imageAp', 'pixelAuroc', 'pixelAp', 'pixelAupro', 'mad'] as const;
type Means = RivalRun['mean'];

/** One method under one scoring of its authors: means of the same runs, seed by seed. */
interface Scored {
  method: string;
  about: string;
  own: Means[];
  common: Means[];
}

function scoredMethods(published: readonly PublishedRun[], runs: readonly RivalRun[]): Scored[] {
  return [...new Set(published.map(({ variant }) => variant))].flatMap((method) => {
    const pairs = published
      .filter(({ variant }) => variant === method)
      .flatMap((one) => {
        const run = runs.find(({ variant, seed }) => variant === method && seed === one.seed);
        return run ? [{ one, run }] : [];
      });
    return (pairs[0]?.one.scorings ?? []).map(({ about }, i) => ({
      ...{ method, about },
      own: pairs.map(({ one }) => one.scorings[i].mean),
      common: pairs.map(({ run }) => run.mean),
    }));
  });
}

/** Image AUROC and AP, pixel AUROC and AP, AUPRO and mAD of each method by scoring, on all test images. */
export function publishedTable(name: string, published: readonly PublishedRun[], runs: readonly RivalRun[]): Table {
  const titles = KEYS.map(titleOfMetric);
  const cells = (means: readonly Means[]) => KEYS.map((key) => intervalCell(means.map((mean) => 100 * mean[key])));
  const scored = scoredMethods(published, runs);
  return table({
    ...{ name, digits: Object.fromEntries(titles.map((title) => [title, 1])) },
    caption:
      'The same weights on the same test images under several ways from maps to scores: mean ± half of the 95% t interval over seeds, percent.',
    columns: ['method', 'scoring', 'seeds', ...titles],
    rows: scored.flatMap(({ method, about, own, common }, i) => [
      ...(scored[i - 1]?.method === method ? [] : [[method, 'common protocol', common.length, ...cells(common)]]),
      [method, about, own.length, ...cells(own)],
    ]),
  });
}

/** What the authors' scoring changes in image AUROC and AUPRO, paired by seed, in a sentence. */
export function publishedText(published: readonly PublishedRun[], runs: readonly RivalRun[]): string {
  const changes = scoredMethods(published, runs).flatMap(({ method, own, common }) =>
    own.length < 2
      ? []
      : (['imageAuroc', 'pixelAupro'] as const).map((key) => ({
          ...{ method, title: titleOfMetric(key) },
          ...pairedDifference(
            own.map((mean) => 100 * mean[key]),
            common.map((mean) => 100 * mean[key]),
          ),
        })),
  );
  const said = (wanted: 'higher' | 'lower') =>
    changes
      .filter(({ verdict }) => verdict === wanted)
      .map(({ method, title, mean }) => `${method} ${title} ${signed(mean, 1)}`)
      .join(', ') || 'none';
  return `Authors' scoring minus the common protocol, points, 95% t interval of each by itself: higher: ${said('higher')}; lower: ${said('lower')}.`;
}
