/**
 * Pictures side by side: example images with the outline of their masks, anomaly maps of several methods, channels of a
 * feature map.
 */
import { OptionError } from 'borad/base';
import type { SequentialName } from 'borad/display';
import {
  checkScale,
  checkSize,
  encodePng,
  heatmapPng,
  type MapScale,
  maskPng,
  overlayPng,
  type RgbImage,
} from 'borad/display';
import { checkAlt, checkName } from './figure';
import type { Panel } from './mapPanel';
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

/** One picture: an image, a map, a mask, or an image with a map laid over it; each with a line drawn on it or not. */
export interface GridPicture {
  /** An image; with `map` as well the map is laid over it. */
  image?: RgbImage;
  /** [height, width], in the colours of the grid's scale, or of its own where the picture has one. */
  map?: Float32Array;
  /** [height, width], not zero = white. */
  mask?: ArrayLike<number>;
  /** Width and height of a map or mask that has no image. Default: square. */
  width?: number;
  height?: number;
  /** [height, width]; what is not zero is outlined. */
  outline?: Uint8Array;
  /** A line where these values, [height, width], cross the level. */
  contour?: { map: Float32Array; level: number };
  /** Scale of this map alone, for maps in different units; say it in the caption. */
  scale?: MapScale;
  /** Under the picture; keep it short. */
  caption?: string;
}

export interface GridRow {
  /** Above the row. */
  title?: string;
  /** null leaves a place empty. */
  pictures: (GridPicture | null)[];
}

export interface PictureGridOptions {
  /** File name under `figures/`. */
  name: string;
  /** What the picture shows, for a reader who cannot see it. */
  alt: string;
  rows: GridRow[];
  /** Above the columns. */
  heads?: string[];
  /** One scale for all maps without their own, shown by a colour bar; `label` names quantity and unit. */
  scale?: MapScale & { label?: string };
  /** Marked at the colour bar. */
  threshold?: number;
  /** Width and height of a picture in pixels. Default 120. */
  size?: number;
  /** Colour map. Default `inferno`. */
  colours?: SequentialName;
  /** Whether `show` writes `figures/NAME.png`. Default true. */
  save?: boolean;
}

const GAP = 8;
const LINE = 20;

function sizeOf(entry: GridPicture, what: string): { width: number; height: number } {
  if (entry.image) return entry.image;
  const length = (entry.map ?? entry.mask)?.length;
  if (!length) throw new OptionError(`${what}: expected an image, a map or a mask, got none.`);
  const width = entry.width ?? Math.round(Math.sqrt(length));
  return { width, height: entry.height ?? width };
}

function picture(x: number, y: number, entry: GridPicture, what: string, options: PictureGridOptions): string {
  const { size = 120, colours } = options;
  const { width, height } = sizeOf(entry, what);
  const { image, map, mask, outline, contour } = entry;
  if (image) checkSize(`${what}: image`, image.data, width, height, 3);
  for (const [name, values] of Object.entries({ map, mask, outline, contour: contour?.map }))
    if (values) checkSize(`${what}: ${name}`, values, width, height, 1);
  const line = (values: Float32Array, level: number): string =>
    svgContour(x, y, size, values, { width, height }, level, size);
  const lines = [
    outline?.some((value) => value > 0) ? line(Float32Array.from(outline, Number), 0.5) : '',
    contour ? line(contour.map, contour.level) : '',
  ].join('');
  // Small maps keep their pixels visible; photographs are smoothed.
  const hard = Math.max(width, height) * 2 <= size;
  const shown = (png: Buffer): string => svgPicture(x, y, size, size, png, hard) + lines;
  if (map) {
    const scale = entry.scale ?? options.scale;
    if (!scale) throw new OptionError(`${what}: a map needs a scale, its own or the grid's.`);
    const coloured = { min: scale.min, max: scale.max, colours };
    return shown(image ? overlayPng(image, map, coloured) : heatmapPng(map, width, height, coloured));
  }
  if (image) return shown(encodePng(Uint8Array.from(image.data, Math.round), width, height));
  return shown(maskPng(mask as ArrayLike<number>, width, height)) + svgFrame(x, y, size, size);
}

/**
 * A grid of pictures as one PNG.
 *
 * @throws {OptionError} no row or picture, an unusable size, not one head per column, a map without a scale, or
 *   an empty text alternative.
 * @throws {ShapeError} a map, mask or outline has another size than its image. @throws {NumericError} a map is not finite.
 */
export async function pictureGrid(options: PictureGridOptions): Promise<Panel> {
  const { name, alt, rows, heads, scale, size = 120, save = true } = options;
  const what = `pictureGrid "${name}"`;
  checkName('pictureGrid', name);
  checkAlt(what, alt);
  if (scale) checkScale(what, scale);
  const columns = Math.max(0, ...rows.map((row) => row.pictures.length));
  if (columns === 0) throw new OptionError(`${what}: expected at least one picture, got none.`);
  if (heads && heads.length !== columns)
    throw new OptionError(`${what}: expected ${columns} heads, one per column, got ${heads.length}.`);
  if (!(size >= 32 && size <= 1024)) throw new OptionError(`${what}: expected a size from 32 to 1024, got ${size}.`);
  const left = (column: number): number => GAP + column * (size + GAP);
  const middle = 'text-anchor="middle"';
  const parts = (heads ?? []).map((head, c) =>
    svgText(left(c) + size / 2, LINE - 4, head, `font-weight="700" ${middle}`),
  );
  let y = heads ? LINE + GAP : 0;
  const first = y + (rows[0].title ? LINE : GAP);
  rows.forEach((row, r) => {
    if (row.title) parts.push(svgText(GAP, y + LINE - 5, row.title));
    y += row.title ? LINE : GAP;
    row.pictures.forEach((entry, c) => {
      if (!entry) return;
      parts.push(picture(left(c), y, entry, `${what}, row "${row.title ?? r}", picture ${c}`, options));
      if (entry.caption) parts.push(svgText(left(c) + size / 2, y + size + 14, entry.caption, middle));
    });
    y += size + (row.pictures.some((entry) => entry?.caption) ? LINE : 0) + GAP;
  });
  const width = left(columns) + (scale ? BAR_WIDTH : 0);
  if (scale) {
    const barHeight = Math.min(y - first - GAP, Math.max(160, 2 * size));
    parts.push(svgColourBar(left(columns) + 4, first, barHeight, { ...options, scale }));
  }
  const png = await rasterise(svgDocument(width, y, parts));
  return { kind: 'panel', name, alt: alt.trim(), png, width, height: y, save };
}
