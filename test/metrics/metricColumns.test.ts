import { describe, expect, it } from 'vitest';
import { inPercent, METRIC_NAMES, metricColumns, percentText } from '../../lib/borad/metrics';

describe('metricColumns', () => {
  it('has the seven metrics and their mean, in the order of the paper', () => {
    expect(metricColumns.map(({ key }) => key)).toEqual([...METRIC_NAMES, 'mad']);
    expect(metricColumns.map(({ title }) => title)).toEqual([
      ...['image AUROC', 'image AP', 'image F1-max'],
      ...['pixel AUROC', 'pixel AP', 'pixel F1-max', 'pixel AUPRO', 'mAD'],
    ]);
  });
});

describe('inPercent and percentText', () => {
  it('are the value times 100, and a dash where there is none', () => {
    expect([inPercent(0.25), inPercent(null), inPercent(Number.NaN)]).toEqual([25, null, null]);
    expect([percentText(0.2549), percentText(0), percentText(Number.NaN)]).toEqual(['25.5', '0.0', '–']);
  });
});
