/** A map of the model's size at the size of its photo. */
import { NumericError } from '../base';
import { checkSize } from './colourMap';

/** A map of a photo, at the model's size as the detector gives it, or at another. */
export interface PhotoMap {
  width: number;
  height: number;
  /** [height, width], finite. */
  values: Float32Array;
}

/** Where the centres of `length` pixels lie between those of `size` pixels, and how near to the latter. */
function bilinearTaps(size: number, length: number): { low: Int32Array; high: Int32Array; share: Float32Array } {
  const [low, high, share] = [new Int32Array(length), new Int32Array(length), new Float32Array(length)];
  for (let i = 0; i < length; i++) {
    const at = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / length - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i] + 1, size - 1);
    share[i] = at - low[i];
  }
  return { low, high, share };
}

/**
 * The rows of a map stretched bilinearly: pixel centres on pixel centres, as the photo was squashed for the model.
 *
 * @param use Called for each row from the top; the array is used again for the next.
 * @throws {ShapeError} the map has another number of values than its size says. @throws {NumericError} a value is not finite.
 */
export function eachRow(
  map: PhotoMap,
  width: number,
  height: number,
  use: (row: Float64Array, y: number) => void,
): void {
  checkSize('stretchedMap', map.values, map.width, map.height, 1);
  const wrong = map.values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new NumericError(`stretchedMap: value ${map.values[wrong]} at position ${wrong} is not finite.`);
  const [across, down] = [bilinearTaps(map.width, width), bilinearTaps(map.height, height)];
  const short = new Float32Array(map.width);
  const row = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const [above, below, weight] = [down.low[y] * map.width, down.high[y] * map.width, down.share[y]];
    for (let x = 0; x < map.width; x++) {
      short[x] = (1 - weight) * map.values[above + x] + weight * map.values[below + x];
    }
    for (let x = 0; x < width; x++) {
      const share = across.share[x];
      row[x] = (1 - share) * short[across.low[x]] + share * short[across.high[x]];
    }
    use(row, y);
  }
}

/** The map at another size, [height, width]. Throws as `eachRow`. */
export function stretchedMap(map: PhotoMap, width: number, height: number): Float32Array {
  const values = new Float32Array(width * height);
  eachRow(map, width, height, (row, y) => values.set(row, y * width));
  return values;
}
