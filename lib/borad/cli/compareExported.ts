/** An exported detector against the run that it was made of. */
import { sidesOf } from '../base';
import { type LoadedPhoto, photoViews } from '../datasets';
import type { ExportedDetector, GraphParts } from '../deploy';
import { type Detector, inspectPhoto } from '../detection';
import { stretchedMap } from '../display';
import { judgement, VERDICTS } from '../verdicts';

export interface Comparison {
  photos: number;
  /** Largest differences. */
  map: number;
  score: number;
  /** Photos with the same verdict. */
  verdicts: number;
  /** Largest difference of the maps of photos that are of the model's size, which are not resized. */
  mapOfSize?: number;
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

/** Runs both on photos, one after another. */
export async function compareExported(
  exported: ExportedDetector,
  { detector, limits, products }: GraphParts & { detector: Pick<Detector, 'inspect' | 'config'> },
  photos: readonly string[],
  load: (photo: string) => Promise<LoadedPhoto>,
): Promise<Comparison> {
  const { data } = detector.config;
  const [high, wide] = sidesOf(data.imageSize);
  const result: Comparison = { photos: photos.length, map: 0, score: 0, verdicts: 0 };
  for (const photo of photos) {
    const { width, height, pixels } = await load(photo);
    const found = await exported.run(pixels, width, height);
    const seen = await inspectPhoto(detector, await photoViews(photo, data, data.range));
    const { score, global } = seen;
    const map = largest(found.map, stretchedMap(seen.map, width, height));
    result.map = Math.max(result.map, map);
    result.score = Math.max(result.score, Math.abs(found.score - score));
    if (VERDICTS[found.verdict] === judgement(score, global, { limits, products }).verdict) result.verdicts++;
    if (width === wide && height === high) result.mapOfSize = Math.max(result.mapOfSize ?? 0, map);
  }
  return result;
}
