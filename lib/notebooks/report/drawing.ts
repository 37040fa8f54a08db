import { DataError, OptionError } from 'borad/base';
import { checkAlt, checkName } from './figure';
import type { Panel } from './mapPanel';
import { rasterise } from './svgPieces';

export interface DrawingOptions {
  /** File name under `figures/`. */
  name: string;
  /** What the drawing shows, for a reader who cannot see it. */
  alt: string;
  /** A whole SVG document whose root has width and height, or a viewBox. Text is drawn in the figures' font. */
  svg: string;
  /** Whether `show` writes `figures/NAME.svg` and `.png`. Default true. */
  save?: boolean;
}

/** A panel made of lines: shown as SVG where that is possible, as PNG elsewhere. */
export interface Drawing extends Panel {
  svg: string;
}

function sizeOf(name: string, svg: string): { width: number; height: number } {
  const root = /<svg\b[^>]*>/.exec(svg)?.[0] ?? '';
  const box = /viewBox="([^"]*)"/
    .exec(root)?.[1]
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const side = (attribute: string): number => Number(new RegExp(`\\s${attribute}="([\\d.]+)(?:px)?"`).exec(root)?.[1]);
  const width = side('width') || (box?.[2] ?? 0);
  const height = side('height') || (box?.[3] ?? 0);
  if (!(width > 0 && height > 0))
    throw new OptionError(`drawing "${name}": the root <svg> has neither width and height nor a viewBox.`);
  return { width, height };
}

/**
 * A generated SVG drawing with its PNG, two pixels per CSS pixel.
 *
 * @throws {OptionError} name or alt is missing, or the drawing has no size. @throws {DataError} it is not well-formed SVG.
 */
export async function drawing(options: DrawingOptions): Promise<Drawing> {
  const { name, alt, svg, save = true } = options;
  checkName('drawing', name);
  checkAlt(`drawing "${name}"`, alt);
  const { width, height } = sizeOf(name, svg);
  let png: Buffer;
  try {
    png = await rasterise(svg, 2);
  } catch (cause) {
    throw new DataError(`drawing "${name}": the SVG cannot be read (${cause}). Expected a well-formed document.`, {
      cause,
    });
  }
  return { kind: 'panel', name, alt: alt.trim(), svg, png, width, height, save };
}
