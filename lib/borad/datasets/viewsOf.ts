import type { Dataset, Sample } from './dataset';
import type { PhotoViews } from './photoViews';

/**
 * A sample as a model sees it, of any set.
 *
 * @throws {DataError} the image cannot be read.
 */
export async function viewsOf(dataset: Dataset, sample: Sample): Promise<PhotoViews> {
  if (dataset.views) return dataset.views(sample);
  const { width, height, pixels } = await dataset.read({ ...sample, unmasked: true });
  return { width, height, tiles: [{ left: 0, top: 0, width, height }], read: async () => pixels };
}
