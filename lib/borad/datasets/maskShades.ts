/** What lies below half of a mask's brightest value and is no edge: fainter regions, and shades that are flat. */
import type { DecodedMask } from './decodeMask';

/** From this share of the brightest value shades form a region of their own; ripples of lossy files stay below. */
const FAINT = 0.25;

/** Pixels of the least faint region; specks of lossy files are smaller. */
const LEAST_REGION = 9;

/** Shades that differ by less than this share of the brightest are one. */
const EQUAL = 0.01;

/** The 8-connected region of values from `least` in which a pixel lies; its pixels are taken out of `left`. */
function regionOf(first: number, { values, width, height }: DecodedMask, least: number, left: Uint8Array): number[] {
  const region = [first];
  left[first] = 0;
  for (let i = 0; i < region.length; i++) {
    const x = region[i] % width;
    const y = (region[i] - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (left[next] === 0 || values[next] < least) continue;
        left[next] = 0;
        region.push(next);
      }
    }
  }
  return region;
}

/**
 * Marks regions that stay below half of a mask's brightest value, such as a thin line with soft edges, from half of their own.
 *
 * @param top The brightest value.
 * @param marked [H, W], changed: what half of the brightest marks. Returns how many pixels were added.
 */
export function markFaintRegions(mask: DecodedMask, top: number, marked: Uint8Array): number {
  const { values } = mask;
  const left = new Uint8Array(values.length).fill(1);
  let added = 0;
  for (let first = 0; first < values.length; first++) {
    if (left[first] === 0 || values[first] < FAINT * top) continue;
    const region = regionOf(first, mask, FAINT * top, left);
    if (region.length < LEAST_REGION || region.some((i) => marked[i] !== 0)) continue;
    const brightest = region.reduce((most, i) => Math.max(most, values[i]), 0);
    for (const i of region) {
      if (values[i] < brightest / 2) continue;
      marked[i] = 1;
      added++;
    }
  }
  return added;
}

/** The most frequent value of an area that is flat. */
export interface FlatShade {
  value: number;
  /** Pixels of any flat shade. */
  pixels: number;
}

/**
 * Unmarked pixels whose eight neighbours share their shade, neither near black nor near the brightest: no edge has them, a
 * class of its own does.
 *
 * @param top The brightest value.
 */
export function flatShade({ values, width, height }: DecodedMask, top: number, marked: Uint8Array): FlatShade {
  const counts = new Map<number, number>();
  let pixels = 0;
  const isFlat = (at: number) => {
    for (let y = -width; y <= width; y += width)
      for (let x = -1; x <= 1; x++) if (Math.abs(values[at + y + x] - values[at]) > EQUAL * top) return false;
    return true;
  };
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (marked[at] !== 0 || values[at] <= top / 8 || !isFlat(at)) continue;
      counts.set(values[at], (counts.get(values[at]) ?? 0) + 1);
      pixels++;
    }
  }
  const [value] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
  return { value, pixels };
}
