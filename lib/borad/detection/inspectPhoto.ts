/** What a detector sees in one photo, whole or in tiles: whoever scores photos, sets limits or serves looks by this function. */
import { itemAt, sidesOf } from '../base';
import type { PhotoViews } from '../datasets';
import { type PhotoMap, stretchedMap } from '../display';
import { mean } from '../statistics';
import type { Detector } from './detector';
import { scoreOfValues } from './imageScore';
import { joinTiles, type TileMap } from './joinTiles';
import { type PhotoLook, photoLook } from './photoLook';

/** What a detector sees in one photo. */
export interface InspectedPhoto extends PhotoLook {
  /** At the model's size or, of a photo in tiles or with an ignored region, at the photo's; 0 where it is ignored. */
  map: PhotoMap;
  /** 1 where the photo is looked at, of the map's size; missing where nothing is ignored. */
  inside?: Uint8Array;
  score: number;
  /** The global feature, `globalFeature`; of tiles their mean. */
  global: Float32Array;
  /** Of the photo, pixels. */
  width: number;
  height: number;
}

/** What a detector sees in one tile. */
interface SeenTile extends PhotoLook, TileMap {
  score: number;
  global: Float32Array;
}

/** The mean of vectors of one length. */
const meanOf = (vectors: readonly Float32Array[]): Float32Array =>
  itemAt(vectors, 0, 'tiles').map((_, i) => mean(vectors.map((vector) => vector[i] ?? 0)));

/** Sets what is ignored to 0, in place, and gives the values of the rest. */
function valuesInside({ values }: PhotoMap, inside?: Uint8Array): Float32Array {
  if (!inside) return values;
  for (let i = 0; i < values.length; i++) if (!inside[i]) values[i] = 0;
  return values.filter((_, i) => inside[i]);
}

/**
 * Looks at one photo, tile by tile.
 *
 * @param views Of the photo, by the run's settings. @param category For methods that are told it; without, it is not known.
 * @throws {DataError} the photo cannot be decoded. @throws {NumericError} the features or the map are not finite.
 */
export async function inspectPhoto(
  detector: Pick<Detector, 'inspect' | 'config'>,
  views: PhotoViews,
  category?: string,
): Promise<InspectedPhoto> {
  const told = category === undefined ? undefined : [category];
  const seen: SeenTile[] = [];
  for (const tile of views.tiles) {
    const pixels = await views.read(tile);
    const { maps, scores, globals, size } = await detector.inspect(Float32Array.from(pixels), 1, told);
    const [high, wide] = sidesOf(size);
    const map = { width: wide, height: high, values: maps };
    const global = globals[0] ?? new Float32Array(0);
    seen.push({ tile, map, score: itemAt(scores, 0, 'scores'), global, ...photoLook(pixels, size) });
  }
  const { width, height, inside } = views;
  const first = itemAt(seen, 0, 'tiles');
  if (seen.length === 1 && !inside) {
    const { tile: _, ...found } = first;
    return { ...found, width, height };
  }
  const { data, detection } = detector.config;
  const { tiling } = data;
  const map =
    tiling.side > 0
      ? joinTiles(seen, views, tiling)
      : { width, height, values: stretchedMap(first.map, width, height) };
  const score = scoreOfValues(valuesInside(map, inside), detection);
  return {
    ...{ map, score, width, height },
    ...(inside ? { inside } : {}),
    global: meanOf(seen.map(({ global }) => global)),
    light: mean(seen.map(({ light }) => light)),
    focus: mean(seen.map(({ focus }) => focus)),
  };
}
