#!/usr/bin/env node
// Memory of training with features too large for it: generated images of the paper's size, maps of Wide-ResNet-50-2's shapes
// (cheap ones, drawn from the pixels), a small model; a few images and many, each in a process of its own.
//   npm run cachesize -- [--images 64,3647] [--steps 5] [--json data/results/cachesize.json]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from './flags.mjs';

keepGoingWithoutReader('cachesize');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    // The second is a tenth of Real-IAD's 36,465 training images.
    images: { type: 'string', default: '64,3647' },
    steps: { type: 'string', default: '5' },
    json: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    // What a worker is given: a number of images.
    measure: { type: 'string' },
  },
});

const require = createRequire(import.meta.url);
const borad = /** @type {typeof import('borad')} */ (require('borad'));

const SIZE = 256;
const REAL_IAD = 36465;
const SHAPES = [
  [64, 64, 256],
  [32, 32, 512],
  [16, 16, 1024],
];

const drawn = SHAPES.map(([height, width, channels]) => {
  const rng = borad.createRng(2);
  return Float32Array.from({ length: height * width * channels }, () => rng.uniform());
});

/**
 * Maps of the paper's shapes, the same for all images but for one number: values do not matter here, their count does.
 *
 * @type {import('borad/teachers').Teacher}
 */
const teacher = {
  name: 'shapes of Wide-ResNet-50-2',
  channels: [256, 512, 1024],
  strides: [4, 8, 16],
  signed: false,
  licence: 'none',
  source: 'generated',
  sha256: 'generated',
  preprocessing: 'none',
  features() {
    throw new Error('run is used instead');
  },
  async run(pixels, [count]) {
    const area = pixels.length / count;
    return SHAPES.map((shape, scale) => {
      const length = drawn[scale].length;
      const data = new Float32Array(count * length);
      for (let i = 0; i < count; i++) {
        data.set(drawn[scale], i * length);
        data[i * length] = pixels[i * area] / 255;
      }
      return { shape: [count, ...shape], data };
    });
  },
  dispose() {},
};

/**
 * @param {number} count
 * @returns {import('borad/datasets').Dataset}
 */
function generatedSet(count) {
  /** @type {import('borad/datasets').Sample[]} */
  const samples = Array.from({ length: count }, (_, i) => ({
    category: 'generated',
    split: 'train',
    defect: 'good',
    id: `generated/train/good/${i}`,
  }));
  return {
    name: 'generated',
    categories: ['generated'],
    imageSize: SIZE,
    samples,
    async read({ id }) {
      const rng = borad.createRng(1).split(id);
      const pixels = new Uint8Array(SIZE * SIZE * 3).fill(rng.int(256));
      for (let i = 0; i < 4096; i++) pixels[rng.int(pixels.length)] = rng.int(256);
      return { width: SIZE, height: SIZE, pixels, mask: new Uint8Array(SIZE * SIZE) };
    },
  };
}

/** @param {number} count */
async function measure(count) {
  await borad.prepareBackend();
  const folder = mkdtempSync(join(flags.folder, 'borad-cachesize-'));
  try {
    const config = borad.resolveConfig({
      model: { widths: [8, 8, 8] },
      training: { steps: Number(flags.steps), batchSize: 16 },
    });
    /** @type {number[]} */
    const marks = [];
    await borad.train({
      config,
      teacher,
      dataset: generatedSet(count),
      cache: { folder, limit: 1e12, type: 'float16', always: true },
      onStep: () => marks.push(performance.now()),
    });
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.features'));
    return {
      images: count,
      fileBytes: statSync(join(folder, file)).size,
      inMemoryBytes: 4 * count * borad.features.featureValues(SHAPES),
      peakBytes: process.resourceUsage().maxRSS * 1024,
      seconds: process.uptime(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (flags.measure) {
  process.stdout.write(JSON.stringify(await measure(Number(flags.measure))));
} else {
  const results = flags.images.split(',').map((count) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), '--measure', count, '--steps', flags.steps, '--folder', flags.folder],
      { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`measuring ${count} images failed with exit code ${status}`);
    return JSON.parse(stdout);
  });
  const gib = (/** @type {number} */ bytes) => (bytes / 2 ** 30).toFixed(2);
  console.log(
    borad.display.textTable(
      ['images', 'features as float32, GiB', 'cache file, GiB', 'peak memory, GiB', 'seconds'],
      results.map((r) => [
        r.images.toLocaleString('en'),
        ...[r.inMemoryBytes, r.fileBytes, r.peakBytes].map(gib),
        r.seconds.toFixed(0),
      ]),
    ),
  );
  const [first, last] = [results[0], results[results.length - 1]];
  const growth = (last.peakBytes - first.peakBytes) / (last.images - first.images);
  console.log(
    `Peak memory changes by ${(growth / 1024).toFixed(1)} KiB an image (file names, order and the noise of the measurement); the cache of Real-IAD's ${REAL_IAD.toLocaleString('en')} images would take ${gib((REAL_IAD * last.fileBytes) / last.images)} GiB of disk.`,
  );
  if (flags.json) borad.base.writeJson(flags.json, { steps: Number(flags.steps), results });
}
