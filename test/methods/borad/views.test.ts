import { describe, expect, it } from 'vitest';
import { createRng } from '../../../lib/borad/base';
import { drawMasks } from '../../../lib/borad/methods/borad';

const shapes = [
  [6, 4, 8],
  [3, 2, 8],
] as const;
const always = { enabled: true, probability: 1, ratio: 0.25 };
const countOf = (masks: Float32Array[], value: number) =>
  masks.reduce((sum, mask) => sum + mask.filter((one) => one === value).length, 0);

describe('drawMasks', () => {
  it('has one value per image and location of each scale', () => {
    const { online, target } = drawMasks(createRng(1), shapes, 5, always);
    for (const view of [online, target]) expect(view.map(({ length }) => length)).toEqual([5 * 24, 5 * 6]);
    expect(countOf(online, 0) + countOf(online, 1)).toBe(150);
    expect(online).not.toEqual(target);
  });

  it('draws one number for the step and one for each location, the online view first', () => {
    const rng = createRng(5);
    expect(rng.chance(always.probability)).toBe(true);
    const view = () =>
      shapes.map(([height, width]) => Array.from({ length: 3 * height * width }, () => (rng.chance(0.25) ? 0 : 1)));
    const expected = { online: view(), target: view() };
    const { online, target } = drawMasks(createRng(5), shapes, 3, always);
    expect({ online: online.map((mask) => [...mask]), target: target.map((mask) => [...mask]) }).toEqual(expected);
  });

  it('hides the share that was asked for', () => {
    const { online, target } = drawMasks(createRng(2), [[50, 40, 1]], 5, always);
    // 10,000 locations: the deviation of the share is 0.0043.
    for (const view of [online, target]) expect(Math.abs(countOf(view, 0) / 10_000 - 0.25)).toBeLessThan(0.02);
  });

  it('hides nothing, and draws nothing, where masking is off', () => {
    const rng = createRng(3);
    const { online, target } = drawMasks(rng, shapes, 2, { ...always, enabled: false });
    expect([countOf(online, 0), countOf(target, 0)]).toEqual([0, 0]);
    expect(rng.uniform()).toBe(createRng(3).uniform());
  });

  it('masks the share of steps that was asked for, both views together', () => {
    const hidden = Array.from({ length: 400 }, (_, step) => {
      const { online, target } = drawMasks(createRng(4).split(step), shapes, 2, { ...always, probability: 0.3 });
      return [countOf(online, 0) > 0, countOf(target, 0) > 0];
    });
    for (const [online, target] of hidden) expect(online).toBe(target);
    // The deviation of the share is 0.023.
    expect(Math.abs(hidden.filter(([online]) => online).length / 400 - 0.3)).toBeLessThan(0.1);
  });
});
