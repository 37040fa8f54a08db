/** Samples as pictures for a grid. */
import { MaskError } from '../base';
import type { Dataset, DecodedSample, Sample } from './dataset';

/** An image with the line around its defect, in the form that a picture grid takes. */
export interface SamplePicture {
  image: { width: number; height: number; data: Uint8Array };
  /** [H, W] of a defective image: 1 inside the defect. */
  outline?: Uint8Array;
  caption: string;
}

/** An image, without its mask where that cannot be used: a picture is what shows what is wrong. */
async function readForLooking(dataset: Dataset, sample: Sample): Promise<DecodedSample> {
  try {
    return await dataset.read(sample);
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    return dataset.read({ ...sample, unmasked: true });
  }
}

/**
 * Decodes samples for looking at; one whose mask cannot be used has no outline.
 *
 * @param captionOf Default: the defect, with spaces for underscores.
 * @throws {DataError} from the set's `read`.
 */
export async function samplePictures(
  dataset: Dataset,
  samples: readonly Sample[],
  captionOf: (sample: Sample) => string = ({ defect }) => defect.replace(/_/g, ' '),
): Promise<SamplePicture[]> {
  return Promise.all(
    samples.map(async (sample) => {
      const { width, height, pixels, mask } = await readForLooking(dataset, sample);
      const picture = { image: { width, height, data: pixels }, caption: captionOf(sample) };
      return mask.some((value) => value > 0) ? { ...picture, outline: mask } : picture;
    }),
  );
}

/** One normal training image of a category, then one image of each kind of defect, at most so many in all. */
export function oneOfEachKind(dataset: Dataset, category: string, atMost: number): Sample[] {
  const own = dataset.samples.filter((sample) => sample.category === category);
  const kinds = [...new Set(own.filter(({ defect }) => defect !== 'good').map(({ defect }) => defect))];
  const normal = own.filter(({ split }) => split === 'train').slice(0, 1);
  const defective = kinds.map((kind) => own.find(({ defect }) => defect === kind) as Sample);
  return [...normal, ...defective].slice(0, atMost);
}
