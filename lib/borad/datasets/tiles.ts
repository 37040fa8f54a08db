/** Tiles: overlapping parts of the model's shape that a photo is cut into, so that small defects reach the model at their own size. */
import { type ImageSize, sidesOf } from '../base';

/** A part of a photo, pixels. */
export interface Tile {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Tiling {
  /** The longer side of a tile, pixels of the photo; 0: photos are not cut. */
  side: number;
  /** Share of a side that neighbours have in common at least, 0 to 0.5. */
  overlap: number;
}

/** Height and width of tiles, pixels of the photo, and what neighbours have in common. */
export interface TileSizes {
  height: number;
  width: number;
  overlap: number;
}

/** Tiles of the shape of a model, so that they are not distorted. @returns Sides of 0 where photos are not cut. */
export function tileSizes({ side, overlap }: Tiling, model: ImageSize): TileSizes {
  const [height, width] = sidesOf(model);
  const scale = side / Math.max(height, width);
  return { height: Math.round(height * scale), width: Math.round(width * scale), overlap };
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
export function tilesOf(width: number, height: number, sizes: TileSizes, inside?: Uint8Array): Tile[] {
  const { overlap } = sizes;
  const size = {
    width: sizes.width === 0 ? width : Math.min(sizes.width, width),
    height: sizes.height === 0 ? height : Math.min(sizes.height, height),
  };
  const tiles = tileStarts(height, { side: sizes.height, overlap }).flatMap((top) =>
    tileStarts(width, { side: sizes.width, overlap }).map((left) => ({ left, top, ...size })),
  );
  return inside ? tiles.filter((tile) => isLookedAt(tile, inside, width)) : tiles;
}
