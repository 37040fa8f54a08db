/** Each recorded run judged by its authors' own post-processing on the whole test set, kept beside its results. */
import { join } from 'node:path';
import { OptionError } from 'borad/base';
import { createDetector } from 'borad/detection';
import { evaluate, publishedEvaluations } from 'borad/evaluation';
import { disposeModel, rowOf } from 'borad/methods';
import type { CategoryMetrics } from 'borad/metrics';
import { anyConfig, dataOpener, loadResults, METHOD_VERSION, resultsIn, writeCompactJson } from 'borad/recording';
import {
  type AnySpec,
  findRun,
  type GetRunOptions,
  getModel,
  hashWith,
  openInputs,
  projectStore,
} from '../experiments';

/** Version of the file's form. */
const FORMAT = 1;

/** One run under each scoring that its authors publish. */
export interface PublishedRun {
  format: number;
  /** The run's name: see `runHash`. */
  hash: string;
  /** METHOD_VERSION. */
  method: number;
  /** Title of the method. */
  variant: string;
  seed: number;
  /** In the order of `Method.published`; means over categories, 0 to 1. */
  scorings: { name: string; about: string; mean: CategoryMetrics }[];
}

/** Where they are kept: in `data/results/published`. */
const fileOf = ({ store = projectStore() }: GetRunOptions, hash: string) =>
  resultsIn(join(store.results, '..', 'published'), hash);

/** Whether a run's method has post-processing of its own. Further rows of a method are left out: they share its weights. */
export function hasPublished(spec: AnySpec): boolean {
  const config = anyConfig(spec);
  const { name, method } = rowOf(config);
  return method.published !== undefined && method.published.length > 0 && name === config.method;
}

/** A run under its published scorings; undefined where it was not measured. Throws as `loadResults`. */
export function findPublished(spec: AnySpec, options: GetRunOptions = {}): PublishedRun | undefined {
  const hash = hashWith(spec, options);
  return loadResults<PublishedRun>(fileOf(options, hash), hash, FORMAT);
}

/** The runs under their published scorings, of those that were measured, in their order. */
export function recordedPublished(specs: readonly AnySpec[]): PublishedRun[] {
  const open = dataOpener();
  return specs.flatMap((spec) => findPublished(spec, { dataset: open(spec) }) ?? []);
}

/**
 * Measures a recorded run under each published scoring on all test images and keeps what comes out. Where the run's weights are not
 * on this machine, it is trained again, which on another processor ends at slightly other weights than the recorded results are of.
 *
 * @returns undefined where the method has no post-processing of its own.
 * @throws {OptionError} the run is not recorded.
 */
export async function measurePublished(spec: AnySpec, options: GetRunOptions = {}): Promise<PublishedRun | undefined> {
  if (!hasPublished(spec)) return undefined;
  const found = findPublished(spec, options);
  if (found) return found;
  if (!findRun(spec, options))
    throw new OptionError(
      `measurePublished: run ${hashWith(spec, options)} is not recorded. Record it first: npm run experiments.`,
    );
  const { teacher, dataset, features } = await openInputs(spec, options);
  const { model, record, run } = await getModel(spec, options);
  const { architecture, config } = record;
  const detector = createDetector({ architecture, config, teacher, model });
  try {
    const scorings = await publishedEvaluations(detector, (one) =>
      evaluate({
        ...{ detector: one, dataset, evaluation: config.evaluation },
        ...{ features: features.test, progress: options.progress },
      }),
    );
    const { hash, variant, seed } = run;
    return writeCompactJson(fileOf(options, hash), {
      ...{ format: FORMAT, hash, method: METHOD_VERSION, variant, seed },
      scorings: scorings.map(({ name, about, mean }) => ({ name, about, mean })),
    });
  } finally {
    detector.dispose();
    disposeModel(model);
  }
}
