/** Where the steps of a run get altered copies of their images from. */
import { createRng } from '../base';
import type { Dataset, Sample } from '../datasets';
import { type OpenFeaturesOptions, openFeatures } from '../features';
import type { PhaseRead } from '../methods';
import { type CopyOptions, copiedDataset, copyIndex, copyLabels, stacked } from './imageCopies';
import type { StepImages } from './phaseStepper';

export interface CopySource {
  /**
   * One copy of each image, drawn by the run's seed and the step alone.
   *
   * @param indices Places of the images.
   * @param reads What the step's phase reads.
   */
  draw(
    step: number,
    indices: ArrayLike<number>,
    reads: readonly PhaseRead[],
  ): Promise<Pick<StepImages, 'copies' | 'labels'>>;
  close(): void;
}

/**
 * Makes the copies' features, where they are not in the cache; the caller closes the source.
 *
 * @throws {DataError} an image cannot be read, or the disk is full. @throws {CancelledError} the signal fired.
 */
export async function openCopies(
  options: CopyOptions & OpenFeaturesOptions & { dataset: Dataset; samples: Sample[] },
): Promise<CopySource> {
  const { copies, config, dataset, samples } = options;
  const count = copies.count(config);
  const copied = copiedDataset(dataset, samples, options);
  const source = await openFeatures({ ...options, dataset: copied, samples: copied.samples, what: 'altered copies' });
  const labelOf = copyLabels(options);
  return {
    async draw(step, indices, reads) {
      const stream = createRng(config.seed).split(`copies ${step}`);
      const drawn = Array.from(indices, (image): [number, number] => [image, stream.int(count)]);
      const gather = () => source.gather(drawn.map(([image, copy]) => copyIndex(image, copy, count)));
      return {
        ...(reads.includes('copies') ? { copies: await gather() } : {}),
        ...(reads.includes('labels') ? { labels: stacked(drawn.map(([image, copy]) => labelOf(image, copy))) } : {}),
      };
    },
    close: source.close,
  };
}
