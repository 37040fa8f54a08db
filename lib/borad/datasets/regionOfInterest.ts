/** The region of interest: which part of every photo is looked at. A run keeps it in its settings, as text. */
import { DataError, OptionError } from '../base';
import { decodeMask } from './decodeMask';

/** A mask for photos of one aspect, whatever their size. */
export interface RegionOfInterest {
  width: number;
  height: number;
  /** [height, width], 1 where photos are looked at, 0 where they are ignored. */
  inside: Uint8Array;
}

/** Changes between looked at and ignored that a region may have: more are no drawn shapes, and would fill the run's record. */
const MOST_RUNS = 100_000;

/** Share of pixels that may be neither black nor white, as at soft edges; a photo has more. */
const MOST_SHADES = 0.1;

/** Widths over heights that differ by less count as the same: sides are whole numbers. */
const SAME_ASPECT = 0.02;

/** The region as `WIDTHxHEIGHT:` and lengths of runs, row by row, the first of them ignored. */
export function roiText({ width, height, inside }: RegionOfInterest): string {
  const runs: number[] = [];
  let [value, length] = [0, 0];
  for (const each of inside) {
    if (each !== value) {
      runs.push(length);
      [value, length] = [each, 0];
    }
    length++;
  }
  return `${width}x${height}:${[...runs, length].join()}`;
}

/**
 * Reads a region from its text.
 *
 * @returns Nothing for an empty text: everything is looked at.
 * @throws {OptionError} the runs do not fill the size.
 */
export function parseRoi(text: string): RegionOfInterest | undefined {
  if (text === '') return undefined;
  const [, wide, high, list = ''] = /^(\d+)x(\d+):([\d,]+)$/.exec(text) ?? [];
  const [width, height] = [Number(wide), Number(high)];
  const runs = list.split(',').map(Number);
  const filled = runs.reduce((sum, length) => sum + length, 0);
  if (!(width * height > 0) || filled !== width * height)
    throw new OptionError(
      `data.roi: expected WIDTHxHEIGHT: and lengths of runs that fill it, got ${text.slice(0, 40)}; --roi MASK.png makes it.`,
    );
  const inside = new Uint8Array(width * height);
  let at = 0;
  for (const [i, length] of runs.entries()) {
    inside.fill(i % 2, at, at + length);
    at += length;
  }
  return { width, height, inside };
}

/**
 * Reads a mask: photos are looked at where it is brighter than half of its brightest value, and ignored elsewhere.
 *
 * @throws {MaskError} it cannot be read. @throws {DataError} it ignores nothing, or everything, or is no drawn shape.
 */
export async function readRoi(file: string): Promise<RegionOfInterest> {
  const { width, height, values } = await decodeMask(file);
  let highest = 0;
  for (const value of values) highest = Math.max(highest, value);
  const inside = Uint8Array.from(values, (value) => Number(2 * value > highest));
  const expected = 'Expected white where photos are looked at and black where they are ignored';
  if (highest === 0)
    throw new DataError(`The mask ${file} is black: it would ignore everything. ${expected}.`, { file });
  if (inside.every((value) => value === 1))
    throw new DataError(`The mask ${file} ignores nothing. ${expected}; leave it out to look at everything.`, { file });
  const shades = values.filter((value) => 4 * value > highest && 4 * value < 3 * highest).length / values.length;
  if (shades > MOST_SHADES)
    throw new DataError(
      `The mask ${file} has shades between black and white in ${Math.round(100 * shades)}% of its pixels, as a photo has. ${expected}.`,
      { file },
    );
  if (roiText({ width, height, inside }).split(',').length > MOST_RUNS)
    throw new DataError(`The mask ${file} has more than ${MOST_RUNS} borders along its rows. Draw simpler shapes.`, {
      file,
    });
  return { width, height, inside };
}

/**
 * The region at the size of a photo: each pixel takes the nearest one.
 *
 * @param file Of the photo, for the message.
 * @returns [height, width], 1 where it is looked at.
 * @throws {DataError} the photo has another aspect than the mask.
 */
export function roiAt(region: RegionOfInterest, width: number, height: number, file: string): Uint8Array {
  const aspect = (width * region.height) / (height * region.width);
  if (Math.abs(Math.log(aspect)) > SAME_ASPECT)
    throw new DataError(
      `${file} is ${width} x ${height}, but the region of interest was drawn on ${region.width} x ${region.height}. Expected photos of the same aspect; crop or turn them like the training photos.`,
      { file },
    );
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * region.width) / width));
  const inside = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * region.height) / height) * region.width;
    for (const [x, column] of columns.entries()) inside[y * width + x] = region.inside[row + column] ?? 0;
  }
  return inside;
}
