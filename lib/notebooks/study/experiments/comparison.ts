/** Numbers out of several runs: by method, paired by seed, and schedules that are not stored. */
import { OptionError, ShapeError, signed } from 'borad/base';
import { type BoradConfig, momentumAt } from 'borad/methods/borad';
import { learningRateAt } from 'borad/optimisation';
import { type MeanAndDeviation, meanAndDeviation, type PairedDifference, pairedDifference } from 'borad/statistics';
import type { Checkpoint, ExperimentRun } from '../measures';

/** What names a run in a comparison: runs of BoRAD and of other methods stand in one list. */
export type NamedRun = Pick<ExperimentRun, 'variant' | 'seed'>;

/** A number of a run, as `(run) => run.mean.imageAuroc`. */
export type RunValue<R extends NamedRun = ExperimentRun> = (run: R) => number;

/** The runs of a method in the order of their seeds. */
export function runsOf<R extends NamedRun>(runs: readonly R[], variant: string): R[] {
  return runs.filter((run) => run.variant === variant).sort((a, b) => a.seed - b.seed);
}

/** A number of a method, one value per seed in their order. */
export function valuesOf<R extends NamedRun>(runs: readonly R[], variant: string, value: RunValue<R>): number[] {
  return runsOf(runs, variant).map(value);
}

/** Mean and standard deviation over seeds: a table's cell. */
export function summaryOf<R extends NamedRun>(
  runs: readonly R[],
  variant: string,
  value: RunValue<R>,
): MeanAndDeviation {
  return meanAndDeviation(valuesOf(runs, variant, value));
}

/**
 * What was measured after so many steps.
 *
 * @throws {OptionError} the run was not measured then; the message lists when it was.
 */
export function checkpointAt(run: ExperimentRun, step: number): Checkpoint {
  const found = run.checkpoints.find((checkpoint) => checkpoint.step === step);
  if (!found) {
    const steps = run.checkpoints.map((checkpoint) => checkpoint.step);
    throw new OptionError(`checkpointAt: nothing was measured after step ${step}, only after ${steps.join(', ')}.`);
  }
  return found;
}

/** A number of the checkpoints of a method: one curve per seed. */
export function checkpointCurves(
  runs: readonly ExperimentRun[],
  variant: string,
  value: (checkpoint: Checkpoint) => number,
): number[][] {
  return runsOf(runs, variant).map((run) => run.checkpoints.map(value));
}

/** Mean and interval of a difference, each with its sign. */
export function signedInterval({ mean, low, high }: PairedDifference, digits = 1, factor = 1): string {
  const text = (value: number) => signed(value * factor, digits);
  return `${text(mean)} [${text(low)}, ${text(high)}]`;
}

/** A difference of two values from 0 to 1, in points. */
export const signedPoints = (difference: number): string => signed(100 * difference, 1);

/** A difference as a table prints it: `signedInterval`, and the verdict where there is one. */
export function differenceText(difference: PairedDifference, digits = 1, factor = 1): string {
  const { verdict } = difference;
  return `${signedInterval(difference, digits, factor)}${verdict === 'undecided' ? '' : ` ${verdict}`}`;
}

/**
 * One method minus another, paired by seed; see `pairedDifference`.
 *
 * @throws {ShapeError} fewer than two seeds are in both.
 */
export function compareVariants<R extends NamedRun>(
  runs: readonly R[],
  method: string,
  other: string,
  value: RunValue<R>,
  level?: number,
): PairedDifference {
  const pairs = runsOf(runs, method).flatMap((own) => {
    const paired = runs.find((run) => run.variant === other && run.seed === own.seed);
    return paired ? [[value(own), value(paired)]] : [];
  });
  if (pairs.length < 2) {
    throw new ShapeError(
      `compareVariants: ${pairs.length} seeds have both ${method} and ${other}; expected at least 2.`,
    );
  }
  return pairedDifference(
    pairs.map(([own]) => own),
    pairs.map(([, paired]) => paired),
    level,
  );
}

/** Learning rate and momentum by step, as the run used them. */
export function schedulesOf({ training, momentum }: Pick<BoradConfig, 'training' | 'momentum'>): {
  learningRate: number[];
  momentum: number[];
} {
  const steps = Array.from({ length: training.steps }, (_, step) => step);
  return {
    learningRate: steps.map((step) => learningRateAt(step, training)),
    momentum: steps.map((step) => momentumAt(step, training.steps, momentum)),
  };
}
