import { describe, expect, it } from 'vitest';
import { createRng, DataError, type Rng } from '../../lib/borad/base';
import { type DriftPhoto, findDrift } from '../../lib/borad/verdicts';

/** Photos of two products whose numbers have little to do with each other; light and focus multiplied by a factor. */
const photos = (rng: Rng, count: number, dim = 1): DriftPhoto[] =>
  Array.from({ length: count }, (_, i) => {
    const category = i % 2 ? 'nut' : 'bolt';
    const level = category === 'nut' ? 100 : 160;
    const score = Math.exp(0.3 * rng.normal());
    return {
      ...{ category, score, distance: 0.5 + 0.1 * rng.normal() },
      ...{ light: dim * (level + 3 * rng.normal()), focus: dim * (20 + 2 * rng.normal()) },
    };
  });

describe('findDrift', () => {
  it('raises a false alarm, over all looks of a log together, no more often than it says', () => {
    const trials = 200;
    const alpha = 0.1;
    let alarms = 0;
    for (let seed = 0; seed < trials; seed++) {
      const rng = createRng(seed);
      const { since } = findDrift(photos(rng, 16), photos(rng, 100), { alpha, seed });
      if (since !== undefined) alarms++;
    }
    // One-sided 99.9% above the bound: 0.1 + 3.1 sqrt(0.1 * 0.9 / 200).
    expect(alarms / trials).toBeLessThan(alpha + 0.066);
  });

  it('sees light dimmed by a tenth within 40 photos, names the channel, and says nothing of scores', () => {
    const rng = createRng(1);
    const log = [...photos(rng, 100), ...photos(rng, 40, 0.9)];
    const { since, channels, threshold } = findDrift(photos(rng, 16), log, { last: 40 });
    expect(since).toBeGreaterThanOrEqual(100);
    const last = (channel: string) => channels.find((one) => one.channel === channel)?.evidence.at(-1) ?? 0;
    expect(last('light')).toBeGreaterThan(4 * threshold);
    expect(last('score')).toBeLessThan(threshold);
    const light = channels.find(({ channel }) => channel === 'light');
    expect((light?.last ?? 0) / (light?.reference ?? 1)).toBeCloseTo(0.9, 1);
  });

  it('gives the same for a log that has grown: looking again costs nothing', () => {
    const rng = createRng(2);
    const [reference, log] = [photos(rng, 8), photos(rng, 60)];
    const long = findDrift(reference, log).evidence;
    expect(findDrift(reference, log.slice(0, 30)).evidence).toEqual(long.slice(0, 30));
  });

  it('reads what there is: channels that reference or log lack, and unknown products, are left out', () => {
    const reference = photos(createRng(3), 8).map(({ category, score }) => ({ category, score }));
    const log = [...photos(createRng(4), 10), { category: 'washer', score: 1 }];
    const { channels, unread } = findDrift(reference, log);
    expect(channels.map(({ channel, photos: read }) => [channel, read])).toEqual([['score', 10]]);
    expect(unread).toBe(1);
    expect(() => findDrift(reference, [{ category: 'washer', score: 1 }])).toThrow(DataError);
  });
});
