import { ShapeError } from '../base';

export interface ConnectedRegions {
  /** 0 for background, else the region's number from 1, in the order in which rows meet them; height * width. */
  labels: Int32Array;
  /** Pixels of region r at index r - 1. */
  sizes: Int32Array;
}

/**
 * The 8-connected regions of a binary mask (pixels that touch at a side or a corner), by two passes and union-find.
 *
 * @param mask height * width values by rows; anything above 0 belongs to a region.
 * @throws {ShapeError} the mask's length is not height * width.
 */
export function connectedRegions(mask: ArrayLike<number>, height: number, width: number): ConnectedRegions {
  if (mask.length !== height * width) {
    throw new ShapeError(`connectedRegions: expected ${height} x ${width} mask values, got ${mask.length}.`);
  }
  const labels = new Int32Array(height * width);
  const parent = [0];
  const root = (label: number): number => {
    let r = label;
    while (parent[r] !== r) {
      parent[r] = parent[parent[r]];
      r = parent[r];
    }
    return r;
  };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!(mask[at] > 0)) continue;
      const west = x > 0 ? labels[at - 1] : 0;
      const northWest = y > 0 && x > 0 ? labels[at - width - 1] : 0;
      const north = y > 0 ? labels[at - width] : 0;
      const northEast = y > 0 && x + 1 < width ? labels[at - width + 1] : 0;
      // West, north-west and north already touch each other; only north-east can join two known regions.
      let label = north || northWest || west;
      if (!north && northEast) {
        const right = root(northEast);
        if (label) {
          const left = root(label);
          parent[Math.max(left, right)] = Math.min(left, right);
        } else {
          label = right;
        }
      }
      if (!label) {
        label = parent.length;
        parent.push(label);
      }
      labels[at] = label;
    }
  }
  const numbers = new Int32Array(parent.length);
  let count = 0;
  for (let label = 1; label < parent.length; label++) if (parent[label] === label) numbers[label] = ++count;
  const sizes = new Int32Array(count);
  for (let at = 0; at < labels.length; at++) {
    if (labels[at] === 0) continue;
    labels[at] = numbers[root(labels[at])];
    sizes[labels[at] - 1]++;
  }
  return { labels, sizes };
}
