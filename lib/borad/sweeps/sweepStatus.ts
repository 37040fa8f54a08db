/** How far a sweep is. */
import { existsSync } from 'node:fs';
import { type FolderHolder, folderHolder, readJson } from '../base';
import { median } from '../statistics';
import { jobText } from './job';
import { failureFile, loadJob, resultOf, type Sweep, workFolder } from './sweepFolder';

export interface SweepStatus {
  total: number;
  done: number;
  /** Those under way, with their workers. */
  running: ({ hash: string; text: string } & FolderHolder)[];
  /** Those that are neither done nor under way since they failed. */
  failed: { hash: string; text: string; reason: string }[];
  /** Those that nobody has begun, or whose worker has gone. */
  open: number;
  /** Median of the seconds that jobs took, which one that had to share its processor does not move; undefined while none is done. */
  secondsEach?: number;
  /** Seconds until the end with the workers of now, or with one where there is none. */
  secondsLeft?: number;
}

/**
 * Counts the jobs of a sweep.
 *
 * @throws {DataError} a file of the sweep is damaged.
 */
export function sweepStatus(sweep: Sweep): SweepStatus {
  const status: SweepStatus = { total: sweep.jobs.length, done: 0, running: [], failed: [], open: 0 };
  const seconds: number[] = [];
  for (const hash of sweep.jobs) {
    const run = resultOf(sweep, hash);
    if (run) {
      status.done++;
      seconds.push(run.seconds.training + run.seconds.measuring);
      continue;
    }
    const text = jobText(loadJob(sweep, hash));
    const holder = folderHolder(workFolder(sweep, hash));
    const failure = failureFile(sweep, hash);
    if (holder) status.running.push({ hash, text, ...holder });
    else if (existsSync(failure))
      status.failed.push({ hash, text, reason: readJson<{ reason: string }>(failure).reason });
    else status.open++;
  }
  if (seconds.length === 0) return status;
  const secondsEach = median(seconds);
  const left = status.open + status.running.length;
  return { ...status, secondsEach, secondsLeft: (secondsEach * left) / Math.max(1, status.running.length) };
}
