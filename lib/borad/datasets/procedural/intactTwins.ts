import { OptionError, sizeText } from '../../base';
import type { Dataset } from '../dataset';
import { findCategory } from './proceduralDataset';
import { renderSample } from './renderSample';

/**
 * The procedural set with every defect left out: each sample reads as the same scene in the same light with the same sensor
 * noise, intact. Outside of a defect's mask twin and sample are equal, so that what differs is the defect alone.
 *
 * @param dataset From `proceduralDataset`. @param seed The seed that it was made with.
 * @throws {OptionError} the set is not the procedural one, since only rendered images have twins, or its images are not squares, where
 *   squashing smears a defect over its mask.
 */
export function intactTwins(dataset: Dataset, seed: number): Dataset {
  if (dataset.name !== 'procedural') {
    throw new OptionError(`intactTwins: expected the procedural set, got ${dataset.name}; photographs have no twins.`);
  }
  const { imageSize } = dataset;
  if (typeof imageSize !== 'number') {
    throw new OptionError(
      `intactTwins: expected squares, got images ${sizeText(imageSize)}. Set data.imageSize to one number.`,
    );
  }
  return {
    ...dataset,
    name: 'procedural, intact',
    async read({ category, defect, id }) {
      const { clean } = renderSample(findCategory(category), { seed, id, defect, imageSize });
      const mask = new Uint8Array(imageSize * imageSize);
      return { width: imageSize, height: imageSize, pixels: clean(), mask };
    },
  };
}
