/** Maps of numbers as pictures, with perceptually uniform colours and one stated scale. */
import { NumericError, OptionError, ShapeError } from '../base';
import { encodePng } from './encodePng';
import { colourTable, type SequentialName } from './palette';

/** The values that get the first and the last colour; values beyond get the colour at the end. */
export interface MapScale {
  min: number;
  max: number;
}

export interface HeatmapOptions extends MapScale {
  /** Colour map. Default `inferno`. */
  colours?: SequentialName;
}

/** An image as bytes, [height, width, 3], 0 to 255. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray | Float32Array;
}

/** Throws {OptionError} unless min and max are finite and in order. */
export function checkScale(what: string, { min, max }: MapScale): void {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new OptionError(`${what}: expected a scale with min < max, got min ${min}, max ${max}.`);
  }
}

/** Throws {ShapeError} unless the data has so many values for its size. */
export function checkSize(
  what: string,
  data: ArrayLike<number>,
  width: number,
  height: number,
  channels: number,
): void {
  if (data.length !== width * height * channels) {
    throw new ShapeError(
      `${what}: expected ${height} x ${width} x ${channels} = ${width * height * channels} values, got ${data.length}.`,
    );
  }
}

/**
 * The colours of a map.
 *
 * @param map [height, width], finite.
 * @returns [height, width, 3], 0 to 255.
 * @throws {NumericError} a value is not finite.
 */
export function heatmapPixels(map: Float32Array, options: HeatmapOptions): Uint8Array {
  checkScale('heatmap', options);
  const { min, max, colours = 'inferno' } = options;
  const table = colourTable(colours);
  const pixels = new Uint8Array(map.length * 3);
  for (let i = 0; i < map.length; i++) {
    const t = (map[i] - min) / (max - min);
    if (!Number.isFinite(t)) throw new NumericError(`heatmap: value ${map[i]} at position ${i} is not finite.`);
    const at = 3 * Math.round(255 * Math.min(1, Math.max(0, t)));
    pixels[3 * i] = table[at];
    pixels[3 * i + 1] = table[at + 1];
    pixels[3 * i + 2] = table[at + 2];
  }
  return pixels;
}

/**
 * A map as PNG, one pixel per value.
 *
 * @param map [height, width], finite.
 * @throws {ShapeError} the map has another number of values.
 * @throws {OptionError} min is not below max.
 * @throws {NumericError} a value is not finite.
 *
 * @example
 * ```ts
 * const map = Float32Array.from([0, 0.1, 0.2, 0.9]);
 * const png = borad.heatmapPng(map, 2, 2, { min: 0, max: 1 });
 * console.log(png.toString('latin1', 1, 4)); // PNG
 * ```
 */
export function heatmapPng(map: Float32Array, width: number, height: number, options: HeatmapOptions): Buffer {
  checkSize('heatmapPng', map, width, height, 1);
  return encodePng(heatmapPixels(map, options), width, height);
}

export interface OverlayOptions extends HeatmapOptions {
  /** Share of the map's colour where the map is at `max`; it falls to 0 at `min`. Default 0.65. */
  opacity?: number;
}

/**
 * A map laid over its image: the higher the value, the more the colour covers the image.
 *
 * @param map [height, width] of the image, finite.
 * @returns [height, width, 3], 0 to 255.
 * @throws {ShapeError} image or map has another number of values.
 * @throws {OptionError} min is not below max, or the opacity is not within 0 to 1.
 * @throws {NumericError} a value is not finite.
 */
export function overlayPixels(image: RgbImage, map: Float32Array, options: OverlayOptions): Uint8Array {
  const { width, height, data } = image;
  const { min, max, opacity = 0.65 } = options;
  checkSize('overlay: image', data, width, height, 3);
  checkSize('overlay: map', map, width, height, 1);
  if (!(opacity >= 0 && opacity <= 1))
    throw new OptionError(`overlay: expected an opacity from 0 to 1, got ${opacity}.`);
  const pixels = heatmapPixels(map, options);
  for (let i = 0; i < map.length; i++) {
    const share = opacity * Math.min(1, Math.max(0, (map[i] - min) / (max - min)));
    for (let c = 3 * i; c < 3 * i + 3; c++) pixels[c] = Math.round(share * pixels[c] + (1 - share) * data[c]);
  }
  return pixels;
}

/**
 * The same as PNG. Throws as `overlayPixels`.
 *
 * @example
 * ```ts
 * const image = { width: 2, height: 2, data: new Uint8Array(12).fill(128) };
 * const map = Float32Array.from([0, 0.1, 0.2, 0.9]);
 * const png = borad.overlayPng(image, map, { min: 0, max: 1, opacity: 0.5 });
 * console.log(png.toString('latin1', 1, 4)); // PNG
 * ```
 */
export function overlayPng(image: RgbImage, map: Float32Array, options: OverlayOptions): Buffer {
  return encodePng(overlayPixels(image, map, options), image.width, image.height);
}

/** The colours of a map from last to first, [256, 1, 3]: a vertical colour bar with the greatest value on top. */
export function colourTableStrip(colours: SequentialName): Uint8Array {
  const table = colourTable(colours);
  return Uint8Array.from({ length: 256 * 3 }, (_, i) => table[3 * (255 - Math.floor(i / 3)) + (i % 3)]);
}

/** A mask as PNG: white where it is not zero. */
export function maskPng(mask: ArrayLike<number>, width: number, height: number): Buffer {
  checkSize('maskPng', mask, width, height, 1);
  return encodePng(
    Uint8Array.from({ length: mask.length * 3 }, (_, i) => (mask[Math.floor(i / 3)] ? 255 : 0)),
    width,
    height,
  );
}
