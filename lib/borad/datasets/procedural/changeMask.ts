/** Exact masks: the pixels where a defect changes the picture. */

/** Smallest region of a mask, as a share of the image. */
const SMALLEST_REGION = 0.00007;

/**
 * Compares the pictures of one scene with and without a defect, both without sensor noise.
 *
 * A pixel is anomalous when its largest channel difference, averaged over 3 x 3 pixels, reaches a fifth of the image's
 * largest such difference, but at least 2.5 and at most 8 levels. Regions (8-connected) of fewer than
 * max(3, 0.00007 H W) pixels are left out.
 *
 * @param clean [size, size, 3] display levels.
 * @param changed [size, size, 3] display levels.
 * @param rows The pictures differ at most in these rows and four to either side.
 * @returns [size, size], 0 or 1; all 0 when nothing changes by 5 levels.
 */
export function changeMask(
  clean: Float32Array,
  changed: Float32Array,
  size: number,
  rows: { from: number; to: number },
): Uint8Array {
  const count = size * size;
  const first = Math.max(0, rows.from - 4);
  const end = Math.min(size, rows.to + 4);
  const difference = new Float32Array(count);
  for (let i = first * size, k = 3 * i; i < end * size; i++, k += 3) {
    const r = Math.abs(clean[k] - changed[k]);
    const g = Math.abs(clean[k + 1] - changed[k + 1]);
    const b = Math.abs(clean[k + 2] - changed[k + 2]);
    difference[i] = Math.max(r, g, b);
  }
  const smooth = new Float32Array(count);
  let peak = 0;
  for (let y = first; y < end; y++) {
    const above = (y > 0 ? y - 1 : 0) * size;
    const row = y * size;
    const below = (y + 1 < size ? y + 1 : y) * size;
    for (let x = 0; x < size; x++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x + 1 < size ? x + 1 : x;
      const sum =
        difference[above + left] +
        difference[above + x] +
        difference[above + right] +
        difference[row + left] +
        difference[row + x] +
        difference[row + right] +
        difference[below + left] +
        difference[below + x] +
        difference[below + right];
      smooth[row + x] = sum / 9;
      if (sum > peak) peak = sum;
    }
  }
  peak /= 9;
  const mask = new Uint8Array(count);
  if (peak < 5) return mask;
  const threshold = Math.min(8, Math.max(2.5, peak / 5));
  for (let i = 0; i < count; i++) mask[i] = smooth[i] >= threshold ? 1 : 0;
  dropSmallRegions(mask, size, Math.max(3, Math.round(SMALLEST_REGION * count)));
  return mask;
}

/** Clears 8-connected regions of fewer than `least` pixels. */
function dropSmallRegions(mask: Uint8Array, size: number, least: number): void {
  const seen = new Uint8Array(mask.length);
  const region = new Int32Array(mask.length);
  for (let first = 0; first < mask.length; first++) {
    if (!mask[first] || seen[first]) continue;
    let filled = 1;
    region[0] = first;
    seen[first] = 1;
    for (let at = 0; at < filled; at++) {
      const x = region[at] % size;
      const y = (region[at] - x) / size;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(size - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(size - 1, x + 1); nx++) {
          const n = ny * size + nx;
          if (mask[n] && !seen[n]) {
            seen[n] = 1;
            region[filled++] = n;
          }
        }
      }
    }
    if (filled < least) for (let at = 0; at < filled; at++) mask[region[at]] = 0;
  }
}
