import { describe, expect, it } from 'vitest';
import { createRng, NumericError, OptionError } from '../../lib/borad/base';
import { aupro, pixelMetrics } from '../../lib/borad/metrics';
import { auproInStrips } from '../../lib/borad/metrics/auproInStrips';
import { rankPixels } from '../../lib/borad/metrics/rankPixels';

const shape = (width: number) => ({ count: 1, height: 1, width });

function example() {
  const rng = createRng(8);
  const masks = Array.from({ length: 600 }, (_, i) => Number(i % 40 < 3));
  return { masks, maps: Float32Array.from(masks, (mask) => rng.normal() + 1.5 * mask) };
}

describe('auproInStrips', () => {
  it('reads the curve at the ends of the strips', () => {
    // One region, normal pixels at 1 and 3 and 5 and 7: the curve is (0, 0), (1/4, 0), (1/4, 1), (1, 1).
    const ranked = rankPixels([0, 1, 0, 0, 0], Float32Array.from([7, 6, 5, 3, 1]), shape(5), 'test');
    // Heights at 0, 1/2, 1 are 0, 1, 1.
    expect(auproInStrips(ranked, 2, 1)).toBeCloseTo(0.75, 12);
    expect(auproInStrips(ranked, 1, 1)).toBeCloseTo(0.5, 12);
  });

  it('comes to the exact area with many strips, and differs from it with few', () => {
    const { masks, maps } = example();
    const exact = aupro(masks, maps, shape(600));
    const ranked = rankPixels(masks, maps, shape(600), 'test');
    expect(auproInStrips(ranked, 100_000, 0.3)).toBeCloseTo(exact, 4);
    const coarse = auproInStrips(ranked, 5, 0.3);
    expect(Math.abs(coarse - exact)).toBeGreaterThan(1e-3);
    expect(Math.abs(coarse - exact)).toBeLessThan(0.1);
  });

  it('is the AUPRO where it is asked for, and changes nothing else', () => {
    const { masks, maps } = example();
    const exact = pixelMetrics(masks, maps, shape(600));
    const ranked = rankPixels(masks, maps, shape(600), 'test');
    const asked = pixelMetrics(masks, maps, shape(600), { auproStrips: 50 });
    expect(asked).toEqual({ ...exact, aupro: auproInStrips(ranked, 50, 0.3) });
  });

  it('refuses what has no answer', () => {
    const { masks, maps } = example();
    const ranked = rankPixels(masks, maps, shape(600), 'test');
    expect(() => auproInStrips(ranked, 0, 0.3)).toThrow(OptionError);
    expect(() => auproInStrips(ranked, 50, 1.1)).toThrow(OptionError);
    const normal = rankPixels([0, 0], Float32Array.from([1, 2]), shape(2), 'test');
    expect(() => auproInStrips(normal, 50, 0.3)).toThrow(NumericError);
  });
});
