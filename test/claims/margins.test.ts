import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { equivalenceMargins } from '../../lib/notebooks/study/claims';

describe('equivalenceMargins', () => {
  const rows = (name: string) =>
    readFileSync(join(resolve(__dirname, '../..'), 'data/paper', `${name}.csv`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
  it.each([
    ['table05_modules', { imageAuroc: 'image_auroc', imageAp: 'image_ap', imageF1Max: 'image_f1max' }],
    ['table05_modules', { pixelAuroc: 'pixel_auroc', pixelAp: 'pixel_ap', pixelF1Max: 'pixel_f1max' }],
    ['table05_modules', { pixelAupro: 'pixel_aupro' }],
    ['table06_diagnostics', { copySimAnom: 'copysim_anom', leakageGap: 'leakage_gap', silhouette: 'silhouette' }],
    ['table06_diagnostics', { separation: 'separation', sampledPixelAp: 'pixel_ap' }],
  ])('are half of what %s prints between its first row and its last', (name, keys) => {
    const [head, ...lines] = rows(name);
    for (const [key, column] of Object.entries(keys)) {
      const [first, last] = [lines[0], lines[lines.length - 1]].map((line) => Number(line[head.indexOf(column)]));
      expect(equivalenceMargins[key as keyof typeof equivalenceMargins]).toBeCloseTo(Math.abs(last - first) / 2, 6);
    }
  });
});
