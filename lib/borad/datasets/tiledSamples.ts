import type { Dataset, Sample } from './dataset';
import { viewsOf } from './viewsOf';

/**
 * Samples of a set whose images are cut: one for each tile, image by image. Of other sets they are what they were.
 *
 * @throws {DataError} the size of an image cannot be read.
 */
export async function tiledSamples(dataset: Dataset, samples: readonly Sample[]): Promise<Sample[]> {
  if (dataset.shown === undefined) return [...samples];
  const tiled: Sample[] = [];
  for (const sample of samples) {
    const { tiles } = await viewsOf(dataset, sample);
    tiled.push(
      ...tiles.map((tile, i) => ({ ...sample, id: `${sample.id}, tile ${i + 1}`, tile: { ...tile, of: sample.id } })),
    );
  }
  return tiled;
}
