/** Normal photos that are not trained on, where a set has no others to tell what normal looks like. */
import { createRng } from '../base';
import type { Sample } from './dataset';
import { byCodeUnit } from './layouts/listing';

/** A category from so many training photos on gives one at least. */
const ENOUGH = 5;

/**
 * Which training photos are held back: a share of each category's that has no normal test photo; at least 1 of 5 or more. The
 * choice depends on the photos' ids alone, so that runs of other seeds train on the same photos.
 *
 * @param share From 0 (none) to 0.5.
 */
export function heldBack(samples: readonly Sample[], share: number): Set<Sample> {
  const held = new Set<Sample>();
  if (share === 0) return held;
  const tested = new Set(
    samples.filter(({ split, defect }) => split === 'test' && defect === 'good').map(({ category }) => category),
  );
  const own = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.split !== 'train' || tested.has(sample.category)) continue;
    const photos = own.get(sample.category);
    if (photos) photos.push(sample);
    else own.set(sample.category, [sample]);
  }
  for (const [category, photos] of own) {
    const count = Math.max(photos.length >= ENOUGH ? 1 : 0, Math.floor(share * photos.length));
    photos.sort((a, b) => byCodeUnit(a.id, b.id));
    const order = createRng(0).split(`held back ${category}`).permutation(photos.length);
    for (const index of order.subarray(0, count)) held.add(photos[index]);
  }
  return held;
}
