/** Corners of a cell whose value is above the level, as bits (8 top left, 4 top right, 2 bottom right, 1 bottom left), to
 * pairs of cell sides (0 top, 1 right, 2 bottom, 3 left) that the line joins. */
const SIDES: [number, number][][] = [
  [],
  [[3, 2]],
  [[2, 1]],
  [[3, 1]],
  [[0, 1]],
  [
    [3, 0],
    [2, 1],
  ],
  [[0, 2]],
  [[3, 0]],
  [[3, 0]],
  [[0, 2]],
  [
    [0, 1],
    [3, 2],
  ],
  [[0, 1]],
  [[3, 1]],
  [[2, 1]],
  [[3, 2]],
  [],
];

/**
 * The line where a map crosses a level (marching squares, linear between pixel centres), as SVG path data in pixels of the map.
 * Regions that touch the border are closed along it.
 *
 * @param map [height, width].
 */
export function contourPath(map: Float32Array, width: number, height: number, level: number): string {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? Number.NEGATIVE_INFINITY : map[y * width + x];
  const cross = (a: number, b: number): number =>
    Number.isFinite(a) && Number.isFinite(b) ? (level - a) / (b - a) : 0.5;
  const parts: string[] = [];
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const [tl, tr, br, bl] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
      const code = (tl > level ? 8 : 0) | (tr > level ? 4 : 0) | (br > level ? 2 : 0) | (bl > level ? 1 : 0);
      const point = (side: number): string => {
        const dx = side === 0 ? cross(tl, tr) : side === 2 ? cross(bl, br) : side === 1 ? 1 : 0;
        const dy = side === 1 ? cross(tr, br) : side === 3 ? cross(tl, bl) : side === 2 ? 1 : 0;
        return `${(x + 0.5 + dx).toFixed(2)} ${(y + 0.5 + dy).toFixed(2)}`;
      };
      for (const [a, b] of SIDES[code]) parts.push(`M${point(a)}L${point(b)}`);
    }
  }
  return parts.join('');
}
