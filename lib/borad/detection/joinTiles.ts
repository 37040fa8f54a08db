/** One map of a photo from the maps of its tiles. */
import { itemAt } from '../base';
import { type Tile, type Tiling, tileStarts } from '../datasets';
import { eachRow, type PhotoMap } from '../display';

/** A tile with its map at the model's size. */
export interface TileMap {
  tile: Tile;
  map: PhotoMap;
}

/** From 0 to 1 without a bend at either end. */
const smooth = (share: number): number => {
  const t = Math.min(1, share);
  return t * t * (3 - 2 * t);
};

/**
 * Shares of the tiles along a side, by where they start: at each pixel those of all tiles over it add up to 1. A tile's share falls
 * to almost 0 at its border, where its map knows least of what is around, so that nothing jumps where a tile ends.
 */
function sharesAlong(length: number, side: number, overlap: number): Map<number, Float64Array> {
  const starts = tileStarts(length, { side, overlap });
  const [first = 0, second = first + side] = starts;
  const common = Math.max(1, side - (second - first));
  const totals = new Float64Array(length);
  const weightAt = (i: number) => smooth((Math.min(i, side - 1 - i) + 0.5) / common);
  for (const start of starts) for (let i = 0; i < side; i++) totals[start + i] = (totals[start + i] ?? 0) + weightAt(i);
  return new Map(
    starts.map((start) => [
      start,
      Float64Array.from({ length: side }, (_, i) => weightAt(i) / (totals[start + i] ?? 1)),
    ]),
  );
}

/**
 * The maps of a photo's tiles at the size of the photo: each is stretched over its tile, and where tiles overlap they are blended.
 *
 * @param tiles With their maps; of those that are left out, pixels keep what their neighbours say of them, or 0.
 * @param photo Of the whole, pixels.
 */
export function joinTiles(
  tiles: readonly TileMap[],
  { width, height }: { width: number; height: number },
  tiling: Pick<Tiling, 'overlap'>,
): PhotoMap {
  const values = new Float32Array(width * height);
  const { tile: size } = itemAt(tiles, 0, 'tiles');
  const [across, down] = [
    sharesAlong(width, size.width, tiling.overlap),
    sharesAlong(height, size.height, tiling.overlap),
  ];
  for (const { tile, map } of tiles) {
    const columns = across.get(tile.left) ?? new Float64Array();
    const rows = down.get(tile.top) ?? new Float64Array();
    eachRow(map, tile.width, tile.height, (row, y) => {
      const from = (tile.top + y) * width + tile.left;
      const share = rows[y] ?? 0;
      for (let x = 0; x < tile.width; x++)
        values[from + x] = (values[from + x] ?? 0) + share * (columns[x] ?? 0) * (row[x] ?? 0);
    });
  }
  return { width, height, values };
}
