/** Stretches of a training beside each other: how the loss stands, how it scatters, and what its highest step saw. */
import { itemAt } from 'borad/base';
import type { Dataset } from 'borad/datasets';
import type { RunConfig } from 'borad/methods';
import { median } from 'borad/statistics';
import { type LossValues, stepIndices, trainingSamples } from 'borad/training';
import { type Table, table } from '../../report';

export interface StretchTableOptions {
  /** File name under `data/results/`. */
  name: string;
  caption: string;
  /** Losses of each step, the first of step 1. */
  history: readonly LossValues[];
  /** The loss, by its name in the history. */
  part: string;
  /** First and last step of each stretch, counted from 1. */
  stretches: readonly (readonly [first: number, last: number])[];
  /** What the run was trained by, to find the images of a step. */
  run: { config: RunConfig; dataset: Dataset };
}

/** Categories of the images of a step, the most frequent first: `leather 3, twill 2`. */
export function stepCategories({ config, dataset }: StretchTableOptions['run'], step: number): string {
  const categories = trainingSamples(dataset, config).map(({ category }) => category);
  const counts = new Map<string, number>();
  for (const index of stepIndices(config, categories, step - 1)) {
    const category = itemAt(categories, index, 'categories');
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .map(([category, count]) => `${category} ${count}`)
    .join(', ');
}

/** One row for each stretch: median, median change from one step to the next (none in a stretch of one step), the highest step and its images. */
export function stretchTable({ name, caption, history, part, stretches, run }: StretchTableOptions): Table {
  const rows = stretches.map(([first, last]) => {
    const losses = history.slice(first - 1, last).map((values) => values[part] ?? Number.NaN);
    const changes = losses.slice(1).map((loss, i) => Math.abs(loss - itemAt(losses, i, 'losses')));
    const highest = Math.max(...losses);
    const step = first + losses.indexOf(highest);
    return [
      `${first} to ${last}`,
      median(losses),
      changes.length > 0 ? median(changes) : null,
      highest,
      step,
      stepCategories(run, step),
    ];
  });
  return table({
    ...{ name, caption, rows },
    columns: ['steps', 'median', 'change from step to step', 'highest', 'at step', 'its images'],
    digits: { median: 3, 'change from step to step': 3, highest: 3, 'at step': 0 },
  });
}
