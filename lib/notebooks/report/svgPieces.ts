/** What picture panels are made of: text, pictures, contours and colour bars as SVG, and the way from SVG to PNG. */
import { Resvg } from '@resvg/resvg-js';
import {
  colourTableStrip,
  encodePng,
  type MapScale,
  okabeIto,
  type RgbImage,
  type SequentialName,
} from 'borad/display';
import { contourPath } from './contourPath';
import { escapeMarkup } from './escapeMarkup';
import { fontOptions } from './fonts';
import { niceTicks } from './niceTicks';
import { shrinkPng } from './shrinkPng';

const INK = '#1f2328';

export const svgText = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" font-size="13" fill="${INK}" ${more}>${escapeMarkup(content)}</text>`;

/** A PNG stretched to a box, its pixels smoothed or kept. */
export const svgPicture = (x: number, y: number, width: number, height: number, png: Buffer, hard = false): string =>
  `<image${hard ? ' image-rendering="optimizeSpeed"' : ''} x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" href="data:image/png;base64,${png.toString('base64')}"/>`;

export const svgFrame = (x: number, y: number, width: number, height: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#9ca3af"/>`;

/** The line where a map crosses a level, over a picture that is drawn `size` wide. */
export function svgContour(
  x: number,
  y: number,
  size: number,
  map: Float32Array,
  image: Pick<RgbImage, 'width' | 'height'>,
  level: number,
  drawnHeight = (size * image.height) / image.width,
): string {
  const { width, height } = image;
  const path = contourPath(map, width, height, level);
  const pixel = width / size;
  const stroke = (colour: string, px: number): string =>
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${px * pixel}" stroke-linecap="round"/>`;
  const place = `<svg x="${x}" y="${y}" width="${size}" height="${drawnHeight}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">`;
  return `${place}${stroke('#ffffff', 3.4)}${stroke(okabeIto.vermilion, 1.8)}</svg>`;
}

/** Width that a colour bar takes with its numbers and its label. */
export const BAR_WIDTH = 96;

export interface ColourBarOptions {
  scale: MapScale & { label?: string };
  /** Marked on the bar as contours are drawn. */
  threshold?: number;
  colours?: SequentialName;
}

export function svgColourBar(x: number, y: number, height: number, options: ColourBarOptions): string {
  const { scale, threshold, colours = 'inferno' } = options;
  const place = (value: number): number => y + height * (1 - (value - scale.min) / (scale.max - scale.min));
  const mark = (value: number): string =>
    `<path d="M${x + 14} ${place(value)}h5" stroke="${INK}"/>${svgText(x + 23, place(value) + 4.5, String(value))}`;
  const inside = threshold !== undefined && threshold >= scale.min && threshold <= scale.max;
  const line = (colour: string, width: number): string =>
    `<path d="M${x - 3} ${place(threshold as number)}h20" stroke="${colour}" stroke-width="${width}"/>`;
  const level = inside ? `${line('#ffffff', 4)}${line(okabeIto.vermilion, 2)}` : '';
  const label = scale.label
    ? svgText(0, 0, scale.label, `text-anchor="middle" transform="translate(${x + 82} ${y + height / 2}) rotate(-90)"`)
    : '';
  const strip = svgPicture(x, y, 14, height, encodePng(colourTableStrip(colours), 1, 256));
  const ticks = niceTicks(scale.min, scale.max).map(mark).join('');
  return `${strip}<rect x="${x}" y="${y}" width="14" height="${height}" fill="none" stroke="#6b7280"/>${ticks}${level}${label}`;
}

/** A whole SVG document with white ground in the pictures' font. */
export const svgDocument = (width: number, height: number, parts: string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans"><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>`;

/** An SVG document as PNG, `scale` pixels per CSS pixel. */
export async function rasterise(svg: string, scale = 1): Promise<Buffer> {
  const options = { font: fontOptions(), background: '#ffffff' };
  const zoom = scale === 1 ? {} : { fitTo: { mode: 'zoom' as const, value: scale } };
  return shrinkPng(new Resvg(svg, { ...options, ...zoom }).render().asPng());
}
