import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, DataError, MaskError, progressReporter, sidesOf } from '../../lib/borad/base';
import { evaluationText } from '../../lib/borad/cli/commands/evaluate';
import type { Dataset, Sample } from '../../lib/borad/datasets';
import { createDetector, type Detector } from '../../lib/borad/detection';
import {
  collectExamples,
  type EvaluateOptions,
  type Evaluation,
  EvaluationStopped,
  evaluate,
  type RankedDetections,
  rankCategories,
  requireWhole,
} from '../../lib/borad/evaluation';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { auproInStrips, pixelMetrics } from '../../lib/borad/metrics';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

const config = tinyConfig();
const noImageMetrics = { imageAuroc: NaN, imageAp: NaN, imageF1Max: NaN };
const noPixelMetrics = { pixelAuroc: NaN, pixelAp: NaN, pixelF1Max: NaN, pixelAupro: NaN };
let detector: Detector;
let whole: Evaluation;

const run = (dataset: Dataset, more: Partial<EvaluateOptions> = {}) =>
  evaluate({ detector, dataset, evaluation: config.evaluation, progress: progressReporter('silent'), ...more });

/** The tiny set without some of its samples. */
function lacking(isLacking: (sample: Sample) => boolean): Dataset {
  const dataset = tinyDataset();
  return { ...dataset, samples: dataset.samples.filter((sample) => !isLacking(sample)) };
}

/** The tiny set in which reading one sample throws, unless its mask is at fault and not asked for. */
function failing(id: string, error: DataError): Dataset {
  const dataset = tinyDataset();
  return {
    ...dataset,
    async read(sample) {
      const isAtFault = sample.id === id && !(error instanceof MaskError && sample.unmasked);
      if (isAtFault) throw error;
      return dataset.read(sample);
    },
  };
}

const [rows, columns] = [0, 1];

beforeAll(async () => {
  await prepareBackend();
  const teacher = tinyTeacher();
  const architecture = architectureFor(teacher, 64, { widths: [8, 8, 8], prototypes: 3 });
  detector = createDetector({
    architecture,
    config,
    teacher,
    model: flatModel(initialModel(createRng(3), architecture)),
  });
  whole = await run(tinyDataset());
});

describe('evaluating a set that lacks something', () => {
  it('notes nothing where nothing is missing', () => {
    expect(whole.notes).toEqual([]);
    expect(whole.failures).toEqual([]);
    expect(whole).not.toHaveProperty('meanOfMeasured');
    expect(requireWhole(whole)).toBe(whole);
  });

  it('gives pixel metrics alone to a category without normal test images', async () => {
    const seen: RankedDetections[] = [];
    const isLacking = ({ category, split, defect }: Sample) =>
      category === 'rows' && split === 'test' && defect === 'good';
    const found = await run(lacking(isLacking), { onCategory: (result) => seen.push(result) });
    const { masks, maps, size, rankedPixels } = seen[0];
    const [height, width] = sidesOf(size);
    const { auroc, ap, f1Max, aupro } = pixelMetrics(masks, maps, { count: 4, height, width });
    expect(found.categories[rows].metrics).toEqual({
      ...noImageMetrics,
      ...{ pixelAuroc: auroc, pixelAp: ap, pixelF1Max: f1Max, pixelAupro: aupro, mad: NaN },
    });
    expect(rankedPixels()).toBe(rankedPixels());
    expect(auproInStrips(rankedPixels(), 1e4, 0.3)).toBeCloseTo(aupro, 5);
    expect(found.categories[columns]).toEqual(whole.categories[columns]);
    expect(found.failures).toEqual([]);
    expect(found.notes[0]).toMatch(/^rows: no image metrics, since none of its 4 test images is normal/);
    expect(found.notes[1]).toBe(
      'Mean of measured: image metrics over 1, pixel metrics over 2, mAD over 1 of 2 categories.',
    );
    expect(found.mean).toMatchObject({ ...noImageMetrics, mad: NaN });
    const other = whole.categories[columns].metrics;
    expect(found.mean.pixelAp).toBeCloseTo((ap + other.pixelAp) / 2, 12);
    expect(found.meanOfMeasured).toMatchObject({ imageAuroc: other.imageAuroc, mad: other.mad });
    const text = evaluationText(found);
    expect(text).toMatch(/^rows +– +– +– +\d/m);
    expect(text).toMatch(/^Mean +– +– +– +\d.*–$/m);
    expect(text).toMatch(/^Mean of measured +\d/m);
    expect(text).toMatch(/^Note: rows: no image metrics/m);
    expect(text).not.toMatch(/NaN/);
  });

  it.each([
    ['defective test images', ({ defect }: Sample) => defect !== 'good', 4, /none of its 4 test images is defective/],
    ['test images', ({ split }: Sample) => split === 'test', 0, /it has no test images/],
  ])('gives dashes to a category without %s', async (_, isOne, testImages, says) => {
    const found = await run(lacking((sample) => sample.category === 'rows' && isOne(sample)));
    expect(found.categories[rows]).toEqual({
      name: 'rows',
      testImages,
      metrics: { ...noImageMetrics, ...noPixelMetrics, mad: NaN },
    });
    expect(found.categories[columns]).toEqual(whole.categories[columns]);
    expect(found.meanOfMeasured).toEqual(whole.categories[columns].metrics);
    expect(found.notes[0]).toMatch(says);
    expect(found.failures).toEqual([]);
  });

  it('still refuses a set without any test image', async () => {
    await expect(run(lacking(({ split }) => split === 'test'))).rejects.toThrow(DataError);
  });
});

describe('evaluating a set with damaged files', () => {
  it('leaves out an image that cannot be read, and measures the others as if it were not there', async () => {
    const id = 'rows/test/square/2';
    const without = await run(lacking((sample) => sample.id === id));
    const found = await run(failing(id, new DataError('/a/b.png cannot be read: truncated.')));
    expect(found.categories).toEqual(without.categories);
    expect(found.categories[rows].testImages).toBe(7);
    expect(found.scores).toEqual(without.scores);
    expect(found.failures).toEqual([`${id} was left out: /a/b.png cannot be read: truncated.`]);
    expect(() => requireWhole(found)).toThrow(DataError);
    expect(() => requireWhole(found)).toThrow(/b\.png cannot be read/);
  });

  it('gives image metrics alone where a mask is refused, and names it', async () => {
    const id = 'rows/test/square/2';
    const examples = collectExamples();
    const found = await run(failing(id, new MaskError('/a/b_mask.png marks all.')), {
      onCategory: examples.onCategory,
    });
    const { imageAuroc, imageAp, imageF1Max } = whole.categories[rows].metrics;
    expect(found.categories[rows].metrics).toEqual({ imageAuroc, imageAp, imageF1Max, ...noPixelMetrics, mad: NaN });
    expect(found.categories[columns]).toEqual(whole.categories[columns]);
    expect(found.scores).toEqual(whole.scores);
    expect(found.notes[0]).toBe('rows: no pixel metrics, since 1 of its 4 defective images has no usable mask.');
    expect(found.failures).toEqual([`${id} was measured without its mask: /a/b_mask.png marks all.`]);
    expect(examples.pick(100).map(({ sample }) => sample.id)).not.toContain(id);
    expect(examples.pick(100)).toHaveLength(7);
  });

  it('keeps the other categories where the numbers of one are not finite', async () => {
    let calls = 0;
    const broken: Detector = {
      ...detector,
      async detectFeatures(...given) {
        const found = await detector.detectFeatures(...given);
        if (calls++ === 0) found.scores[3] = NaN;
        return found;
      },
    };
    const found = await run(tinyDataset(), { detector: broken });
    expect(found.categories[rows].metrics.mad).toBeNaN();
    expect(found.categories[columns]).toEqual(whole.categories[columns]);
    expect(found.failures).toEqual([
      expect.stringMatching(/^category "rows": the score of rows\/test\/good\/3 is NaN/),
    ]);
  });

  it('ends where the whole set is taken for what it is not', async () => {
    const refuse = async () => Promise.reject(new DataError('masks for photos'));
    await expect(run({ ...tinyDataset(), verify: refuse })).rejects.toThrow(/masks for photos/);
    await expect(run({ ...tinyDataset(), range: refuse })).rejects.toThrow(DataError);
  });

  it('passes on errors that are not of the data', async () => {
    const dataset = { ...tinyDataset(), read: async () => Promise.reject(new TypeError('a mistake')) };
    await expect(run(dataset)).rejects.toThrow(TypeError);
  });
});

describe('evaluating masks with regions below one pixel', () => {
  const withRegions = (regions: Record<string, number>): Dataset => {
    const dataset = tinyDataset();
    return { ...dataset, read: async (s) => ({ ...(await dataset.read(s)), subpixelRegions: regions[s.id] }) };
  };

  it('counts them in a note, and changes no figure', async () => {
    const found = await run(withRegions({ 'rows/test/square/0': 2, 'columns/test/square/3': 1 }));
    expect(found.categories).toEqual(whole.categories);
    expect(found.notes).toEqual([
      '3 regions of masks are smaller than one pixel at 64 px, in 2 images; each is kept as a pixel. ' +
        'A larger data.imageSize shows them larger.',
    ]);
    const one = await run(withRegions({ 'rows/test/square/0': 1 }));
    expect(one.notes[0]).toMatch(/^1 region of a mask is smaller than one pixel at 64 px, in 1 image;/);
  });
});

describe('evaluating categories that were not in training', () => {
  it('marks them and says so', async () => {
    const some = await run(tinyDataset(), { trainedOn: ['columns'] });
    expect(some.categories.map(({ untrained }) => untrained)).toEqual([true, undefined]);
    expect(some.notes).toEqual([expect.stringMatching(/^Not in training \(marked \*\), but in the mean: rows\./)]);
    expect(evaluationText(some)).toMatch(/^rows \* +\d/m);
    expect(evaluationText(some)).toMatch(/^columns +\d/m);
    const none = await run(tinyDataset(), { trainedOn: ['bottle', 'nut'] });
    expect(none.notes).toEqual([
      expect.stringMatching(/^None of these categories was in training.*rows, columns\. The run learnt bottle, nut/),
    ]);
    expect(none.mean).toEqual(whole.mean);
  });
});

describe('a stop', () => {
  it('keeps what was measured before it', async () => {
    const controller = new AbortController();
    const stopped = await run(tinyDataset(), { signal: controller.signal, onCategory: () => controller.abort() }).catch(
      (error) => error,
    );
    expect(stopped).toBeInstanceOf(EvaluationStopped);
    expect(stopped.message).toBe('Stopped after 1 of 2 categories.');
    expect(stopped.partial.categories).toEqual([whole.categories[rows]]);
    expect(stopped.partial.mean).toEqual(whole.categories[rows].metrics);
    controller.abort();
    const atOnce = await run(tinyDataset(), { signal: controller.signal }).catch((error) => error);
    expect(atOnce).toBeInstanceOf(EvaluationStopped);
    expect(atOnce.partial).toBeUndefined();
  });
});

describe('rankCategories', () => {
  it('sorts what is not known last', () => {
    const of = (name: string, imageAuroc: number) => ({
      name,
      testImages: 1,
      metrics: { ...whole.mean, imageAuroc },
    });
    const given = [of('a', NaN), of('b', 0.5), of('c', NaN), of('d', 0.9)];
    expect(rankCategories(given, 'imageAuroc').map(({ name }) => name)).toEqual(['d', 'b', 'a', 'c']);
  });
});
