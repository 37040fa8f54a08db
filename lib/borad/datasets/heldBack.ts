/** Normal photos that are not trained on, where a set has no others to tell what normal looks like. */
import { createRng } from '../base';
import type { Sample } from './dataset';
import { byCodeUnit } from './layouts/listing';

/** One photo in so many may be held back for the sake of the least number. */
const ENOUGH = 5;

export interface HoldOut {
  /** Share of a category's photos, from 0 (none) to 0.5. */
  holdOut: number;
  /** Photos of a category at least, as far as that is no more than one in five of them. */
  holdOutLeast: number;
  /** Of which categories: those without normal test photos, or all. */
  holdOutFrom: 'untested' | 'all';
}

/** Categories with normal test photos. */
const testedCategories = (samples: readonly Sample[]): Set<string> =>
  new Set(samples.filter(({ split, defect }) => split === 'test' && defect === 'good').map(({ category }) => category));

/**
 * Which training photos are held back: of categories with photos that their publisher keeps for that (`Sample.validation`) those and
 * no others. The choice of others depends on the photos' ids alone, so that runs of other seeds train on the same
 * photos.
 */
export function heldBack(samples: readonly Sample[], { holdOut, holdOutLeast, holdOutFrom }: HoldOut): Set<Sample> {
  const held = new Set(samples.filter(({ validation }) => validation));
  if (holdOut === 0) return held;
  const kept = [...held].map(({ category }) => category);
  const left = new Set([...kept, ...(holdOutFrom === 'all' ? [] : testedCategories(samples))]);
  const own = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.split !== 'train' || left.has(sample.category)) continue;
    const photos = own.get(sample.category);
    if (photos) photos.push(sample);
    else own.set(sample.category, [sample]);
  }
  for (const [category, photos] of own) {
    const least = Math.min(holdOutLeast, Math.floor(photos.length / ENOUGH));
    const count = Math.max(least, Math.floor(holdOut * photos.length));
    photos.sort((a, b) => byCodeUnit(a.id, b.id));
    const order = createRng(0).split(`held back ${category}`).permutation(photos.length);
    for (const index of order.subarray(0, count)) held.add(photos[index]);
  }
  return held;
}
