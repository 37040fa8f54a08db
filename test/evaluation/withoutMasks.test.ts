import { describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, progressReporter } from '../../lib/borad/base';
import { evaluationText } from '../../lib/borad/cli/commands/evaluate';
import type { Dataset } from '../../lib/borad/datasets';
import { createDetector } from '../../lib/borad/detection';
import { collectCases, collectExamples, evaluate } from '../../lib/borad/evaluation';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

/** The tiny set with the masks of one category taken away: zeros that mean nothing. */
function withoutMasksOf(category: string): Dataset {
  const whole = tinyDataset();
  const samples = whole.samples.map((sample) =>
    sample.category === category && sample.defect !== 'good' ? { ...sample, unmasked: true as const } : sample,
  );
  return {
    ...whole,
    samples,
    read: async (sample) => {
      const read = await whole.read(sample);
      return sample.unmasked ? { ...read, mask: new Uint8Array(read.mask.length) } : read;
    },
  };
}

describe('evaluating defects without masks', () => {
  it('gives image metrics, no pixel metrics and no mean of them, and says so', async () => {
    await prepareBackend();
    const config = tinyConfig();
    const teacher = tinyTeacher();
    const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
    const detector = createDetector({
      architecture,
      config,
      teacher,
      model: flatModel(initialModel(createRng(3), architecture)),
    });
    const options = { detector, evaluation: config.evaluation, progress: progressReporter('silent') };
    const [cases, examples] = [collectCases(), collectExamples()];
    const whole = await evaluate({ ...options, dataset: tinyDataset() });
    const part = await evaluate({
      ...options,
      dataset: withoutMasksOf('rows'),
      onCategory(result) {
        cases.onCategory(result);
        examples.onCategory(result);
      },
    });
    const [rows, columns] = part.categories.map(({ metrics }) => metrics);
    const { imageAuroc, imageAp, imageF1Max } = whole.categories[0].metrics;
    const unknown = { pixelAuroc: NaN, pixelAp: NaN, pixelF1Max: NaN, pixelAupro: NaN, mad: NaN };
    expect(rows).toEqual({ imageAuroc, imageAp, imageF1Max, ...unknown });
    expect(columns).toEqual(whole.categories[1].metrics);
    expect(part.mean).toMatchObject({ ...unknown, imageAuroc: whole.mean.imageAuroc });
    expect(part.protocol.masks).toMatch(/without masks in rows: no pixel metrics there/);
    expect(whole.protocol.masks).not.toMatch(/rows/);
    expect(evaluationText(part)).toMatch(/rows .*–/);
    expect(evaluationText(part)).not.toMatch(/NaN/);
    expect(cases.cases().map(({ category }) => category)).toEqual(['columns']);
    expect(examples.pick(100).map(({ sample }) => sample.category)).toEqual(Array(4).fill('columns'));
  });
});
