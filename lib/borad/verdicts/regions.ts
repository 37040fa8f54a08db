/** Regions of a map above a limit: where on a photo something is wrong, and how much of it. */
import { itemAt, ShapeError } from '../base';
import { connectedRegions } from '../metrics/connectedRegions';

export interface Region {
  /** Left, top, width and height of the box, pixels. */
  box: [x: number, y: number, width: number, height: number];
  /** Pixels. */
  area: number;
  /** The largest value. */
  peak: number;
  /** Mean place of the pixels, x and y; the middle of the first pixel is 0, 0. */
  centroid: [x: number, y: number];
}

/** 1 above the limit, 0 up to it. */
export const maskAbove = (map: Float32Array, limit: number): Uint8Array =>
  Uint8Array.from(map, (value) => (value > limit ? 1 : 0));

/**
 * The boxes of regions that are labelled from 1, in the order of their labels.
 *
 * @param labels [height, width], 0 outside. @param count Of the regions.
 */
export function regionBoxes(labels: Int32Array, count: number, width: number): Region['box'][] {
  const ends = Array.from({ length: count }, () => ({ left: width, top: -1, right: -1, bottom: -1 }));
  labels.forEach((label, at) => {
    const region = ends[label - 1];
    if (!region) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    region.left = Math.min(region.left, x);
    region.right = Math.max(region.right, x);
    if (region.top < 0) region.top = y;
    region.bottom = y;
  });
  return ends.map(({ left, top, right, bottom }) => [left, top, right - left + 1, bottom - top + 1]);
}

interface Sums {
  x: number;
  y: number;
  peak: number;
}

/**
 * The 8-connected regions of a map above a limit, that with the highest peak first.
 *
 * @param map [height, width]. @throws {ShapeError} it has another number of values.
 */
export function regionsAbove(map: Float32Array, width: number, height: number, limit: number): Region[] {
  if (map.length !== width * height)
    throw new ShapeError(`regionsAbove: expected ${height} x ${width} values, got ${map.length}.`);
  const { labels, sizes } = connectedRegions(maskAbove(map, limit), height, width);
  const boxes = regionBoxes(labels, sizes.length, width);
  const sums = Array.from(sizes, (): Sums => ({ x: 0, y: 0, peak: Number.NEGATIVE_INFINITY }));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const region = sums[(labels[at] ?? 0) - 1];
      if (!region) continue;
      region.x += x;
      region.y += y;
      region.peak = Math.max(region.peak, map[at] ?? 0);
    }
  }
  return sums
    .map(({ x, y, peak }, i): Region => {
      const area = sizes[i] ?? 0;
      return { box: itemAt(boxes, i, 'boxes'), area, peak, centroid: [x / area, y / area] };
    })
    .sort((a, b) => b.peak - a.peak);
}
