/** Masks that cannot be right, and what to do about each. */
import type { DecodedMask } from './decodeMask';
import type { MarkedMask } from './maskValues';

export type MaskFaultKind = 'mask alpha' | 'mask values' | 'empty mask' | 'full mask' | 'large mask';

export interface MaskFault {
  kind: MaskFaultKind;
  /** What was found, what was expected, what to do. */
  message: string;
}

/** Share of an image that a mask marks at most, unless a set says otherwise. */
export const MASK_LIMIT = 0.5;

/** Edges, however soft, fill less of an image than this with values in between. */
const MOST_BETWEEN = 0.25;

/** Pixels of a flat shade that corners of a blurred region may have. */
const MOST_FLAT = 16;

/** Lossy files mix noise of a few shades into black: marks must stand out of it. */
const LEAST_LOSSY = 64;

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/**
 * What is wrong with a mask; undefined for one that can be right.
 *
 * @param image The file of its image, for the message.
 * @param limit Share of the image, above 0 to 1, that it may mark.
 */
export function maskFault(
  file: string,
  image: string,
  { alpha, isLossy, values }: DecodedMask,
  { pixels, between, flat, marked }: MarkedMask,
  limit: number = MASK_LIMIT,
): MaskFault | undefined {
  if (alpha === 'shape in alpha only') {
    return {
      kind: 'mask alpha',
      message: `The mask ${file} has one colour everywhere and its shape in the transparency only, which may mean the mark or its surroundings. Expected white on black; save it without transparency, on a black background.`,
    };
  }
  if (alpha === 'marked and transparent') {
    return {
      kind: 'mask alpha',
      message: `The mask ${file} has transparent pixels of a colour that marks: colours and transparency contradict each other. Expected white on black; save it without transparency, on a black background.`,
    };
  }
  const brightest = values.reduce((most, value) => Math.max(most, value), 0);
  if (pixels === 0) {
    return {
      kind: 'empty mask',
      message: `The mask ${file} marks nothing, so the defect of ${image} would count as normal. Expected pixels above 0; draw the mask, or move the image to the normal ones.`,
    };
  }
  if (isLossy && brightest < LEAST_LOSSY) {
    return {
      kind: 'mask values',
      message: `The mask ${file} is stored with loss, and its brightest value, ${brightest}, can be a class number or noise. Expected white on black; save it as PNG.`,
    };
  }
  if (between > MOST_BETWEEN) {
    return {
      kind: 'mask values',
      message: `The mask ${file} has shades between black and its brightest value on ${percent(between)} of its pixels, as a photo or a heat map has. Expected a mask of two values, 0 and 255; draw it, or cut the map at the value that you mean.`,
    };
  }
  if (flat.pixels > MOST_FLAT) {
    return {
      kind: 'mask values',
      message: `The mask ${file} has a shade of its own, ${flat.value} of ${brightest}, beside what is marked, and soft edges as well: there is no telling whether it is a class. Expected two values, 0 and 255, or class numbers without soft edges; draw it again, and save it as PNG.`,
    };
  }
  const share = pixels / marked.length;
  if (share <= limit) return undefined;
  if (pixels === marked.length) {
    const lowest = values.reduce((least, value) => Math.min(least, value), 65535);
    return {
      kind: 'full mask',
      message: `The mask ${file} marks every pixel: its lowest value is ${lowest}. Expected 0 around the defect; make the background black (in a palette image: the background's colour), or allow it with --set data.maskLimit=1 if the defect does fill the image.`,
    };
  }
  return {
    kind: 'large mask',
    message: `The mask ${file} marks ${percent(share)} of ${image}, more than ${percent(limit)}: it looks inverted. Expected black around the defect and white on it; invert it, or allow it with --set data.maskLimit=${(Math.ceil(share * 100) / 100).toFixed(2)} if the defect really is that large.`,
  };
}
