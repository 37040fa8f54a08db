/** A map of the model's size as pictures of its photo's size and aspect. */
import { loadSharp } from '../base/sharp';
import { checkScale, checkSize, type MapScale, type RgbImage } from './colourMap';
import { encodeIndexedPng } from './encodePng';
import { colourTable } from './palette';
import { eachRow, type PhotoMap } from './stretchedMap';

export interface PhotoPictures {
  /** PNG of the photo's size: the map's colours. */
  heatmap: Buffer;
  /** PNG of the photo's size: the photo under the map's colours. */
  overlay: Buffer;
}

/** Share of the map's colour in the overlay where the map is at the scale's `max`; it falls to 0 at `min`. */
const OPACITY = 0.65;

/**
 * The map stretched bilinearly (pixel centres on pixel centres, as the photo was squashed for the model) to another size, as
 * places on the scale: 0 at `min` and below, 255 at `max` and above.
 *
 * @returns [height, width], 0 to 255.
 * @throws {NumericError} a value is not finite.
 */
export function placesOnScale(map: PhotoMap, width: number, height: number, scale: MapScale): Uint8Array {
  checkScale('placesOnScale', scale);
  const factor = 255 / (scale.max - scale.min);
  const places = new Uint8Array(width * height);
  eachRow(map, width, height, (row, y) => {
    for (let x = 0; x < width; x++)
      places[y * width + x] = Math.round(Math.min(255, Math.max(0, factor * ((row[x] ?? 0) - scale.min))));
  });
  return places;
}

/** Lays colours over a photo, in place: the higher the place on the scale, the more of the colour. */
function cover(photo: RgbImage, places: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < places.length; i++) {
    const share = (OPACITY * places[i]) / 255;
    for (let c = 0; c < 3; c++) {
      const at = 3 * i + c;
      photo.data[at] = Math.round(share * table[3 * places[i] + c] + (1 - share) * photo.data[at]);
    }
  }
}

/**
 * Heat map and overlay of a photo, both as large as the photo is.
 *
 * @param map The photo's anomaly map, of any size.
 * @param photo [height, width, 3]; its pixels are overwritten, so that a large photo is in memory once.
 * @param scale The values of the first and the last colour.
 * @throws {ShapeError} map or photo has another number of values than its size says.
 * @throws {OptionError} min is not below max.
 * @throws {NumericError} a value of the map is not finite.
 */
export async function photoPictures(
  map: PhotoMap,
  photo: RgbImage & { data: Uint8Array },
  scale: MapScale,
): Promise<PhotoPictures> {
  const { width, height, data } = photo;
  checkSize('photoPictures: photo', data, width, height, 3);
  const places = placesOnScale(map, width, height, scale);
  const table = colourTable('inferno');
  cover(photo, places, table);
  const heatmap = await encodeIndexedPng(places, table, width, height);
  const overlay = await loadSharp()(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return { heatmap, overlay };
}
