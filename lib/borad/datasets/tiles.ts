/** Tiles: overlapping squares that a photo is cut into, so that small defects reach the model at their own size. */

/** A part of a photo, pixels. */
export interface Tile {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Tiling {
  /** Side of a tile, pixels of the photo; 0: photos are not cut. */
  side: number;
  /** Share of a side that neighbours have in common at least, 0 to 0.5. */
  overlap: number;
}

/** Where tiles start along a side, evenly spaced: the first at its begin, the last so that it ends with it. */
export function tileStarts(length: number, { side, overlap }: Tiling): number[] {
  if (side === 0 || length <= side) return [0];
  const steps = Math.ceil((length - side) / Math.max(1, Math.floor(side * (1 - overlap))));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (length - side)) / steps));
}

/** Whether a tile has a pixel that is looked at. */
function isLookedAt({ left, top, width, height }: Tile, inside: Uint8Array, rowLength: number): boolean {
  for (let y = top; y < top + height; y++)
    if (inside.subarray(y * rowLength + left, y * rowLength + left + width).includes(1)) return true;
  return false;
}

/**
 * The tiles of a photo, row by row. Along a side that is shorter than a tile, the tile is as long as the photo.
 *
 * @param inside [height, width], 1 where the photo is looked at: tiles without such a pixel are left out. Default: everywhere.
 */
export function tilesOf(width: number, height: number, tiling: Tiling, inside?: Uint8Array): Tile[] {
  const whole = tiling.side === 0;
  const size = {
    width: whole ? width : Math.min(tiling.side, width),
    height: whole ? height : Math.min(tiling.side, height),
  };
  const tiles = tileStarts(height, tiling).flatMap((top) =>
    tileStarts(width, tiling).map((left) => ({ left, top, ...size })),
  );
  return inside ? tiles.filter((tile) => isLookedAt(tile, inside, width)) : tiles;
}
