/** Regions above the limit as a COCO data set, from the masks that were written. */
import { join } from 'node:path';
import { itemAt } from '../../base';
import { loadSharp } from '../../base/sharp';
import { connectedRegions } from '../../metrics';
import { type Region, regionBoxes, UNKNOWN } from '../../verdicts';
import type { ScoredPhoto } from './resultsFolder';

interface Annotation {
  id: number;
  image_id: number;
  category_id: number;
  bbox: Region['box'];
  area: number;
  iscrowd: 1;
  /** Run lengths down the columns, of pixels outside and inside in turn, beginning with those outside. */
  segmentation: { size: [height: number, width: number]; counts: number[] };
}

/** Run lengths of the pixels of one label, column by column; only the columns of its box are looked at. */
function runLengths(
  labels: Int32Array,
  label: number,
  { box: [left, , across], width, height }: { box: Region['box']; width: number; height: number },
): number[] {
  const counts: number[] = [];
  let inside = false;
  let length = left * height;
  for (let x = left; x < left + across; x++) {
    for (let y = 0; y < height; y++) {
      if ((labels[y * width + x] === label) === inside) length++;
      else {
        counts.push(length);
        inside = !inside;
        length = 1;
      }
    }
  }
  const right = (width - left - across) * height;
  if (!inside) return [...counts, length + right];
  return right > 0 ? [...counts, length, right] : [...counts, length];
}

/** The annotations of one photo: a region of its mask each. */
async function annotationsOf(
  file: string,
  ids: { image_id: number; category_id: number; first: number },
): Promise<Annotation[]> {
  const { data, info } = await loadSharp()(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const { labels, sizes } = connectedRegions(data, height, width);
  return regionBoxes(labels, sizes.length, width).map((box, i) => ({
    id: ids.first + i,
    image_id: ids.image_id,
    category_id: ids.category_id,
    bbox: box,
    area: itemAt(sizes, i, 'areas'),
    iscrowd: 1,
    segmentation: { size: [height, width], counts: runLengths(labels, i + 1, { box, width, height }) },
  }));
}

/**
 * The photos and their regions above the limit in COCO's form: categories are the products, each region one annotation with its
 * mask as run lengths (`iscrowd` 1, which is what COCO's tools take for run lengths that are not compressed).
 *
 * @param folder Of the results. @param photos With masks; others have no annotations.
 */
export async function cocoOf(folder: string, photos: readonly ScoredPhoto[]): Promise<object> {
  const names = [...new Set(photos.map(({ category = UNKNOWN }) => category))].sort();
  const annotations: Annotation[] = [];
  for (const [i, { mask, category = UNKNOWN }] of photos.entries()) {
    if (mask === undefined) continue;
    const ids = { image_id: i + 1, category_id: names.indexOf(category) + 1, first: annotations.length + 1 };
    annotations.push(...(await annotationsOf(join(folder, mask), ids)));
  }
  return {
    info: { description: 'Regions of anomaly maps above their limits, by borad score' },
    images: photos.map(({ image, width, height, score, verdict }, i) => ({
      ...{ id: i + 1, file_name: image, width, height },
      ...{ score, verdict },
    })),
    categories: names.map((name, i) => ({ id: i + 1, name, supercategory: 'product' })),
    annotations,
  };
}
