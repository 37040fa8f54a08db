import { OptionError } from 'borad/base';
import type { SequentialName } from 'borad/display';
import { checkScale, checkSize, encodePng, heatmapPng, type MapScale, maskPng, type RgbImage } from 'borad/display';
import { checkAlt, checkName } from './figure';
import {
  BAR_WIDTH,
  rasterise,
  svgColourBar,
  svgContour,
  svgDocument,
  svgFrame,
  svgPicture,
  svgText,
} from './svgPieces';

export interface MapRow {
  /** Drawn above the row: category, defect, score. */
  title: string;
  image: RgbImage;
  /** [height, width] of the image. */
  map: Float32Array;
  /** [height, width] of the image, not zero = anomalous; left out where nobody drew one. */
  mask?: Uint8Array | Float32Array;
  /** Level of the contour; default is the panel's. */
  threshold?: number;
}

export interface MapPanelOptions {
  /** File name under `figures/`. */
  name: string;
  /** What the picture shows, for a reader who cannot see it. */
  alt: string;
  rows: MapRow[];
  /** One scale for all maps, so that colours can be compared; `label` names the quantity and unit at the colour bar. */
  scale: MapScale & { label?: string };
  /** Level of the contour over the image; without one that column is left out. */
  threshold?: number;
  /** Width and height of a picture in pixels. Default 180. */
  size?: number;
  /** Colour map. Default `inferno`. */
  colours?: SequentialName;
  /** Whether `show` writes `figures/NAME.png`. Default true. */
  save?: boolean;
}

/** A picture that is not a plotly figure. */
export interface Panel {
  kind: 'panel';
  name: string;
  alt: string;
  png: Buffer;
  /** The same as lines, where it is a drawing. */
  svg?: string;
  width: number;
  height: number;
  save: boolean;
}

/** Where a picture of some size stands in a square cell: as wide or as high as the cell, in its middle. */
function inCell(x: number, y: number, size: number, image: Pick<RgbImage, 'width' | 'height'>) {
  const { width: w, height: h } = image;
  const [width, height] = w > h ? [size, (size * h) / w] : [(size * w) / h, size];
  return { x: x + (size - width) / 2, y: y + (size - height) / 2, width, height };
}

const GAP = 8;
const TITLE = 22;
const HEAD = 28;

/**
 * Images next to their anomaly maps, masks and threshold contours, each of its own aspect, as one PNG. All maps share one scale, shown by the colour bar.
 *
 * @throws {OptionError} no row, an unusable scale or size, or an empty text alternative.
 * @throws {ShapeError} a map or mask has another size than its image.
 * @throws {NumericError} a map holds a value that is not finite.
 */
export async function mapPanel(options: MapPanelOptions): Promise<Panel> {
  const { name, alt, rows, scale, size = 180, colours, save = true } = options;
  checkName('mapPanel', name);
  checkAlt(`mapPanel "${name}"`, alt);
  checkScale(`mapPanel "${name}"`, scale);
  if (!rows.length) throw new OptionError(`mapPanel "${name}": expected at least one row, got none.`);
  if (!(size >= 32 && size <= 1024))
    throw new OptionError(`mapPanel "${name}": expected a size from 32 to 1024 pixels, got ${size}.`);
  const hasContour = rows.some((row) => (row.threshold ?? options.threshold) !== undefined);
  const heads = ['image', 'anomaly map', 'mask', ...(hasContour ? ['above threshold'] : [])];
  const width = GAP + heads.length * (size + GAP) + BAR_WIDTH;
  const height = HEAD + rows.length * (TITLE + size + GAP);
  const left = (column: number): number => GAP + column * (size + GAP);
  const parts = heads.map((head, c) => svgText(left(c) + size / 2, 19, head, 'font-weight="700" text-anchor="middle"'));
  rows.forEach((row, r) => {
    const what = `mapPanel "${name}", row "${row.title}"`;
    const { width: w, height: h } = row.image;
    checkSize(`${what}: image`, row.image.data, w, h, 3);
    checkSize(`${what}: map`, row.map, w, h, 1);
    if (row.mask) checkSize(`${what}: mask`, row.mask, w, h, 1);
    const y = HEAD + r * (TITLE + size + GAP) + TITLE;
    const input = encodePng(Uint8Array.from(row.image.data, Math.round), w, h);
    const picture = (column: number, png: Buffer): string => {
      const place = inCell(left(column), y, size, row.image);
      return svgPicture(place.x, place.y, place.width, place.height, png);
    };
    parts.push(svgText(GAP, y - 7, row.title), picture(0, input));
    parts.push(picture(1, heatmapPng(row.map, w, h, { min: scale.min, max: scale.max, colours })));
    parts.push(
      row.mask
        ? picture(2, maskPng(row.mask, w, h)) + svgFrame(left(2), y, size, size)
        : svgText(left(2) + size / 2, y + size / 2, 'no mask', 'text-anchor="middle"'),
    );
    const threshold = row.threshold ?? options.threshold;
    if (threshold === undefined) return;
    const place = inCell(left(3), y, size, row.image);
    parts.push(picture(3, input));
    parts.push(svgContour(place.x, place.y, place.width, row.map, row.image, threshold, place.height));
  });
  const barHeight = Math.min(height - HEAD - TITLE - GAP, 2 * size);
  parts.push(svgColourBar(left(heads.length) + 4, HEAD + TITLE, barHeight, options));
  const png = await rasterise(svgDocument(width, height, parts));
  return { kind: 'panel', name, alt: alt.trim(), png, width, height, save };
}
