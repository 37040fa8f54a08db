import { Resvg } from '@resvg/resvg-js';
import { OptionError } from '../base';
import { checkScale, checkSize, heatmapPng, type MapScale, type RgbImage } from './colourMap';
import { contourPath } from './contourPath';
import { encodePng } from './encodePng';
import { escapeMarkup } from './escapeMarkup';
import { checkAlt, checkName } from './figure';
import { fontOptions } from './fonts';
import { niceTicks } from './niceTicks';
import { colourTable, okabeIto, type SequentialName } from './palette';
import { shrinkPng } from './shrinkPng';

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
  width: number;
  height: number;
  save: boolean;
}

const GAP = 8;
const TITLE = 22;
const HEAD = 28;
const BAR = 96;

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" font-size="13" fill="#1f2328" ${more}>${escapeMarkup(content)}</text>`;

const picture = (x: number, y: number, size: number, png: Buffer): string =>
  `<image x="${x}" y="${y}" width="${size}" height="${size}" preserveAspectRatio="none" href="data:image/png;base64,${png.toString('base64')}"/>`;

function contour(x: number, y: number, size: number, row: MapRow, threshold: number): string {
  const { width, height } = row.image;
  const path = contourPath(row.map, width, height, threshold);
  const pixel = width / size;
  const stroke = (colour: string, px: number): string =>
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${px * pixel}" stroke-linecap="round"/>`;
  const place = `<svg x="${x}" y="${y}" width="${size}" height="${size}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">`;
  return `${place}${stroke('#ffffff', 3.4)}${stroke(okabeIto.vermilion, 1.8)}</svg>`;
}

function maskPng(row: MapRow): Buffer {
  const bytes = Uint8Array.from({ length: row.map.length * 3 }, (_, i) => (row.mask![Math.floor(i / 3)] ? 255 : 0));
  return encodePng(bytes, row.image.width, row.image.height);
}

function colourBar(x: number, y: number, height: number, options: MapPanelOptions): string {
  const { scale, threshold, colours = 'inferno' } = options;
  const table = colourTable(colours);
  const strip = Uint8Array.from({ length: 256 * 3 }, (_, i) => table[3 * (255 - Math.floor(i / 3)) + (i % 3)]);
  const place = (value: number): number => y + height * (1 - (value - scale.min) / (scale.max - scale.min));
  const mark = (value: number, label: string, colour: string, width: number): string =>
    `<path d="M${x + 14} ${place(value)}h5" stroke="${colour}" stroke-width="${width}"/>${text(x + 23, place(value) + 4.5, label)}`;
  const ticks = niceTicks(scale.min, scale.max).map((v) => mark(v, String(v), '#1f2328', 1));
  const level =
    threshold !== undefined && threshold >= scale.min && threshold <= scale.max
      ? `<path d="M${x - 3} ${place(threshold)}h20" stroke="#ffffff" stroke-width="4"/><path d="M${x - 3} ${place(threshold)}h20" stroke="${okabeIto.vermilion}" stroke-width="2"/>`
      : '';
  const label = scale.label
    ? text(0, 0, scale.label, `text-anchor="middle" transform="translate(${x + 82} ${y + height / 2}) rotate(-90)"`)
    : '';
  const bar = `<image x="${x}" y="${y}" width="14" height="${height}" preserveAspectRatio="none" href="data:image/png;base64,${encodePng(strip, 1, 256).toString('base64')}"/>`;
  return `${bar}<rect x="${x}" y="${y}" width="14" height="${height}" fill="none" stroke="#6b7280"/>${ticks.join('')}${level}${label}`;
}

/**
 * Images beside their anomaly maps, masks and threshold contours, as one PNG. All maps share one scale, shown by the colour bar.
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
  const width = GAP + heads.length * (size + GAP) + BAR;
  const height = HEAD + rows.length * (TITLE + size + GAP);
  const left = (column: number): number => GAP + column * (size + GAP);
  const parts = heads.map((head, c) => text(left(c) + size / 2, 19, head, 'font-weight="700" text-anchor="middle"'));
  rows.forEach((row, r) => {
    const what = `mapPanel "${name}", row "${row.title}"`;
    const { width: w, height: h } = row.image;
    checkSize(`${what}: image`, row.image.data, w, h, 3);
    checkSize(`${what}: map`, row.map, w, h, 1);
    if (row.mask) checkSize(`${what}: mask`, row.mask, w, h, 1);
    const y = HEAD + r * (TITLE + size + GAP) + TITLE;
    const input = encodePng(Uint8Array.from(row.image.data, Math.round), w, h);
    parts.push(text(GAP, y - 7, row.title), picture(left(0), y, size, input));
    parts.push(picture(left(1), y, size, heatmapPng(row.map, w, h, { min: scale.min, max: scale.max, colours })));
    parts.push(
      row.mask
        ? `${picture(left(2), y, size, maskPng(row))}<rect x="${left(2)}" y="${y}" width="${size}" height="${size}" fill="none" stroke="#9ca3af"/>`
        : text(left(2) + size / 2, y + size / 2, 'no mask', 'text-anchor="middle"'),
    );
    const threshold = row.threshold ?? options.threshold;
    if (threshold !== undefined)
      parts.push(picture(left(3), y, size, input), contour(left(3), y, size, row, threshold));
  });
  parts.push(colourBar(left(heads.length) + 4, HEAD + TITLE, Math.min(height - HEAD - TITLE - GAP, 2 * size), options));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans"><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>`;
  const png = await shrinkPng(new Resvg(svg, { font: fontOptions() }).render().asPng());
  return { kind: 'panel', name, alt: alt.trim(), png, width, height, save };
}
