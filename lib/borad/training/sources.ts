/** What the steps of a run read: the features of its images, and of altered copies where its method has them. */
import { DataError, type ProgressReporter } from '../base';
import type { Sample } from '../datasets';
import {
  type FeaturePlan,
  type FeatureSet,
  type FeatureSource,
  memorySource,
  openFeatures,
  planFeatures,
  selectFeatures,
} from '../features';
import { type BaseArchitecture, methodOf } from '../methods';
import { type CopySource, openCopies } from './copySource';
import type { TrainOptions } from './train';

export interface Sources {
  features: FeatureSource;
  copies?: CopySource;
  close(): void;
}

/** Where the features of that many images go; those of their copies go there too, kept in the same way. */
export function planSources(
  { config, teacher, cache }: Pick<TrainOptions, 'config' | 'teacher' | 'cache'>,
  images: number,
): FeaturePlan {
  const copies = methodOf(config.method).copies?.count(config) ?? 0;
  return planFeatures(teacher, config.data.imageSize, images * (1 + copies), cache);
}

/** Of given features those of the images that are trained on: a set holds those of photos that are held back, too. */
function featuresOf(given: FeatureSet, samples: readonly Sample[]): FeatureSet {
  const ids = new Set(samples.map(({ id }) => id));
  const held = new Set(given.samples.map(({ id }) => id));
  const missing = samples.find(({ id }) => !held.has(id));
  if (missing)
    throw new DataError(
      `The given features hold none of ${missing.id}, which is trained on. Give a data set of their images alone, or leave them out, as where images are cut into tiles.`,
    );
  return held.size === ids.size ? given : selectFeatures(given, ({ id }) => ids.has(id));
}

/**
 * Opens them as planned; the caller closes them.
 *
 * @throws {DataError} an image cannot be read, given features lack one, or the disk is full. @throws {CancelledError} the signal fired.
 */
export async function openSources(
  options: TrainOptions,
  samples: Sample[],
  architecture: BaseArchitecture,
  plan: FeaturePlan,
  report: ProgressReporter,
): Promise<Sources> {
  const { config, teacher, dataset, cache, signal, engine, provider, graphCache } = options;
  const { batchSize } = config.training;
  const shared = { teacher, plan, cache, batchSize, report, signal, engine, provider, graphCache };
  const features = options.features
    ? memorySource(featuresOf(options.features, samples))
    : await openFeatures({ ...shared, dataset, samples });
  const { copies } = methodOf(config.method);
  if (!copies) return { features, close: features.close };
  try {
    const made = await openCopies({
      ...shared,
      ...{ dataset, samples: features.samples, copies, config, architecture, shapes: features.shapes },
    });
    const close = () => {
      features.close();
      made.close();
    };
    return { features, copies: made, close };
  } catch (error) {
    features.close();
    throw error;
  }
}
