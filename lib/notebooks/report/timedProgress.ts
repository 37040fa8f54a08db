/** Progress of work in a cell whose results other cells show. */
import { formatDuration, type ProgressReporter, progressReporter } from 'borad/base';

/**
 * Shows progress as `reporter` does, but the line that stays says only how long the work took: numbers that belong to a result stand
 * where they are compared with the stored ones, and times are not.
 *
 * @param reporter Default: the fitting one for where the process runs.
 */
export function timedProgress(reporter: ProgressReporter = progressReporter()): ProgressReporter {
  return (title, total) => {
    const started = performance.now();
    const shown = reporter(title, total);
    return {
      update: (done, detail) => shown.update(done, detail),
      finish: () => shown.finish(`${title}: done in ${formatDuration((performance.now() - started) / 1000)}`),
    };
  };
}
