/** The detector of the page "Try it on your photo": a recorded model, with limits, products and colour scale beside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { words } from './words.mjs';

const require = createRequire(import.meta.url);
const borad = /** @type {typeof import('borad')} */ (require('borad'));
const { deploy, detection, datasets, display, evaluation, verdicts } = borad;

/** BoRAD, all its parts, seed 1, 400 steps. */
export const RUN = fileURLToPath(new URL('../../data/results/models/5f4a002d27eb', import.meta.url));
const EXAMPLES = 12;

/** Measures what lies beside the model: colour scale, limits and products, on the images that `borad train` would take. */
export async function measureDetector() {
  const { detector, config, weights } = await detection.loadDetector(RUN);
  const dataset = datasets.openDataset('procedural', config.data);
  await evaluation.measureRun(RUN, {
    ...{ detector, dataset, config, weights, rule: verdicts.DEFAULT_RULE },
    ...{ anew: true, onNote: (note) => console.error(note) },
  });
  detector.dispose();
}

/**
 * Of each of the first twelve categories a test image: of every third a normal one, of the others a defective one.
 *
 * @param {import('borad/datasets').Dataset} dataset
 */
export function exampleSamples(dataset) {
  return dataset.categories.slice(0, EXAMPLES).map((category, i) => {
    const isWanted = (/** @type {import('borad/datasets').Sample} */ { defect }) =>
      (defect === 'good') === (i % 3 === 2);
    const own = dataset.samples.filter((one) => one.category === category && one.split === 'test' && isWanted(one));
    return own[i % own.length];
  });
}

/** @param {import('borad').RunConfig} config */
async function examplesOf(config) {
  const dataset = datasets.openDataset('procedural', config.data);
  const [height, width] = borad.base.sidesOf(config.data.imageSize);
  return Promise.all(
    exampleSamples(dataset).map(async (sample) => ({
      title: `${words(sample.category)}, ${sample.defect === 'good' ? 'normal' : words(sample.defect)}`,
      png: display.encodePng((await dataset.read(sample)).pixels, width, height).toString('base64'),
    })),
  );
}

/** @type {ReturnType<typeof makeParts> | undefined} */
let made;

/**
 * The detector as one ONNX file, and what the page says of it; made once.
 *
 * @throws {Error} limits or colour scale of these weights are missing
 */
export function detectorParts() {
  made ??= makeParts();
  return made;
}

async function makeParts() {
  const { detector, record, config, step, weights } = await detection.loadDetector(RUN);
  const [limits, products, scale] = [
    verdicts.loadLimits(RUN, weights),
    verdicts.loadProducts(RUN, weights),
    detection.loadScale(RUN, weights),
  ];
  if (!limits || !products || !scale)
    throw new Error(`${RUN} has no limits or no colour scale of its weights: node tools/site.mjs --measure`);
  const folder = mkdtempSync(join(tmpdir(), 'borad-site-'));
  try {
    const file = join(folder, 'detector.onnx');
    // Half the text for the browser to read; maps differ by some 1e-4.
    const form = 'float16';
    const bytes = await deploy.exportDetector(file, { detector, record, limits, products, step, weights, form });
    const about = {
      steps: step,
      trainImages: record.dataset.trainImages,
      rule: limits.rule,
      scalePhotos: scale.photos,
      teacher: record.teacher.name,
      licence: record.teacher.licence,
    };
    const names = { categories: Object.keys(limits.categories), verdicts: verdicts.VERDICTS };
    return { bytes, about, ...names, scale, examples: await examplesOf(config) };
  } finally {
    detector.dispose();
    detector.teacher.dispose();
    rmSync(folder, { recursive: true });
  }
}
