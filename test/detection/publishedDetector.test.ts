import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, OptionError } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { createDetector, type Detector, publishedDetector } from '../../lib/borad/detection';
import { computeFeatures, type FeatureSet, selectFeatures } from '../../lib/borad/features';
import { disposeModel, methodOf, type RunConfig } from '../../lib/borad/methods';
import { tinyDataset, tinyTeacher } from '../training/tinyRun';

const SMALL = {
  simplenet: { discriminator: { rows: 64, hidden: 8 } },
  patchcore: { memory: { patches: 400, entries: 40, projection: 8 } },
  vitad: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20, blocks: 3 } },
  hvqtrans: { transformer: { stride: 16, width: 12, heads: 3, hidden: 20 }, codebooks: { codes: 5 } },
  rd4ad: { student: { widths: [8, 12, 16] } },
};
const teacher = tinyTeacher();
let test: FeatureSet;
const made: Detector[] = [];

beforeAll(async () => {
  await prepareBackend();
  const dataset = tinyDataset();
  test = await computeFeatures(teacher, dataset, dataset.samples.filter(({ split }) => split === 'test').slice(0, 10));
});
afterAll(() => {
  for (const detector of made) detector.dispose();
});

async function untrained(name: keyof typeof SMALL, engine: 'compiled' | 'eager' = 'eager'): Promise<Detector> {
  const shared = { data: { imageSize: 64 }, detection: { smoothing: 4 } };
  const config = resolveConfig<RunConfig>({ method: name, ...shared }, SMALL[name]);
  const method = methodOf(name);
  const architecture = method.architecture(teacher, config, ['a', 'b']);
  const state = method.initialise(createRng(1), architecture, config);
  const detector = createDetector({ architecture, config, teacher, model: state, engine });
  disposeModel(state);
  made.push(detector);
  return detector;
}

describe('publishedDetector', () => {
  it('gives the maps of the protocol where the blur is the same, and other scores', async () => {
    const detector = await untrained('vitad', 'compiled');
    const published = publishedDetector(detector);
    const [own, common] = await Promise.all([
      published.detectFeatures(test.scales, 10),
      detector.detectFeatures(test.scales, 10),
    ]);
    own.maps.forEach((value, i) => {
      expect(Math.abs(value - common.maps[i])).toBeLessThan(1e-5);
    });
    own.scores.forEach((score, i) => {
      expect(score).toBeLessThan(common.scores[i]);
    });
    published.dispose();
  });

  it('scores places before the blur: at least as great as after it', async () => {
    const detector = await untrained('simplenet');
    const published = publishedDetector(detector, 'places');
    const { scores } = await published.detectFeatures(test.scales, 10);
    const common = await detector.detectFeatures(test.scales, 10);
    scores.forEach((score, i) => {
      expect(score).toBeGreaterThanOrEqual(common.scores[i] - 1e-5);
    });
    published.dispose();
  });

  it('lowers the distance of the farthest patch by equation 7', async () => {
    const detector = await untrained('patchcore');
    const [plain, lowered] = ['patches', 'reweighted'].map((name) => publishedDetector(detector, name));
    const [{ scores: far }, { scores }] = await Promise.all(
      [plain, lowered].map((one) => one.detectFeatures(test.scales, 10)),
    );
    // All entries of an untrained bank are one point: the distance is divided among the nine neighbours.
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo((1 - 1 / 9) * far[i], 4);
    });
    plain.dispose();
    lowered.dispose();
  });

  it('puts map and score of every image in its place, beyond the first batch too', async () => {
    const detector = await untrained('simplenet');
    const published = publishedDetector(detector);
    const { config, architecture, engine } = detector;
    expect(published).toMatchObject({
      about: expect.stringMatching(/greatest score of a place/),
      config,
      architecture,
      engine,
    });
    const { maps, scores, size } = await published.detectFeatures(test.scales, 10);
    expect([maps.length, scores.length, size]).toEqual([10 * 64 * 64, 10, 64]);
    const ninth = selectFeatures(test, ({ id }) => id === test.samples[8]?.id);
    const alone = await published.detectFeatures(ninth.scales, 1);
    expect(maps.slice(8 * 64 * 64, 9 * 64 * 64)).toEqual(alone.maps);
    expect(scores[8]).toBe(alone.scores[0]);
    expect(new Set(scores).size).toBe(10);
    published.dispose();
  });

  it('tells each image its category, where the method reads it', async () => {
    const published = publishedDetector(await untrained('hvqtrans'));
    const told = test.samples.map((_, i) => ['a', 'b'][i % 2] ?? '');
    const turned = told.map((name) => (name === 'a' ? 'b' : 'a'));
    const { scores } = await published.detectFeatures(test.scales, 10, told);
    const { scores: others } = await published.detectFeatures(test.scales, 10, turned);
    const ninth = selectFeatures(test, ({ id }) => id === test.samples[8]?.id);
    const alone = await published.detectFeatures(ninth.scales, 1, ['a']);
    expect(scores[8]).toBeCloseTo(alone.scores[0] ?? NaN, 5);
    expect(others[8]).not.toBeCloseTo(alone.scores[0] ?? NaN, 5);
    published.dispose();
  });

  it('has nothing to free before its first run', async () => {
    const published = publishedDetector(await untrained('simplenet'));
    expect(() => published.dispose()).not.toThrow();
  });

  it('refuses a method without one, and a name that there is not', async () => {
    const rd4ad = await untrained('rd4ad');
    expect(() => publishedDetector(rd4ad)).toThrow(OptionError);
    expect(() => publishedDetector(rd4ad)).toThrow(/has no published scoring; expected none/);
    const patchcore = await untrained('patchcore');
    expect(() => publishedDetector(patchcore, 'nothing')).toThrow(/"nothing"; expected patches, reweighted/);
  });

  it('refuses images that are no squares', async () => {
    const detector = await untrained('vitad');
    const config = { ...detector.config, data: { ...detector.config.data, imageSize: [32, 64] as [number, number] } };
    expect(() => publishedDetector({ ...detector, config })).toThrow(OptionError);
    expect(() => publishedDetector({ ...detector, config })).toThrow(/32 px high and 64/);
  });
});
