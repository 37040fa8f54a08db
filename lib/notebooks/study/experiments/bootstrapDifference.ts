/** How much of a difference depends on which test images there are: a bootstrap over images, in addition to the interval over seeds. */
import { type Rng, ShapeError } from 'borad/base';
import type { Sample } from 'borad/datasets';
import { auroc } from 'borad/metrics';
import { type BootstrapOptions, bootstrapInterval, mean, type ValueInterval } from 'borad/statistics';
import type { ExperimentRun } from '../measures';
import { runsOf } from './comparison';

/**
 * Mean image AUROC over categories of one method minus another's, both averaged over their seeds, with its percentile
 * interval over resampled test images: the images of each category and class are drawn with replacement, the same for all runs.
 *
 * @param samples The test samples in the order of `scores`.
 * @throws {ShapeError} a run has another number of scores than there are samples, or a method has no run.
 */
export function bootstrapAurocDifference(
  runs: readonly ExperimentRun[],
  [method, other]: [string, string],
  samples: readonly Sample[],
  rng: Rng,
  options: BootstrapOptions = {},
): ValueInterval {
  const sides = [method, other].map((variant) => runsOf(runs, variant));
  sides.forEach((side, i) => {
    if (side.length === 0) throw new ShapeError(`bootstrapAurocDifference: there is no run of ${[method, other][i]}.`);
    for (const { scores, hash } of side) {
      if (scores.length !== samples.length)
        throw new ShapeError(`Run ${hash} has ${scores.length} scores, there are ${samples.length} test samples.`);
    }
  });
  const categories = [...new Set(samples.map(({ category }) => category))];
  const groups = categories.map((category) =>
    [false, true].map((defective) =>
      samples
        .map((_, i) => i)
        .filter((i) => samples[i].category === category && (samples[i].defect !== 'good') === defective),
    ),
  );
  const meanAuroc = (run: ExperimentRun, drawn: number[][][]) => {
    const values = drawn.map(([normal, defective]) =>
      auroc(
        [...normal.map(() => 0), ...defective.map(() => 1)],
        [...normal, ...defective].map((i) => run.scores[i]),
      ),
    );
    return mean(values);
  };
  const difference = (drawn: number[][][]) => {
    const [a, b] = sides.map((side) => mean(side.map((run) => meanAuroc(run, drawn))));
    return a - b;
  };
  const resampled = () => groups.map((pair) => pair.map((group) => group.map(() => group[rng.int(group.length)])));
  return { value: difference(groups), ...bootstrapInterval(() => difference(resampled()), options) };
}
