import { DataError } from '../base';
import { type Dataset, type Sample, viewsOf } from '../datasets';
import { type Detector, type InspectedPhoto, inspectPhoto } from '../detection';

/**
 * What a detector sees in a sample, as `borad score` sees the photo; nothing where it cannot be read.
 *
 * @throws {NumericError} the features or the map are not finite.
 */
export async function inspectSample(
  detector: Pick<Detector, 'inspect' | 'config'>,
  dataset: Dataset,
  sample: Sample,
): Promise<InspectedPhoto | undefined> {
  try {
    return await inspectPhoto(detector, await viewsOf(dataset, sample), sample.category);
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
