/** Each recorded run judged by its authors' own post-processing on the whole test set, kept beside its results. */
import { createDetector } from 'borad/detection';
import { evaluate, publishedEvaluations } from 'borad/evaluation';
import { rowOf } from 'borad/methods';
import type { CategoryMetrics } from 'borad/metrics';
import { anyConfig } from 'borad/recording';
import { type AnySpec, type GetRunOptions, openInputs } from '../experiments';
import { type BesideRun, besideRuns } from './besideRuns';

/** One run under each scoring that its authors publish. */
export interface PublishedRun extends BesideRun {
  /** In the order of `Method.published`; means over categories, 0 to 1. */
  scorings: { name: string; about: string; mean: CategoryMetrics }[];
}

const publishedRuns = besideRuns<PublishedRun>('published', 2);

/** Whether a run's method has post-processing of its own. Further rows of a method are left out: they share its weights. */
export function hasPublished(spec: AnySpec): boolean {
  const config = anyConfig(spec);
  const { name, method } = rowOf(config);
  return method.published !== undefined && method.published.length > 0 && name === config.method;
}

/** A run under its published scorings; undefined where it was not measured. Throws as `loadResults`. */
export const findPublished = publishedRuns.find;

/** The runs under their published scorings, of those that were measured, in their order. */
export const recordedPublished = publishedRuns.recorded;

/**
 * Measures a recorded run under each published scoring on all test images and keeps what comes out; weights that are not on this
 * machine are trained again.
 *
 * @returns undefined where the method has no post-processing of its own.
 * @throws {OptionError} the run is not recorded.
 */
export async function measurePublished(spec: AnySpec, options: GetRunOptions = {}): Promise<PublishedRun | undefined> {
  if (!hasPublished(spec)) return undefined;
  return publishedRuns.measured(spec, options, async ({ model, record: { architecture, config } }) => {
    const { teacher, dataset, features } = await openInputs(spec, options);
    const detector = createDetector({ architecture, config, teacher, model });
    try {
      const scorings = await publishedEvaluations(detector, (one) =>
        evaluate({
          ...{ detector: one, dataset, evaluation: config.evaluation },
          ...{ features: features.test, progress: options.progress },
        }),
      );
      return { scorings: scorings.map(({ name, about, mean }) => ({ name, about, mean })) };
    } finally {
      detector.dispose();
    }
  });
}
