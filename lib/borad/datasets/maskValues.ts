/**
 * Which pixels a mask marks. Two values are the rule: 0 and another. Class numbers are marked where above 0. All else, lossy
 * or antialiased, has values in between that belong to neither side, and is cut at half.
 */
import type { DecodedMask } from './decodeMask';
import { type FlatShade, flatShade, markFaintRegions } from './maskShades';

/** `two values`: above the lower one, 0. `labels`: above 0. `half`: from half of the brightest, each region at least of its own. */
export type MaskRule = 'two values' | 'labels' | 'half';

export interface MarkedMask {
  rule: MaskRule;
  /** [H, W], 0 or 1. */
  marked: Uint8Array;
  /** Marked pixels. */
  pixels: number;
  /** Share of the image, 0 to 1, whose values are neither near black nor near the brightest; 0 for the other rules. */
  between: number;
  /** Shades below half that are flat, as no edge is; none for the other rules. */
  flat: FlatShade;
}

/** Class numbers, as opposed to shades, go no higher in a file that keeps its values. */
const MOST_CLASSES = 31;

/** Of the values above 0, the share that must have places of their own to be labels: a shade's lie between two others. */
const OWN_VALUES = 0.75;

/** How many pixels have each value, 0 to 65535. */
function histogram(values: Uint16Array): Uint32Array {
  const counts = new Uint32Array(65536);
  for (const value of values) counts[value]++;
  return counts;
}

/**
 * How many of the values above 0 stand for themselves: some pixel's eight neighbours share its value, or most pixels of the
 * value touch none that is higher. The shades of a soft edge do neither.
 */
function ownValues({ values, width, height }: DecodedMask, counts: Uint32Array): number {
  const inner = new Uint8Array(65536);
  const below = new Uint32Array(65536);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = values[y * width + x];
      if (value === 0 || inner[value]) continue;
      let [isInner, isBelow] = [true, false];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = values[ny * width + nx];
          if (next !== value) isInner = false;
          if (next > value) isBelow = true;
        }
      }
      if (isInner) inner[value] = 1;
      if (isBelow) below[value]++;
    }
  }
  let own = 0;
  for (let value = 1; value < 65536; value++) if (inner[value] || 2 * below[value] < counts[value]) own++;
  return own;
}

function ruleOf(mask: DecodedMask, counts: Uint32Array, shades: number[]): MaskRule {
  const above = shades.filter((value) => value > 0);
  if (shades.length <= 2) return 'two values';
  if (mask.isLossy) return 'half';
  if (above[above.length - 1] <= MOST_CLASSES) return 'labels';
  return ownValues(mask, counts) >= OWN_VALUES * above.length ? 'labels' : 'half';
}

/** Marks the anomalous pixels of a mask by the rule that its values show. */
export function markMask(mask: DecodedMask): MarkedMask {
  const counts = histogram(mask.values);
  const shades: number[] = [];
  for (let value = 0; value < counts.length; value++) if (counts[value] > 0) shades.push(value);
  const rule = ruleOf(mask, counts, shades);
  const top = shades[shades.length - 1];
  const least = rule === 'half' ? top / 2 : 1;
  const marked = new Uint8Array(mask.values.length);
  let [pixels, between] = [0, 0];
  for (let i = 0; i < marked.length; i++) {
    if (mask.values[i] < least) continue;
    marked[i] = 1;
    pixels++;
  }
  if (rule !== 'half') return { rule, marked, pixels, between: 0, flat: { value: 0, pixels: 0 } };
  pixels += markFaintRegions(mask, top, marked);
  for (const value of shades) if (value > top / 8 && value < (7 * top) / 8) between += counts[value];
  return { rule, marked, pixels, between: between / marked.length, flat: flatShade(mask, top, marked) };
}
