/** Pairs of methods on several sets, one beside the other. */
import { metricColumns } from 'borad/metrics';
import { type Table, table } from '../../report';
import { compareVariants, differenceText } from '../experiments';
import { type RivalRun, SCALE_NOTE } from './rivalTables';

export interface PairTableOptions {
  /** File name under `data/results/`. */
  name: string;
  /** Titles of two methods: the first minus the second. */
  pairs: readonly (readonly [method: string, other: string])[];
  /** What the images are, in a few words, and runs on them. */
  sets: readonly (readonly [images: string, runs: readonly RivalRun[]])[];
}

/**
 * One method minus another by metric, in points, paired by seed: mean and 95% t interval, with a word where it excludes zero. A pair has
 * a column for each set on which two seeds or more have both methods. The caption says at what scale.
 */
export function pairTable({ name, pairs, sets }: PairTableOptions): Table {
  const columns = pairs.flatMap(([method, other]) =>
    sets.flatMap(([images, runs]) => {
      const seedsOf = (title: string) => runs.filter(({ variant }) => variant === title).map(({ seed }) => seed);
      const shared = seedsOf(method).filter((seed) => seedsOf(other).includes(seed)).length;
      return shared < 2 ? [] : [{ method, other, runs, title: `${method} − ${other}, ${images}, ${shared} seeds` }];
    }),
  );
  return table({
    name,
    caption: `Points, paired by seed: mean and 95% t interval, each by itself. Without a word: undecided. ${SCALE_NOTE}`,
    columns: ['metric', ...columns.map(({ title }) => title)],
    rows: metricColumns.map(({ key, title }) => [
      title,
      ...columns.map(({ method, other, runs }) =>
        differenceText(compareVariants(runs, method, other, (run) => 100 * run.mean[key])),
      ),
    ]),
  });
}
