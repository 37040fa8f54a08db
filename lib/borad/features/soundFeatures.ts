/** Features are checked wherever they come from: one value that is not finite would turn a whole run into NaN. */
import { type ImageSize, itemAt, sidesOf } from '../base';
import type { Sample } from '../datasets';
import { requireSoundMaps } from '../teachers';

/**
 * @param from Whose features they are, as the message begins: `Teacher resnet18`.
 * @param scales [N, H, W, C] per scale, N at least the number of samples.
 * @param shapes [H, W, C] per scale.
 * @param samples Name the images.
 * @param size Of the images, pixels.
 * @throws {NumericError} features of a sample are not finite, or too large to be computed with.
 */
export function requireSoundFeatures(
  from: string,
  scales: readonly Float32Array[],
  shapes: readonly (readonly [number, number, number])[],
  samples: readonly Sample[],
  size: ImageSize,
): void {
  const lengths = shapes.map(([height, width, channels]) => height * width * channels);
  const [side] = sidesOf(size);
  const strides = shapes.map(([height]) => side / height);
  requireSoundMaps({ from, strides }, scales, lengths, samples.length, (image) => {
    const { id, file } = itemAt(samples, image, 'images');
    return { name: file === undefined ? id : `${id} (${file})`, file };
  });
}
