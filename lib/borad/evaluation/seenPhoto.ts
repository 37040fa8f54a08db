import type { InspectedPhoto } from '../detection';

/** What was found of a photo, without its map: small enough to keep for every photo of a set. */
export type SeenPhoto = Omit<InspectedPhoto, 'map' | 'inside'>;

/** The same of a photo that was looked at. */
export function seenOf({ map, inside, ...seen }: InspectedPhoto): SeenPhoto {
  return seen;
}
