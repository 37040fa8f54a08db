import { describe, expect, it } from 'vitest';
import { createRng, DataError, NumericError, ShapeError } from '../../lib/borad/base';
import {
  type CategoryResult,
  evaluateCategory,
  imageMetrics,
  METRIC_NAMES,
  mAD,
  meanOverCategories,
  pixelMetrics,
} from '../../lib/borad/metrics';

const shape = { count: 3, height: 2, width: 2 };

function category(change: Partial<CategoryResult> = {}): CategoryResult {
  return {
    labels: [0, 1, 1],
    scores: [0.3, 0.9, 0.2],
    masks: [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1],
    maps: Float32Array.of(0, 0.3, 0.1, 0.2, 0.1, 0.9, 0.4, 0.2, 0.1, 0.2, 0.1, 0.2),
    shape,
    ...change,
  };
}

describe('evaluateCategory', () => {
  it('puts the three image and four pixel metrics together with their mean', () => {
    const data = category();
    const found = evaluateCategory(data);
    const image = imageMetrics(data.labels, data.scores);
    const pixel = pixelMetrics(data.masks, data.maps, shape);
    expect(found).toMatchObject({ imageAuroc: image.auroc, imageAp: image.ap, imageF1Max: image.f1Max });
    expect(found).toMatchObject({ pixelAuroc: pixel.auroc, pixelAp: pixel.ap, pixelF1Max: pixel.f1Max });
    expect(found.pixelAupro).toBe(pixel.aupro);
    // By hand: image pairs won 1 of 2; mean of the seven.
    expect(found.imageAuroc).toBe(0.5);
    const seven = METRIC_NAMES.map((name) => found[name]);
    expect(found.mad).toBeCloseTo(seven.reduce((a, b) => a + b) / 7, 14);
  });

  it('obeys the limit of the protocol', () => {
    const wide = evaluateCategory(category(), { fprLimit: 1 });
    expect(wide.pixelAupro).not.toBeCloseTo(evaluateCategory(category()).pixelAupro, 6);
  });

  it('refuses maps that do not match the labels, and masks that contradict them', () => {
    expect(() => evaluateCategory(category({ labels: [0, 1] }))).toThrow(/one label per map, got 2 labels and 3 maps/);
    expect(() => evaluateCategory(category({ category: 'nut', labels: [0, 1] }))).toThrow(ShapeError);
    expect(() => evaluateCategory(category({ labels: [1, 0, 1] }))).toThrow(DataError);
    expect(() => evaluateCategory(category({ labels: [1, 1, 1] }))).toThrow(NumericError);
    expect(() => evaluateCategory(category({ labels: [1, 1, 1] }))).toThrow(/^image auroc/);
  });

  it('does not take the first pixel of the next mask for one of a normal image', () => {
    const masks = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1];
    expect(evaluateCategory(category({ masks })).imageAuroc).toBe(0.5);
  });

  it('names the category whose metric is undefined', () => {
    const all = { category: 'hazelnut', masks: Array(12).fill(1), labels: [1, 1, 1], scores: [1, 2, 3] };
    expect(() => evaluateCategory(category(all))).toThrow(/category "hazelnut": image auroc: undefined/);
    const pixels = { category: 'hazelnut', masks: Array(12).fill(0) };
    expect(() => evaluateCategory(category(pixels))).toThrow(
      expect.objectContaining({ name: 'NumericError', cause: expect.any(NumericError) }),
    );
    expect(() => evaluateCategory(category(pixels))).toThrow(/category "hazelnut": pixel auroc: undefined/);
    expect(() => evaluateCategory(category({ category: 'hazelnut', labels: [0] }))).toThrow(
      /category "hazelnut": .*1 labels/,
    );
  });
});

describe('an uninformative detector', () => {
  it('is not good: constant scores and maps give exactly chance', () => {
    const rng = createRng(3);
    const masks = Array.from({ length: 4 * 64 }, (_, i) => (i >= 64 && rng.chance(0.2) ? 1 : 0));
    const found = evaluateCategory({
      labels: [0, 1, 1, 1],
      scores: [0.7, 0.7, 0.7, 0.7],
      masks,
      maps: new Float32Array(masks.length).fill(0.7),
      shape: { count: 4, height: 8, width: 8 },
    });
    expect(found.imageAuroc).toBe(0.5);
    expect(found.pixelAuroc).toBe(0.5);
    expect(found.pixelAupro).toBeCloseTo(0.15, 12);
    expect(found.pixelAp).toBeCloseTo(masks.filter((m) => m > 0).length / masks.length, 12);
  });
});

describe('mAD and meanOverCategories', () => {
  const row = {
    imageAuroc: 0.7,
    imageAp: 0.6,
    imageF1Max: 0.5,
    pixelAuroc: 0.4,
    pixelAp: 0.3,
    pixelF1Max: 0.2,
    pixelAupro: 0.1,
  };

  it('mAD is the mean of the seven', () => {
    expect(mAD(row)).toBeCloseTo(0.4, 14);
    expect(() => mAD({ ...row, pixelAp: Number.NaN })).toThrow(/pixelAp is NaN/);
  });

  it('categories weigh alike, and mad is the mean of the mads', () => {
    const a = { ...row, mad: mAD(row) };
    const best = { ...row, imageAuroc: 1, pixelAupro: 0.9 };
    const b = { ...best, mad: mAD(best) };
    const mean = meanOverCategories([a, b]);
    expect(mean.imageAuroc).toBeCloseTo(0.85, 14);
    expect(mean.pixelAupro).toBeCloseTo(0.5, 14);
    expect(mean.mad).toBeCloseTo((a.mad + b.mad) / 2, 14);
    expect(() => meanOverCategories([])).toThrow(/^meanOverCategories: expected at least one category/);
  });
});
