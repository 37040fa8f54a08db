/** Paths over a square map: in which order a state-space block visits its locations (Section 3.3, Hybrid State Space block). */
import { OptionError } from '../../base';

/** Rows from left to right; rows to and fro; Morton's order; diagonals to and fro; Hilbert's curve. */
export const SCANS = ['sweep', 'scan', 'zorder', 'zigzag', 'hilbert'] as const;
export type Scan = (typeof SCANS)[number];

/** Scans that halve the map again and again: its side must be a power of two. */
const HALVING: readonly Scan[] = ['zorder', 'hilbert'];

/** Row-major location of a row and a column. */
type Place = (row: number, column: number) => number;

const locations = (side: number) => Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side]);

/** Every other bit of an index, from the given one. */
function everyOtherBit(index: number, first: 0 | 1, bits: number): number {
  let value = 0;
  for (let i = 0; i < bits; i++) value |= ((index >> (2 * i + first)) & 1) << i;
  return value;
}

/** The diagonals, those with an even sum of row and column upwards. */
function zigzag(side: number, place: Place): number[] {
  return Array.from({ length: 2 * side - 1 }, (_, sum) => {
    const rows = Array.from({ length: side }, (_, row) => row).filter((row) => sum - row >= 0 && sum - row < side);
    return (sum % 2 === 0 ? rows.reverse() : rows).map((row) => place(row, sum - row));
  }).flat();
}

/**
 * Row and column of a point of Hilbert's curve by Skilling's transform (AIP Conf. Proc. 707, 2004), the first coordinate being
 * the column.
 */
function hilbertPoint(index: number, bits: number): [number, number] {
  let column = everyOtherBit(index, 1, bits);
  let row = everyOtherBit(index, 0, bits);
  const shifted = row >> 1;
  row ^= column;
  column ^= shifted;
  for (let bit = 2; bit < 1 << bits; bit <<= 1) {
    const below = bit - 1;
    if (row & bit) column ^= below;
    else {
      const exchanged = (column ^ row) & below;
      column ^= exchanged;
      row ^= exchanged;
    }
    if (column & bit) column ^= below;
  }
  return [row, column];
}

/** One scan as it is, read by the given numbering of the map. */
function path(scan: Scan, side: number, place: Place): number[] {
  const bits = Math.log2(side);
  const indices = locations(side);
  switch (scan) {
    case 'sweep':
      return indices.map(([row, column]) => place(row, column));
    case 'scan':
      return indices.map(([row, column]) => place(row, row % 2 === 0 ? column : side - 1 - column));
    case 'zorder':
      return indices.map((_, i) => place(everyOtherBit(i, 1, bits), everyOtherBit(i, 0, bits)));
    case 'zigzag':
      return zigzag(side, place);
    case 'hilbert':
      return indices.map((_, i) => place(...hilbertPoint(i, bits)));
  }
}

/**
 * The row-major location that each direction of a scan visits at each time. The first half of the directions are the scan as it
 * is, transposed, turned by a quarter against the clock, and turned and transposed, as many as there are; the second half
 * are these backwards.
 *
 * The authors take Hilbert's curve and Morton's order from the packages `hilbert` and `pyzorder`, against which these could not be
 * checked: theirs may be mirror images. With eight directions the set of paths holds the transposed curve either way.
 *
 * @param side Height and width of the map.
 * @param directions 2, 4 or 8.
 * @returns One list of side x side locations per direction.
 * @throws {OptionError} the scan needs a power of two, or there are not that many directions.
 */
export function scanOrders(scan: Scan, side: number, directions: number): number[][] {
  if (HALVING.includes(scan) && !Number.isInteger(Math.log2(side))) {
    throw new OptionError(
      `scan ${scan}: expected a map whose side is a power of two, got ${side}. Take sweep, scan or zigzag, or another image size.`,
    );
  }
  if (![2, 4, 8].includes(directions)) throw new OptionError(`directions: expected 2, 4 or 8, got ${directions}.`);
  const last = side - 1;
  const numberings: Place[] = [
    (row, column) => row * side + column,
    (row, column) => column * side + row,
    (row, column) => column * side + last - row,
    (row, column) => row * side + last - column,
  ];
  const forwards = numberings.slice(0, directions / 2).map((place) => path(scan, side, place));
  return [...forwards, ...forwards.map((order) => [...order].reverse())];
}
