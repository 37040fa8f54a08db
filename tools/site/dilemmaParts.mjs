/** The maps of the page of the dilemma: twelve defective images through reconstructors of every capacity, as they are recorded. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { words } from './words.mjs';

const require = createRequire(import.meta.url);
const borad = /** @type {typeof import('borad')} */ (require('borad'));
const { base, datasets } = borad;

/** @typedef {typeof import('borad-notebooks').study} Study */
/** @typedef {Awaited<ReturnType<typeof placesOf>>} Places */

const RECORD = fileURLToPath(new URL('../../data/results/dilemma-maps.json', import.meta.url));
const IMAGES = 12;
const PICTURE = 128;
/** The images of notebook 01. */
const SET = { imageSize: 256, categories: [], procedural: { seed: 1, train: 12, testGood: 8, testDefective: 8 } };
const WIDTHS = [1, 2, 4, 8, 16, 24, 32, 48, 64, 80, 96];
const NEAREST = [1, 4, 16, 64, 256, 1024];
const ROUTED = [1, 4, 7, 16, 32, 48, 64, 80, 96];

/**
 * Features of the third scale as places, with the images' intact twins.
 *
 * @param {Study} study
 */
async function placesOf(study) {
  await borad.prepareBackend();
  const dataset = datasets.openDataset('procedural', SET);
  const teacher = borad.loadTeacher('mobilenet-v2-openimages', { taps: 'bottleneck', pooling: 1 });
  const extractor = await borad.createFeatureExtractor(teacher, SET.imageSize);
  const of = (/** @type {string} */ split) => dataset.samples.filter((sample) => sample.split === split);
  const defective = of('test').filter(({ defect }) => defect !== 'good');
  const sets = {
    train: await extractor.compute(dataset, of('train')),
    test: await extractor.compute(dataset, of('test')),
    intact: await extractor.compute(datasets.intactTwins(dataset, SET.procedural.seed), defective),
  };
  extractor.dispose();
  teacher.dispose();
  return { dataset, data: study.locationData(sets, 2), samples: sets.test.samples };
}

/**
 * Of each of the first twelve categories the defective image whose defect covers most places.
 *
 * @param {Pick<Places, 'dataset' | 'data'>} places
 */
function shownImages({ dataset, data }) {
  const area = data.side ** 2;
  const covered = (/** @type {number} */ image) =>
    data.masks.subarray(image * area, (image + 1) * area).reduce((a, b) => a + b, 0);
  return dataset.categories.slice(0, IMAGES).map((category) => {
    const own = data.defective.flatMap((is, i) => (is && data.test.categories[i] === category ? [i] : []));
    return own.reduce((best, image) => (covered(image) > covered(best) ? image : best));
  });
}

/**
 * Rebuilds, measures and keeps the maps of the shown images, each value of 0 to 2 in a byte.
 *
 * @param {Study} study
 * @param {{ name: string, axis: string, way: ReturnType<Study['linearBottleneck']> }} family
 * @param {Places['data']} data
 * @param {number[]} images
 */
async function familyOf(study, { name, axis, way }, data, images) {
  const area = data.side ** 2;
  const ways = await way.fit(data.train.features, data.channels, borad.createRng(1).split('dilemma'));
  /** @type {object[]} */
  const levels = [];
  for (const [k, rebuild] of ways.entries()) {
    const { measures, maps } = await study.measureReconstruction(data, rebuild);
    const bytes = images.flatMap((image) =>
      [...maps.subarray(image * area, (image + 1) * area)].map((v) => Math.round(127.5 * v)),
    );
    const rounded = Object.fromEntries(
      Object.entries(measures).map(([key, value]) => [key, Number(value.toPrecision(5))]),
    );
    levels.push({ capacity: way.capacities[k], measures: rounded, maps: Buffer.from(bytes).toString('base64') });
  }
  return { name, axis, levels };
}

/** Makes the recorded file anew. */
export async function recordDilemma() {
  const { study } = /** @type {typeof import('borad-notebooks')} */ (require('borad-notebooks'));
  const places = await placesOf(study);
  const { data, samples } = places;
  const images = shownImages(places);
  const families = [
    { name: 'linear code', axis: 'width', way: study.linearBottleneck({ widths: WIDTHS }) },
    {
      name: 'nearest prototype',
      axis: 'prototypes',
      way: study.prototypeBank({ counts: NEAREST, routing: 'nearest' }),
    },
    { name: 'linear routing', axis: 'prototypes', way: study.prototypeBank({ counts: ROUTED, routing: 'linear' }) },
  ];
  const found = [];
  for (const family of families) found.push(await familyOf(study, family, data, images));
  base.writeJson(RECORD, {
    ...SET,
    side: data.side,
    channels: data.channels,
    images: images.map((i) => samples[i].id),
    families: found,
  });
}

/** What is recorded, with the images. */
export async function dilemmaParts() {
  const sharp = require('sharp');
  const { images, families, side, channels, ...recorded } = JSON.parse(readFileSync(RECORD, 'utf8'));
  if (JSON.stringify(recorded) !== JSON.stringify(SET))
    throw new Error(`${RECORD} is of ${JSON.stringify(recorded)}, expected ${JSON.stringify(SET)}. Make it again.`);
  const dataset = datasets.openDataset('procedural', SET);
  const pictures = await Promise.all(
    images.map(async (/** @type {string} */ id) => {
      const sample = base.present(
        dataset.samples.find((one) => one.id === id),
        `image ${id} of the recorded maps`,
      );
      const { pixels } = await dataset.read(sample);
      const [width, height] = [SET.imageSize, SET.imageSize];
      const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
        .resize(PICTURE, PICTURE)
        .jpeg({ quality: 85 })
        .toBuffer();
      return { title: `${words(sample.category)}, ${words(sample.defect)}`, jpeg: jpeg.toString('base64') };
    }),
  );
  return { words: { side, channels, count: images.length }, data: { side, families, pictures } };
}
