/** Features computed anew for every batch: no memory and no disk, but the teacher's time at every step. */
import { itemAt } from '../base';
import type { Dataset, Sample } from '../datasets';
import type { ExecutionOptions } from '../engine';
import type { Teacher } from '../teachers';
import { createFeatureExtractor } from './featureSet';
import type { FeatureSource } from './featureSource';

/**
 * Prepares the teacher for batches of one size.
 *
 * @param batchSize Images that `gather` will be asked for at once, or a part of them.
 * @param execution Engine and provider.
 * @throws {DataError} an image cannot be read. @throws {NumericError} its features are not finite. So does `gather`.
 */
export async function teacherSource(
  teacher: Teacher,
  dataset: Dataset,
  samples: Sample[],
  batchSize: number,
  execution?: ExecutionOptions,
): Promise<FeatureSource> {
  const extractor = await createFeatureExtractor(teacher, dataset.imageSize, batchSize, execution);
  let shapes: FeatureSource['shapes'];
  try {
    ({ shapes } = await extractor.compute(dataset, samples.slice(0, 1)));
  } catch (error) {
    extractor.dispose();
    throw error;
  }
  let open = true;
  return {
    samples,
    shapes,
    from: 'teacher, at every step',
    async gather(indices) {
      const wanted = Array.from(indices, (i) => itemAt(samples, i, 'images'));
      return (await extractor.compute(dataset, wanted)).scales;
    },
    close() {
      if (open) extractor.dispose();
      open = false;
    },
  };
}
