import { describe, expect, it } from 'vitest';
import { MemoryError } from '../../lib/borad/base';
import { pixelPool } from '../../lib/borad/evaluation/pixelPool';
import { pixelMetrics } from '../../lib/borad/metrics';

const stack = (defects: string[], scores: number[], masks: number[], unmasked = false) => ({
  samples: defects.map((defect, i) => ({
    ...{ id: `${i}`, category: 'part', split: 'test' as const, defect },
    ...(unmasked && defect !== 'good' ? { unmasked } : {}),
  })),
  ...{
    maps: Float32Array.from(scores),
    masks: Uint8Array.from(masks),
    scores: new Float32Array(defects.length),
    size: 2,
  },
});
const first = stack(['good', 'cut'], [1, 2, 3, 4, 2, 9, 4, 1], [0, 0, 0, 0, 0, 1, 1, 0]);
const second = stack(['dent'], [5, 5, 7, 8], [1, 0, 0, 1]);

describe('pixelPool', () => {
  it('measures what it took as one stack, of fewer images than were promised', () => {
    const pool = pixelPool(5, 2);
    pool.add(first);
    pool.add(second);
    const [maps, masks] = [Float32Array.from([...first.maps, ...second.maps]), [...first.masks, ...second.masks]];
    // Of the 4 x 8 pairs of an anomalous and a normal pixel, 27 are in order and 2 have one score.
    expect(pool.metrics({})?.auroc).toBe(28 / 32);
    expect(pool.metrics({})).toEqual(pixelMetrics(masks, maps, { count: 3, height: 2, width: 2 }));
    const protocol = { fprLimit: 0.5, f1Thresholds: 3, auproStrips: 4 };
    expect(pool.metrics(protocol)).toEqual(pixelMetrics(masks, maps, { count: 3, height: 2, width: 2 }, protocol));
  });

  it('says nothing where a mask is missing, or no pixel is anomalous', () => {
    const pool = pixelPool(4, 2);
    pool.add(stack(['good'], [1, 2, 3, 4], [0, 0, 0, 0]));
    expect(pool.metrics({})).toBeUndefined();
    pool.add(second);
    expect(pool.metrics({})).toBeDefined();
    pool.add(stack(['dent'], [5, 5, 7, 8], [0, 0, 0, 0], true));
    expect(pool.metrics({})).toBeUndefined();
  });

  it('refuses what does not fit', () => {
    expect(() => pixelPool(1e9, 256)).toThrow(MemoryError);
  });
});
