/** Training steps at the paper's size as `npm run fullsize` has measured them. */
import { readJson } from 'borad/base';
import type { Cell } from '../../report';

/** One engine at one batch and one width. */
export interface StepRun {
  engine: string;
  backend: string;
  /** Images of a step. */
  batch: number;
  /** Channels of the student's three maps. */
  widths: number[];
  /** Seconds of the teacher for the batch; missing where no teacher ran. */
  teacherSeconds?: number;
  /** Seconds until the first step could start. */
  prepareSeconds: number;
  /** Seconds of a step, the median after the warm-up. */
  seconds: number;
  gigaflops: number;
  /** The most memory that the process took, bytes. */
  peakBytes: number;
  losses?: { total: number }[];
}

/** A run that did not finish, and why. */
export interface FailedRun extends Pick<StepRun, 'engine' | 'backend' | 'batch' | 'widths'> {
  failed: string;
}

export interface FullSize {
  machine: { processor: string; cores: number };
  /** Images of the smallest batch, whose floating-point operations are given. */
  batch: number;
  operations: number;
  /** Steps at the start that do not count. */
  warmUp: number;
  runs: (StepRun | FailedRun)[];
}

/**
 * The record of `npm run fullsize`.
 *
 * @throws {DataError} the file cannot be read.
 */
export const readFullSize = (file: string): FullSize => readJson<FullSize>(file);

const isFailed = (run: StepRun | FailedRun): run is FailedRun => 'failed' in run;

/** Runs that finished. */
export const finishedRuns = ({ runs }: FullSize): StepRun[] => runs.filter((run): run is StepRun => !isFailed(run));

/** Of the compiled engine's runs at the full widths the one that trains most images per second. */
export function fastestStep(record: FullSize): StepRun | undefined {
  const widest = Math.max(...finishedRuns(record).map(({ widths: [first = 0] }) => first));
  const compiled = finishedRuns(record).filter(({ engine, widths }) => engine === 'compiled' && widths[0] === widest);
  return compiled.sort((a, b) => a.seconds / a.batch - b.seconds / b.batch)[0];
}

/** Days that a number of images takes at the speed of a run. */
export const daysOf = ({ seconds, batch }: StepRun, images: number): number => (images * seconds) / batch / 86400;

/** Engine, widths, images, seconds of teacher, of making ready and of a step, GFLOP/s, peak memory in GiB, first loss. */
export const stepRows = (record: FullSize): Cell[][] =>
  finishedRuns(record).map((run) => [
    run.engine,
    run.widths.join('/'),
    String(run.batch),
    run.teacherSeconds ?? null,
    ...[run.prepareSeconds, run.seconds, run.gigaflops, run.peakBytes / 2 ** 30],
    run.losses?.[0]?.total ?? null,
  ]);

/** What did not finish, as one sentence; empty if everything did. */
export function unfinishedText({ runs }: FullSize): string {
  const each = runs
    .filter(isFailed)
    .map(
      ({ engine, backend, widths, failed: why }) => `${engine} on ${backend} at widths ${widths.join('/')} (${why})`,
    );
  return each.length > 0 ? `Not finished: ${each.join('; ')}.` : '';
}
