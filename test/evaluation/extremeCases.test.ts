import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/borad/datasets';
import { collectCases } from '../../lib/borad/evaluation';

const sample = (defect: string, i: number): Sample => ({
  category: 'nut',
  split: 'test',
  defect,
  id: `nut/test/${defect}/${i}`,
});

/** Maps of 2 x 2 whose first pixel is anomalous in defective images. */
const detections = {
  category: 'nut',
  samples: [sample('good', 0), sample('good', 1), sample('cut', 0), sample('cut', 1), sample('cut', 2)],
  scores: Float32Array.of(0.2, 0.4, 0.9, 0.5, 0.9),
  maps: Float32Array.of(
    ...[0.2, 0, 0, 0],
    ...[0, 0.4, 0, 0],
    ...[0.9, 0, 0, 0],
    ...[0.1, 0.5, 0, 0],
    ...[0.9, 0, 0, 0],
  ),
  masks: Uint8Array.of(...[0, 0, 0, 0], ...[0, 0, 0, 0], ...[1, 0, 0, 0], ...[1, 0, 0, 0], ...[1, 0, 0, 0]),
  size: 2,
};

describe('collectCases', () => {
  it('takes the greatest and the least separation and the highest normal score, the first of equals', () => {
    const collector = collectCases();
    collector.onCategory(detections);
    const [{ category, best, worst, falseAlarm }] = collector.cases();
    expect(category).toBe('nut');
    expect([best, worst, falseAlarm].map((c) => c.sample.id)).toEqual([
      'nut/test/cut/0',
      'nut/test/cut/1',
      'nut/test/good/1',
    ]);
    expect(falseAlarm).toMatchObject({ kind: 'false alarm', size: 2 });
    expect(worst.score).toBeCloseTo(0.5, 6);
  });

  it('keeps its own copy of maps and masks', () => {
    const collector = collectCases();
    const given = { ...detections, maps: detections.maps.slice(), masks: detections.masks.slice() };
    collector.onCategory(given);
    given.maps.fill(7);
    given.masks.fill(1);
    const [{ best, falseAlarm }] = collector.cases();
    expect(best.map[0]).toBeCloseTo(0.9, 6);
    expect([...falseAlarm.mask]).toEqual([0, 0, 0, 0]);
  });
});
