/**
 * Which value is white in files of more than 8 bits per channel: cameras of 10, 12 or 14 bits write their values unchanged into
 * 16-bit files, which then look nearly black.
 */

import { DataError } from '../base';

/** `full`: 65535, in floats 1. `auto`: the brightest value decides. */
export type DataRange = 'auto' | SetRange;

/** A range that says which value is white. */
export type SetRange = 'full' | '8bit' | '10bit' | '12bit' | '14bit';

const BITS: [SetRange, number][] = [
  ['8bit', 255],
  ['10bit', 1023],
  ['12bit', 4095],
  ['14bit', 16383],
];

/** Of the values of a photo, the share that may lie outside its range: a camera's dead pixels, and no more. */
const OUTSIDE = 1e-3;

/** Values of an image in its file's own unit. */
export interface WideValues {
  /** Whether they are whole numbers; floats are 0 to 1 unless a range is set. */
  isWhole: boolean;
  values: Uint16Array | Float32Array;
}

/** The narrowest range that holds a brightest value of whole numbers. */
export function rangeOfBrightest(brightest: number): SetRange {
  return BITS.find(([, white]) => brightest <= white)?.[0] ?? 'full';
}

/**
 * The brightest value, but for stuck pixels of a sensor: few values beyond a range, all of them at least twice its white.
 * Highlights have values between the two.
 *
 * @param values Whole numbers.
 */
export function brightestSeen(values: ArrayLike<number>): number {
  const white = BITS.map(([, value]) => value);
  const outside = white.map(() => 0);
  const near = white.map(() => 0);
  const inside = white.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    for (let b = 0; b < white.length; b++) {
      if (values[i] <= white[b]) inside[b] = Math.max(inside[b], values[i]);
      else if (values[i] <= 2 * white[b]) near[b]++;
      else outside[b]++;
    }
  }
  const held = white.findIndex((_, b) => near[b] === 0 && outside[b] <= OUTSIDE * values.length);
  return held < 0 ? brightestOf(values) : inside[held];
}

/** The value that is white; of floats at full range 1. */
export function whiteOf(range: SetRange, isWhole: boolean): number {
  return BITS.find(([name]) => name === range)?.[1] ?? (isWhole ? 65535 : 1);
}

export function brightestOf(values: ArrayLike<number>): number {
  let brightest = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > brightest) brightest = values[i];
  return brightest;
}

/**
 * Stretches values so that white is 65535; the few that lie outside are clipped.
 *
 * @param range `auto`: that of the image's own brightest value.
 * @throws {DataError} a value is not a number, or more than one in a thousand lies outside the range.
 */
export function stretched({ values, isWhole }: WideValues, range: DataRange, file: string): Uint16Array {
  const found = range === 'auto' ? (isWhole ? rangeOfBrightest(brightestSeen(values)) : 'full') : range;
  const white = whiteOf(found, isWhole);
  const factor = 65535 / white;
  const pixels = new Uint16Array(values.length);
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      throw new DataError(`${file}: a pixel is ${value}. Expected finite numbers; save the photo again.`, { file });
    }
    if (value < 0 || value > white) outside++;
    pixels[i] = Math.min(65535, Math.max(0, Math.round(value * factor)));
  }
  if (outside <= OUTSIDE * values.length) return pixels;
  const share = ((100 * outside) / values.length).toFixed(1);
  throw new DataError(
    `${file}: ${share}% of its values lie outside 0 to ${white}, which data.range=${range} takes as black to white; the brightest is ${brightestOf(values)}. Set data.range to ${BITS.map(([name]) => name).join(', ')} or full for all photos, or save them at 8 or 16 bits.`,
    { file },
  );
}
