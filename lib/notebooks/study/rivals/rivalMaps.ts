/** The anomaly maps of several methods on the same images, as a grid of pictures. */
import { areaOf, present } from 'borad/base';
import { samplePictures } from 'borad/datasets';
import { selectFeatures } from 'borad/features';
import type { PictureGridOptions } from '../../report';
import type { TwinSets } from './letThrough';
import type { RivalModel } from './rivalModels';

/** Rows and column heads of a picture grid. */
export type RivalMaps = Pick<PictureGridOptions, 'rows' | 'heads' | 'alt' | 'scale'>;

/**
 * The first defective image of each of so many categories: the image with the outline of its defect, then each method's map, in
 * colours from that method's least to its greatest value on these images.
 */
export async function rivalMaps(
  models: readonly RivalModel[],
  { defective }: TwinSets,
  count: number,
): Promise<RivalMaps> {
  const categories = [...new Set(defective.samples.map(({ category }) => category))].slice(0, count);
  const firsts = categories.map((name) =>
    present(
      defective.samples.find(({ category }) => category === name),
      `defective image of ${name}`,
    ),
  );
  const set = selectFeatures(defective, (sample) => firsts.includes(sample));
  const images = await samplePictures(models[0].dataset, set.samples, ({ category }) => category.replace(/_/g, ' '));
  const area = areaOf(defective.imageSize);
  const columns: { map: Float32Array; scale: { min: number; max: number } }[][] = [];
  for (const { detector } of models) {
    const { maps } = await detector.detectFeatures(
      set.scales,
      set.samples.length,
      set.samples.map(({ category }) => category),
    );
    const scale = maps.reduce(({ min, max }, value) => ({ min: Math.min(min, value), max: Math.max(max, value) }), {
      ...{ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
    });
    columns.push(set.samples.map((_, i) => ({ map: maps.slice(i * area, (i + 1) * area), scale })));
  }
  return {
    heads: ['image', ...models.map(({ name }) => name)],
    rows: images.map((image, i) => ({ pictures: [image, ...columns.map((maps) => maps[i])] })),
    scale: { min: 0, max: 1, label: 'least to greatest of the column' },
    alt: `${images.length} defective images with the outline of the defect and the anomaly map of ${models.map(({ name }) => name).join(', ')}, each method in a colour scale of its own.`,
  };
}
