/** What a few files of a folder look like: masks, other drawings, or photos. */
import { openImage } from './openImage';

/** Of each folder so many files are decoded that tell something, and so many at most. */
const LOOKED_AT = 3;
const TRIED = 9;

/** Longer side in pixels at which a file is looked at. */
const SIDE = 512;

/** More colours than these is no drawing. */
const FEW_COLOURS = 16;

/** How near to the darkest or the brightest value the pixels of a compressed mask lie, and how many of them. */
const NEAR = 24;
const MOST = 0.97;

/** The share of a compressed drawing's pixels that keep its two colours, and of a mask's that are dark. */
const FLAT = 0.6;
const DARK = 0.5;

/** What a file's pixels are those of. */
export interface Look {
  /**
   * `mask`: greys of which nearly all are black or white, and both occur; `drawing`: 2 to 16 colours, or greys that are nearly
   * all dark or bright.
   */
  kind: 'mask' | 'drawing' | 'photo';
  /** Whether the pixels are of few colours, but for what compression adds; photos have noise. */
  isDrawn: boolean;
  /** Whether it is a photo that cannot be a mask, however soft: it is coloured, or its background is not black. */
  isScene: boolean;
}

/** Makes a test for looks of a kind. */
export const isLike =
  (kind: Look['kind']) =>
  (look: Look): boolean =>
    look.kind === kind;

/** Undefined for a single colour, or what cannot be decoded. */
async function lookOf(file: string): Promise<Look | undefined> {
  let data: Buffer;
  try {
    const image = (await openImage(file)).image.removeAlpha().toColourspace('srgb');
    data = await image
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true, kernel: 'nearest', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch {
    // Reading the sample says what is wrong with it.
    return undefined;
  }
  const colours = new Map<number, number>();
  let [dark, bright] = [255, 0];
  let isGrey = true;
  for (let i = 0; i + 2 < data.length; i += 3) {
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    const colour = (r << 16) | (g << 8) | b;
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
    dark = Math.min(dark, g);
    bright = Math.max(bright, g);
    isGrey &&= Math.max(r, g, b) - Math.min(r, g, b) <= NEAR;
  }
  if (colours.size <= 1) return undefined;
  const pixels = data.length / 3;
  let [near, black] = [0, 0];
  for (let i = 1; i < data.length; i += 3) {
    if (data[i] - dark <= NEAR || bright - data[i] <= NEAR) near++;
    if (data[i] <= NEAR) black++;
  }
  const [most, next] = [...colours.values()].sort((a, b) => b - a);
  const isTwoToned = isGrey && bright - dark >= 4 * NEAR && near >= MOST * pixels;
  const isDrawn = colours.size <= FEW_COLOURS || (isTwoToned && most + next >= FLAT * pixels);
  const isMask = isTwoToned && dark <= NEAR && bright >= 255 - NEAR;
  const kind = isMask ? 'mask' : isTwoToned || colours.size <= FEW_COLOURS ? 'drawing' : 'photo';
  return { kind, isDrawn, isScene: kind === 'photo' && (!isGrey || black < DARK * pixels) };
}

/** The looks of a few files from all over a list; those that tell nothing are passed over. */
export async function looksOf(files: readonly string[]): Promise<Look[]> {
  const looks: Look[] = [];
  const last = files.length - 1;
  const places = new Set(Array.from({ length: TRIED }, (_, i) => Math.round((((i * 4) % TRIED) / (TRIED - 1)) * last)));
  for (const i of places) {
    const look = await lookOf(files[i]);
    if (look) looks.push(look);
    if (looks.length >= LOOKED_AT) break;
  }
  return looks;
}
