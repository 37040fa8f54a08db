/** The photos that the limits of a run are set by, and those that say what its products look like. */
import { createRng } from '../base';
import type { RunConfig } from '../config';
import { type Dataset, heldBack, type Sample } from '../datasets';
import { isNormalTest, someOf } from './normalPhotos';

/** Photos of a category that set its limit, at most. */
const PHOTOS = 200;
/** Training photos of a category that say what it looks like, at most. */
const REFERENCES = 16;

export interface LimitSamples {
  /** Normal photos that were not trained on; of a set without any, photos of the training. */
  normals: Sample[];
  /** Training photos. */
  references: Sample[];
  /** Where the normal photos came from, in words. */
  source: string;
  /** Nothing was held back, and there are no normal test photos: scores are too low. */
  isTrainedOn: boolean;
}

/**
 * Of each category, the photos held back from training or, where there are none, the normal test photos: at most 200, chosen by the
 * run's seed, and 16 training photos.
 */
export function limitSamples(dataset: Dataset, { data, seed }: Pick<RunConfig, 'data' | 'seed'>): LimitSamples {
  const rng = createRng(seed);
  const held = heldBack(dataset.samples, data);
  const trained = dataset.samples.filter((sample) => sample.split === 'train' && !held.has(sample));
  const unseen = dataset.categories.flatMap((category) => {
    const own = dataset.samples.filter((sample) => sample.category === category);
    const kept = own.filter((sample) => held.has(sample));
    return someOf(kept.length > 0 ? kept : own.filter(isNormalTest), PHOTOS, rng.split(`limit ${category}`));
  });
  const ofCategory = (samples: Sample[], most: number, purpose: string) =>
    dataset.categories.flatMap((category) =>
      someOf(
        samples.filter((sample) => sample.category === category),
        most,
        rng.split(`${purpose} ${category}`),
      ),
    );
  const sources = [
    ...(unseen.some((sample) => held.has(sample)) ? ['photos held back from training'] : []),
    ...(unseen.some(isNormalTest) ? ['normal test photos'] : []),
  ];
  const isTrainedOn = unseen.length === 0;
  return {
    normals: isTrainedOn ? ofCategory(trained, PHOTOS, 'limit') : unseen,
    references: ofCategory(trained, REFERENCES, 'product'),
    source: isTrainedOn ? 'training photos' : sources.join(' and '),
    isTrainedOn,
  };
}
