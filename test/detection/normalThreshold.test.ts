import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../lib/borad/base';
import { normalThreshold } from '../../lib/borad/detection';

describe('normalThreshold', () => {
  it('is exceeded by the share that was asked for', () => {
    const maps = Float32Array.from({ length: 1000 }, (_, i) => (i * 617) % 1000);
    expect(normalThreshold(maps, 0.001)).toBe(998);
    expect(normalThreshold(maps, 0)).toBe(999);
    expect(normalThreshold(maps, 1)).toBe(0);
  });

  it('is never exceeded by more, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 1, maxLength: 200, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (maps, share) => {
          const threshold = normalThreshold(maps, share);
          expect(maps.filter((value) => value > threshold).length).toBeLessThanOrEqual(share * maps.length);
        },
      ),
    );
  });

  it('leaves the maps as they were and refuses what it cannot use', () => {
    const maps = Float32Array.of(3, 1, 2);
    normalThreshold(maps, 0.5);
    expect([...maps]).toEqual([3, 1, 2]);
    for (const share of [-0.1, 1.5, NaN]) expect(() => normalThreshold(maps, share)).toThrow(OptionError);
    expect(() => normalThreshold(new Float32Array(0), 0.5)).toThrow(ShapeError);
  });
});
