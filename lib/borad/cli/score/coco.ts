/** Regions above the limit as a COCO data set, from the masks that were written. */
import { join } from 'node:path';
import { loadSharp } from '../../base/sharp';
import { connectedRegions } from '../../metrics';
import { UNKNOWN } from './judgement';
import type { ScoredPhoto } from './resultsFolder';

interface Annotation {
  id: number;
  image_id: number;
  category_id: number;
  bbox: [x: number, y: number, width: number, height: number];
  area: number;
  iscrowd: 1;
  /** Run lengths down the columns, of pixels outside and inside in turn, beginning with those outside. */
  segmentation: { size: [height: number, width: number]; counts: number[] };
}

/** Run lengths of the pixels of one label, column by column. */
function runLengths(labels: Int32Array, label: number, width: number, height: number): number[] {
  const counts: number[] = [];
  let inside = false;
  let length = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if ((labels[y * width + x] === label) === inside) length++;
      else {
        counts.push(length);
        inside = !inside;
        length = 1;
      }
    }
  }
  counts.push(length);
  return counts;
}

function boxOf(labels: Int32Array, label: number, width: number): Annotation['bbox'] {
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (const [at, found] of labels.entries()) {
    if (found !== label) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return [left, top, right - left + 1, bottom - top + 1];
}

/** The annotations of one photo: a region of its mask each. */
async function annotationsOf(
  file: string,
  ids: { image_id: number; category_id: number; first: number },
): Promise<Annotation[]> {
  const { data, info } = await loadSharp()(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const { labels, sizes } = connectedRegions(data, height, width);
  return Array.from(sizes, (area, i) => ({
    id: ids.first + i,
    image_id: ids.image_id,
    category_id: ids.category_id,
    bbox: boxOf(labels, i + 1, width),
    area,
    iscrowd: 1,
    segmentation: { size: [height, width], counts: runLengths(labels, i + 1, width, height) },
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
