import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError, ShapeError } from '../../lib/borad/base';
import { loadScale, type NormalScale, normalScale, saveScale } from '../../lib/borad/detection';

const folder = mkdtempSync(join(tmpdir(), 'borad-scale-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('normalScale', () => {
  it('begins at the median of the values and has the 0.95 quantile of the scores in its middle', () => {
    const values = Float32Array.from({ length: 101 }, (_, i) => ((i * 37) % 101) / 128);
    const scores = Float32Array.from({ length: 100 }, (_, i) => 1 + ((i * 7) % 100) / 128);
    const { min, max } = normalScale(values, scores);
    expect(min).toBe(50 / 128);
    expect((min + max) / 2).toBe(1 + 94 / 128);
  });

  it('is never empty, and leaves its input as it was', () => {
    const flat = Float32Array.of(0.5, 0.5);
    const { min, max } = normalScale(flat, Float32Array.of(0.5));
    expect(max).toBeGreaterThan(min);
    const values = Float32Array.of(3, 1, 2);
    normalScale(values, Float32Array.of(3));
    expect([...values]).toEqual([3, 1, 2]);
    const scores = Float32Array.of(9, 7, 8);
    normalScale(values, scores);
    expect([...scores]).toEqual([9, 7, 8]);
    expect(() => normalScale(new Float32Array(0), flat)).toThrow(ShapeError);
    expect(() => normalScale(flat, new Float32Array(0))).toThrow(ShapeError);
  });
});

describe('a scale on disk', () => {
  const scale: NormalScale = { min: 0.1, max: 0.7, photos: 12, source: 'normal test photos', weights: 'abc' };

  it('is read back for the weights that it was measured with, and for no others', () => {
    const own = mkdtempSync(join(folder, 'run-'));
    saveScale(own, scale);
    expect(loadScale(own, 'abc')).toEqual(scale);
    expect(loadScale(own, 'abd')).toBeUndefined();
    expect(loadScale(join(folder, 'none'), 'abc')).toBeUndefined();
  });

  const without = (key: keyof NormalScale) => JSON.stringify({ ...scale, [key]: undefined });
  it.each([
    '',
    'null',
    '{}',
    '{"min": 0',
    '[]',
    JSON.stringify({ ...scale, max: 0 }),
    JSON.stringify({ ...scale, max: scale.min }),
    JSON.stringify({ ...scale, photos: 0 }),
    JSON.stringify({ ...scale, source: 'a guess' }),
    without('photos'),
    without('weights'),
  ])('is refused by name when it is %s', (text) => {
    writeFileSync(join(folder, 'scale.json'), text);
    expect(() => loadScale(folder, 'abc')).toThrow(DataError);
    expect(() => loadScale(folder, 'abc')).toThrow(expect.objectContaining({ file: join(folder, 'scale.json') }));
    expect(() => loadScale(folder, 'abc')).toThrow(/scale\.json holds no colour scale.*--resume/);
  });
});
