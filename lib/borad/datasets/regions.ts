/** Connected regions of a mask at its own size. */
import { areaOf, type ImageSize } from '../base';

/**
 * Pixels of each 8-connected region of marked pixels, in the order of their first pixels.
 *
 * @param marked [H, W], marked where not 0.
 */
export function regionAreas(marked: Uint8Array, width: number): number[] {
  const height = marked.length / width;
  const left = Uint8Array.from(marked);
  const areas: number[] = [];
  const stack: number[] = [];
  for (let first = 0; first < left.length; first++) {
    if (left[first] === 0) continue;
    let area = 0;
    left[first] = 0;
    stack.push(first);
    while (stack.length > 0) {
      const at = stack.pop() as number;
      area++;
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (left[next] === 0) continue;
          left[next] = 0;
          stack.push(next);
        }
      }
    }
    areas.push(area);
  }
  return areas;
}

/**
 * How many regions of a mask are smaller than one pixel of it at another size.
 *
 * @param size What the mask is squashed to.
 */
export function subpixelRegions(marked: Uint8Array, width: number, size: ImageSize): number {
  const pixel = marked.length / areaOf(size);
  return pixel <= 1 ? 0 : regionAreas(marked, width).filter((area) => area < pixel).length;
}
