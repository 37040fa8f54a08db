import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/borad/datasets';
import { collectCases, collectExamples, exampleRows, exampleText } from '../../lib/borad/evaluation';

const sample = (defect: string, i: number, unmasked?: true): Sample => ({
  category: 'nut',
  split: 'test',
  defect,
  id: `nut/test/${defect}/${i}`,
  ...(unmasked ? { unmasked } : {}),
});

/** Maps of 2 x 2, all zero but for the first pixel, which holds the score. */
function detections(samples: Sample[], scores: number[], masks: number[][]) {
  return {
    category: 'nut',
    samples,
    scores: Float32Array.from(scores),
    maps: Float32Array.from(scores.flatMap((score) => [score, 0, 0, 0])),
    masks: Uint8Array.from(masks.flat()),
    size: 2,
  };
}

const [none, all, corner] = [
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [1, 0, 0, 0],
];

describe('collectExamples', () => {
  const good = [sample('good', 0), sample('good', 1)];

  it('takes defective images with a mask where there are some', () => {
    const examples = collectExamples();
    examples.onCategory(detections([good[0], sample('cut', 0, true)], [0.1, 0.9], [none, none]));
    examples.onCategory(detections([sample('cut', 1), sample('cut', 2)], [0.3, 0.6], [corner, all]));
    expect(examples.pick(6).map((example) => example.sample.id)).toEqual(['nut/test/cut/1']);
    expect(examples.rankedBy()).toBe('separation');
  });

  it('takes defective images by score where none has a mask, without mask and separation', async () => {
    const examples = collectExamples();
    const cuts = [0, 1, 2].map((i) => sample('cut', i, true));
    examples.onCategory(detections([...good, ...cuts], [0.9, 0.2, 0.3, 0.5, 0.4], [none, none, none, none, none]));
    const picked = examples.pick(6);
    expect(picked.map((example) => example.sample.id)).toEqual(['nut/test/cut/1', 'nut/test/cut/2', 'nut/test/cut/0']);
    expect(examples.rankedBy()).toBe('score');
    expect(exampleText(picked[0])).toBe('score 0.500');
    const read = async () => ({ width: 2, height: 2, pixels: new Uint8Array(12), mask: new Uint8Array(4) });
    const rows = await exampleRows({ name: 'x', categories: ['nut'], imageSize: 2, samples: [], read }, picked);
    expect(rows[0].title).toBe('nut, cut: score 0.500');
    expect(rows[0]).not.toHaveProperty('mask');
  });

  it('takes normal images where there are no others', () => {
    const examples = collectExamples();
    examples.onCategory(detections(good, [0.1, 0.2], [none, none]));
    expect(examples.pick(2).map((example) => example.sample.id)).toEqual(['nut/test/good/1', 'nut/test/good/0']);
    expect(examples.rankedBy()).toBe('score');
  });
});

describe('collectCases', () => {
  it('leaves out masks that separate nothing, and categories that lack a case', () => {
    const cases = collectCases();
    const cuts = [sample('cut', 0), sample('cut', 1)];
    cases.onCategory(detections([sample('good', 0), ...cuts], [0.1, 0.9, 0.4], [none, all, corner]));
    cases.onCategory(detections(cuts, [0.9, 0.4], [corner, corner]));
    cases.onCategory(detections([sample('good', 0), cuts[0]], [0.9, 0.4], [none, none]));
    expect(cases.cases()).toHaveLength(1);
    const [{ best, worst }] = cases.cases();
    expect([best, worst].map((found) => found.sample.id)).toEqual(['nut/test/cut/1', 'nut/test/cut/1']);
  });
});
