/** Reading test images so that one that cannot be read, or whose mask cannot be used, ends nothing. */
import { DataError, type ImageSize, MaskError, sidesOf } from '../base';
import type { Dataset, DecodedSample } from '../datasets';

/** A data set whose `read` notes what is wrong instead of throwing. */
export interface ReadableSamples {
  dataset: Dataset;
  /** By sample, images that cannot be read; what was given in their place means nothing. */
  unreadable: Map<string, DataError>;
  /** By sample, masks that cannot be used; their images were read without them. */
  refusedMasks: Map<string, MaskError>;
  /** By sample, how many regions of its mask are smaller than one pixel at the size that is read; without those that have none. */
  subpixelRegions: Map<string, number>;
}

/** Any picture of the right size: it keeps its place in a batch and is dropped after. */
function placeholder(size: ImageSize): DecodedSample {
  const [height, width] = sidesOf(size);
  return {
    width,
    height,
    pixels: new Uint8Array(3 * height * width),
    mask: new Uint8Array(height * width),
  };
}

/** Wraps a data set; errors other than {@link DataError} still come through. */
export function readableSamples(dataset: Dataset): ReadableSamples {
  const unreadable: ReadableSamples['unreadable'] = new Map();
  const refusedMasks: ReadableSamples['refusedMasks'] = new Map();
  const subpixelRegions: ReadableSamples['subpixelRegions'] = new Map();
  const read: Dataset['read'] = async (sample) => {
    try {
      const found = await dataset.read(sample);
      if (found.subpixelRegions) subpixelRegions.set(sample.id, found.subpixelRegions);
      return found;
    } catch (error) {
      if (error instanceof MaskError && !sample.unmasked) {
        refusedMasks.set(sample.id, error);
        return read({ ...sample, unmasked: true });
      }
      if (!(error instanceof DataError)) throw error;
      unreadable.set(sample.id, error);
      return placeholder(dataset.imageSize);
    }
  };
  return { dataset: { ...dataset, read }, unreadable, refusedMasks, subpixelRegions };
}
