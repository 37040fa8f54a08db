/** Samples in batches of plain arrays. */
import { OptionError, photoSizeText, ShapeError, sidesOf } from '../base';
import type { Dataset, Sample } from './dataset';

export interface ImageBatch {
  samples: Sample[];
  /** [B, H, W, 3] RGB, 0 to 255. */
  pixels: Float32Array;
  /** [B, H, W], 0 normal, 1 anomalous. */
  masks: Uint8Array;
}

/**
 * Reads samples in their order, `batchSize` at a time; the last batch holds what is left.
 *
 * @throws {OptionError} batchSize is not a positive whole number.
 * @throws {ShapeError} the set gave an image of another size than its `imageSize`.
 * @throws {DataError} from the set's `read`.
 */
export async function* imageBatches(
  dataset: Dataset,
  samples: Sample[],
  batchSize: number,
): AsyncGenerator<ImageBatch> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new OptionError(`imageBatches: expected batchSize to be a whole number of at least 1, got ${batchSize}.`);
  }
  const [height, width] = sidesOf(dataset.imageSize);
  const area = height * width;
  for (let first = 0; first < samples.length; first += batchSize) {
    const chosen = samples.slice(first, first + batchSize);
    const images = await Promise.all(chosen.map((sample) => dataset.read(sample)));
    const pixels = new Float32Array(chosen.length * area * 3);
    const masks = new Uint8Array(chosen.length * area);
    images.forEach((image, i) => {
      if (image.width !== width || image.height !== height) {
        throw new ShapeError(
          `imageBatches: ${chosen[i].id} is ${image.width} x ${image.height}, the set ${dataset.name} promises ${photoSizeText(dataset.imageSize)}.`,
        );
      }
      pixels.set(image.pixels, i * area * 3);
      masks.set(image.mask, i * area);
    });
    yield { samples: chosen, pixels, masks };
  }
}
