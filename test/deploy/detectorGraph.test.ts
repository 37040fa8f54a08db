import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, OptionError } from '../../lib/borad/base';
import { resolveConfig } from '../../lib/borad/config';
import { loadImage } from '../../lib/borad/datasets';
import { detectorGraph, exportDetector, modelCard } from '../../lib/borad/deploy';
import { createDetector, type Detector } from '../../lib/borad/detection';
import { stretchedMap } from '../../lib/borad/display';
import { disposeModel, methodOf } from '../../lib/borad/methods';
import type { RunRecord } from '../../lib/borad/training';
import { judge, nearestProduct, type Product, type RunLimits, VERDICTS } from '../../lib/borad/verdicts';
import { smallConfig } from '../methods/smallSettings';
import { there } from '../there';
import { type RawPhoto, tinyExport } from './tinyExport';

const SIZE = 64;
const folder = mkdtempSync(join(tmpdir(), 'borad-export-'));
const file = join(folder, `detector-${SIZE * SIZE}.onnx`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs files on photos, one after another, in a process of its own, by one of the runtimes: their native and their browser builds share a registry. */
const RUN = `
const fs = require('node:fs');
const [runtime, photos, out, ...files] = process.argv.slice(1);
const ort = require(runtime);
if (runtime.endsWith('web')) ort.env.wasm.numThreads = 1;
(async () => {
  const results = [];
  for (const file of files) {
    const session = await ort.InferenceSession.create(fs.readFileSync(file), { logSeverityLevel: 3 });
    for (const { pixels, width, height } of JSON.parse(fs.readFileSync(photos, 'utf8'))) {
      const image = new ort.Tensor('uint8', Uint8Array.from(pixels), [height, width, 3]);
      const found = Object.entries(await session.run({ image }));
      results.push(Object.fromEntries(found.map(([name, { data, dims }]) => [name, { dims, data: Array.from(data, Number) }])));
    }
  }
  fs.writeFileSync(out, JSON.stringify(results));
})();`;

type Result = Record<string, { dims: number[]; data: number[] }>;

function runBy(runtime: string, photos: RawPhoto[], files = [file]): Result[] {
  const [given, out] = [join(folder, 'photos.json'), join(folder, `${runtime}.json`)];
  writeFileSync(given, JSON.stringify(photos));
  const { status, stderr } = spawnSync(process.execPath, ['-e', RUN, runtime, given, out, ...files], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(out, 'utf8')) as Result[];
}

let detector: Detector;
let limits: RunLimits;
let products: Product[];
let record: RunRecord;
let photos: RawPhoto[];

beforeAll(async () => {
  await prepareBackend();
  ({ detector, limits, products, record, photos } = await tinyExport(folder, SIZE));
});

describe.each(['onnxruntime-node', 'onnxruntime-web'])('an exported detector in %s', (runtime) => {
  it('gives map, score, category, limit and verdict as the library does', async () => {
    const results = runBy(runtime, photos);
    const names = Object.keys(limits.categories);
    for (const [i, { map, score, category, distance, limit, verdict }] of results.entries()) {
      const found = await detector.inspect(Float32Array.from(there(photos[i]).pixels), 1);
      expect(map?.dims).toEqual([SIZE, SIZE]);
      there(map).data.forEach((value, at) => {
        expect(Math.abs(value - there(found.maps[at]))).toBeLessThan(1e-4);
      });
      expect(score?.data[0]).toBeCloseTo(there(found.scores[0]), 4);
      const nearest = there(nearestProduct(there(found.globals[0]), products));
      expect(distance?.data[0]).toBeCloseTo(nearest.relative, 2);
      const name = nearest.relative <= 1 ? nearest.category : undefined;
      expect(category?.data[0]).toBe(name === undefined ? -1 : names.indexOf(name));
      const said = judge(there(found.scores[0]), name, limits);
      expect(limit?.data[0]).toBeCloseTo(said.limit, 5);
      expect(verdict?.data[0]).toBe(VERDICTS.indexOf(said.verdict));
    }
    expect(results.at(-1)?.category?.data[0]).toBe(-1);
  });

  it('scores almost alike with weights in fewer bytes', async () => {
    const forms = [
      { form: 'float16', most: 1e-3 },
      { form: 'int8', most: 2e-2 },
    ] as const;
    const named = forms.map(({ form }) => join(folder, 'small', `${form}.onnx`));
    mkdirSync(join(folder, 'small'), { recursive: true });
    const parts = { detector, limits, products, record, step: 6, weights: 'w' };
    for (const [i, { form }] of forms.entries()) await exportDetector(there(named[i]), { ...parts, form });
    const scores = await Promise.all(
      photos.map(async ({ pixels }) => there((await detector.inspect(Float32Array.from(pixels), 1)).scores[0])),
    );
    const results = runBy(runtime, photos, named);
    forms.forEach(({ form, most }, i) => {
      const own = results.slice(i * photos.length, (i + 1) * photos.length);
      expect(own).toHaveLength(photos.length);
      const differences = own.map(({ score }, at) => Math.abs(there(score?.data[0]) - there(scores[at])));
      expect(Math.max(...differences), form).toBeLessThan(most);
      expect(Math.max(...differences), form).toBeGreaterThan(0);
      expect(readFileSync(there(named[i]), 'latin1')).toContain(`weightsAs`);
    });
  });

  it('takes photos of any size, with the maps and scores of a run that resizes by data.resize=antialias', async () => {
    const rng = createRng(2);
    const sizes = [
      [1, 1],
      [40, 50],
      [150, 97],
      [31, 200],
    ] as const;
    const odd = sizes.map(([width, height]) => ({
      ...{ width, height },
      pixels: Array.from({ length: 3 * width * height }, () => rng.int(256)),
    }));
    const results = runBy(runtime, odd);
    for (const [i, { pixels, width, height }] of odd.entries()) {
      const raw = { width, height, channels: 3 as const };
      const bytes = await sharp(Uint8Array.from(pixels), { raw }).png().toBuffer();
      const small = await loadImage({ name: 'photo.png', bytes }, SIZE, 'auto', 'antialias');
      const own = await detector.inspect(Float32Array.from(small.pixels), 1);
      const { map, score } = there(results[i]);
      expect(map?.dims).toEqual([height, width]);
      expect(score?.data[0]).toBeCloseTo(there(own.scores[0]), 5);
      const expected = stretchedMap({ width: SIZE, height: SIZE, values: own.maps }, width, height);
      const farthest = there(map).data.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - there(expected[at]))),
        0,
      );
      expect(farthest).toBeLessThan(1e-4);
    }
  });
});

it.each(['told', 'nearest'])(
  'of HVQ-Trans goes by the nearest codebook, its category being %s in tables',
  async (category) => {
    const config = resolveConfig({ ...smallConfig('hvqtrans') }, { codebooks: { category } });
    const method = methodOf('hvqtrans');
    const { teacher } = detector;
    const architecture = method.architecture(teacher, config, ['rows', 'columns']);
    const model = method.initialise(createRng(5), architecture, config);
    const own = createDetector({ architecture, config, teacher, model });
    // Each export writes a card beside its file.
    const exported = join(folder, category, 'hvqtrans.onnx');
    mkdirSync(join(folder, category));
    await exportDetector(exported, { detector: own, limits, products, record, step: 6, weights: 'w' });
    const scores: number[] = [];
    for (const { pixels } of photos) scores.push(...(await own.inspect(Float32Array.from(pixels), 1)).scores);
    const found = runBy('onnxruntime-node', photos, [exported]).map(({ score }) => there(score?.data[0]));
    expect(found).toHaveLength(scores.length);
    found.forEach((score, i) => {
      expect(score).toBeCloseTo(there(scores[i]), 4);
    });
    own.dispose();
    disposeModel(model);
  },
);

describe('exportDetector', () => {
  it('writes what the file is into its metadata and a card beside it', () => {
    const text = readFileSync(file, 'latin1');
    for (const said of ['["rows","columns"]', '["OK","UNSURE","NG"]', 'quantile=0.5', 'weightsSha256'])
      expect(text).toContain(said);
    const card = readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8');
    expect(card).toMatch(/^# detector-4096\.onnx\n/);
    expect(card).toMatch(/16 normal photos of 2 categories \(rows, columns\)/);
    expect(card).toMatch(/\| rows \| \d\.\d{4} \|/);
    expect(card).toContain('Not measured');
  });

  it('names the weakest categories where figures are given', () => {
    const categories = [0.9, 0.5, 0.7].map((value, i) => ({ name: `c${i}`, metrics: { imageAuroc: value } }));
    const card = modelCard({
      record,
      limits,
      step: 6,
      file: { name: 'd', bytes: 1, sha256: 's' },
      figures: { dataset: 'set', categories },
    });
    expect(card).toContain('Weakest by image AUROC: c1 (50.0%), c2 (70.0%), c0 (90.0%).');
  });

  it('refuses a teacher that runs by itself', async () => {
    const teacher = { ...detector.teacher, run: async () => [] };
    await expect(detectorGraph({ detector: { ...detector, teacher }, limits, products })).rejects.toThrow(OptionError);
  });
});
