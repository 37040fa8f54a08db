#!/usr/bin/env node
// node bench/metrics.mjs [--python EXE]: the metrics compared with scikit-learn and per-region overlap in Python, and all seven over a
// data set of MVTec AD's size. BENCH_PYTHON names the Python too. Data are made up, and the same for both sides.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from '../tools/flags.mjs';
import { Peer } from './peer.mjs';

const borad = /** @type {typeof import('borad')} */ (createRequire(import.meta.url)('borad'));
const { median } = borad.statistics;
const SIZE = 256;
const REPEATS = 5;
/** Test images of MVTec AD, and of one of its 15 categories on average. */
const DATASET = 1725;
const CATEGORY = 115;
/** The thresholds loop costs Python some 0.2 s an image. */
const SMALL = 16;

/** @typedef {ReturnType<typeof syntheticMaps>} Maps */
/** @typedef {Record<string, number>} Values by the name of the metric */

/**
 * Values on a coarse grid over the image, bilinearly between: what upsampled feature distances look like.
 *
 * @param {ReturnType<typeof borad.createRng>} rng
 */
function smoothField(rng, grid = 17) {
  const knots = Float32Array.from({ length: grid * grid }, () => 0.05 + 0.1 * rng.uniform() * rng.uniform());
  const step = SIZE / (grid - 1);
  return (/** @type {number} */ x, /** @type {number} */ y) => {
    const [gx, gy] = [x / step, y / step];
    const [ix, iy] = [Math.floor(gx), Math.floor(gy)];
    const [fx, fy, at] = [gx - ix, gy - iy, iy * grid + ix];
    const upper = (1 - fx) * knots[at] + fx * knots[at + 1];
    const lower = (1 - fx) * knots[at + grid] + fx * knots[at + grid + 1];
    return (1 - fy) * upper + fy * lower;
  };
}

/**
 * Maps and masks of `count` test images: one in four normal, the others with one to three defects of 8 to 30 pixels' radius, in
 * all 2.6% of the pixels, where the map rises by little or much. As in MVTec AD, where it is 2.7%.
 *
 * @param {number} count
 */
export function syntheticMaps(count, seed = 1) {
  const rng = borad.createRng(seed);
  const area = SIZE * SIZE;
  const [maps, masks] = [new Float32Array(count * area), new Uint8Array(count * area)];
  const [labels, scores] = [new Uint8Array(count), new Float32Array(count)];
  for (let image = 0; image < count; image++) {
    labels[image] = image % 4 === 0 ? 0 : 1;
    const field = smoothField(rng);
    const defects = Array.from({ length: labels[image] ? 1 + rng.int(3) : 0 }, () => ({
      x: SIZE * rng.uniform(),
      y: SIZE * rng.uniform(),
      radius: 8 + 22 * rng.uniform(),
      rise: 0.05 + 0.5 * rng.uniform(),
    }));
    let at = image * area;
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++, at++) {
        let value = field(x, y);
        for (const defect of defects) {
          const distance = Math.hypot(x - defect.x, y - defect.y) / defect.radius;
          if (distance < 1) masks[at] = 1;
          if (distance < 2) value += defect.rise * Math.exp(-1.5 * distance * distance);
        }
        maps[at] = value;
        if (maps[at] > scores[image]) scores[image] = maps[at];
      }
    }
    // A defect whose centre lies in a corner may miss the image.
    if (!masks.subarray(image * area, at).includes(1)) labels[image] = 0;
  }
  return { category: 'synthetic', labels, scores, masks, maps, shape: { count, height: SIZE, width: SIZE } };
}

/**
 * A Python process that holds the same data and times one metric at a time.
 *
 * @param {string} python
 * @param {Maps} data
 * @param {string} folder
 */
function metricsPeer(python, data, folder) {
  for (const name of /** @type {const} */ (['maps', 'masks', 'labels', 'scores']))
    writeFileSync(join(folder, `${name}.bin`), data[name]);
  const script = fileURLToPath(new URL('metrics_peer.py', import.meta.url));
  return new Peer('bench/metrics_peer.py', [python, script, folder, String(SIZE)]);
}

/**
 * The comparisons: what each side computes, on how many images, and how near their values have to be.
 *
 * @type {{ name: string, peer: string, metric: string, images: number, tolerance: number, ours: (data: Maps) => Values }[]}
 */
const COMPARISONS = [
  {
    name: 'pixel AUROC, AP, F1-max',
    peer: 'scikit-learn: roc_auc_score, average_precision_score, precision_recall_curve',
    metric: 'ranking',
    images: CATEGORY,
    tolerance: 1e-9,
    ours: ({ masks, maps }) => ({ ...borad.metrics.imageMetrics(masks, maps) }),
  },
  {
    name: 'image AUROC, AP, F1-max',
    peer: 'scikit-learn: the same over image scores',
    metric: 'image',
    images: CATEGORY,
    tolerance: 1e-9,
    ours: ({ labels, scores }) => ({ ...borad.metrics.imageMetrics(labels, scores) }),
  },
  {
    name: 'AUPRO, exact against the thresholds loop',
    peer: 'usual loop: 200 thresholds, skimage label and regionprops of every mask at each',
    metric: 'pro_loop',
    images: SMALL,
    tolerance: 0.02,
    ours: ({ masks, maps, shape }) => ({ aupro: borad.metrics.aupro(masks, maps, shape) }),
  },
  {
    name: 'AUPRO, exact against exact',
    peer: 'numpy: all pixels sorted once, regions by scipy.ndimage.label',
    metric: 'pro_exact',
    images: CATEGORY,
    tolerance: 1e-9,
    ours: ({ masks, maps, shape }) => ({ aupro: borad.metrics.aupro(masks, maps, shape) }),
  },
];

/**
 * @param {string} name
 * @param {Values} ours
 * @param {Values} peer
 * @param {number} tolerance
 */
function checkValues(name, ours, peer, tolerance) {
  for (const [key, value] of Object.entries(peer)) {
    const difference = Math.abs(ours[key] - value);
    if (!(difference <= tolerance))
      throw new Error(
        `${name}: ${key} is ${ours[key]} here and ${value} in Python; expected at most ${tolerance} apart.`,
      );
  }
}

/**
 * @param {string} python
 * @param {number} images
 * @param {number} repeats
 */
async function compare(python, images, repeats) {
  const data = syntheticMaps(images);
  const folder = mkdtempSync(join(tmpdir(), 'borad-metrics-'));
  /** @type {MetricRows['rows']} */
  const rows = [];
  try {
    const peer = metricsPeer(python, data, folder);
    const { versions } = await peer.ask({});
    for (const { name, metric, tolerance, ours, peer: what } of COMPARISONS.filter((c) => c.images === images)) {
      const times = { ours: /** @type {number[]} */ ([]), peer: /** @type {number[]} */ ([]) };
      let [found, reference] = [ours(data), await peer.ask({ metric })];
      for (let i = 0; i < repeats; i++) {
        const started = performance.now();
        found = ours(data);
        times.ours.push(performance.now() - started);
        reference = await peer.ask({ metric });
        times.peer.push(reference.ms);
      }
      checkValues(name, found, reference.values, tolerance);
      const [ms, peerMs] = [median(times.ours), median(times.peer)];
      rows.push({
        name,
        images,
        pixels: images * SIZE * SIZE,
        ms,
        peerMs,
        ratio: peerMs / ms,
        peer: what,
        values: found,
      });
    }
    await peer.end();
    return { rows, versions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * All seven metrics of `images` test images, in categories of 115 and in one pool: seconds passed and of the processor, and peak
 * memory with the data, which are most of it.
 *
 * @param {number} images
 */
function measurePool(images) {
  const data = syntheticMaps(images);
  const memory = () => Math.round(process.resourceUsage().maxRSS / 1024);
  const timed = (/** @type {() => void} */ call) => {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    call();
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: process.cpuUsage(cpu).user / 1e6 };
  };
  const dataMiB = memory();
  const area = SIZE * SIZE;
  const categories = timed(() => {
    for (let first = 0; first < images; first += CATEGORY) {
      const [last, count] = [Math.min(images, first + CATEGORY), Math.min(CATEGORY, images - first)];
      borad.metrics.evaluateCategory({
        labels: data.labels.subarray(first, last),
        scores: data.scores.subarray(first, last),
        masks: data.masks.subarray(first * area, last * area),
        maps: data.maps.subarray(first * area, last * area),
        shape: { ...data.shape, count },
      });
    }
  });
  const categoriesMiB = memory();
  let metrics;
  const pool = timed(() => {
    metrics = borad.metrics.evaluateCategory(data);
  });
  return {
    images,
    dataMiB,
    categories: { ...categories, peakMiB: categoriesMiB },
    pool: { ...pool, peakMiB: memory() },
    metrics,
  };
}

const POOL = 'BORAD_BENCH_POOL';

/**
 * Runs `measurePool` in a process of its own, so that the peak is its own.
 *
 * @param {number} images
 * @returns {Promise<DatasetCost>}
 */
function poolInChild(images) {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, [POOL]: String(images) } });
  return new Promise((resolve, reject) => {
    child.once('message', (/** @type {DatasetCost} */ cost) => resolve(cost));
    child.once('exit', (code) => reject(new Error(`The pooled metrics ended with exit code ${code}.`)));
  });
}

/**
 * @typedef {{ seconds: number, cpuSeconds: number, peakMiB: number }} Cost
 * @typedef {{ images: number, dataMiB: number, metrics: object, categories: Cost, pool: Cost }} DatasetCost all seven metrics over so
 *   many maps, category by category and then in one pool
 * @typedef {{ name: string, images: number, pixels: number, ms: number, peerMs: number, ratio: number, peer: string,
 *   values: object }} MetricRow times in milliseconds, medians of measurements in turn
 * @typedef {{ rows: MetricRow[], versions?: object, dataset?: DatasetCost }} MetricRows
 */

/**
 * The rows of this file.
 *
 * @param {{ python?: string, repeats?: number, dataset?: number }} options python: an executable with numpy, scipy, scikit-learn
 *   and scikit-image, or the comparisons are left out; dataset: images of the whole set, 0 leaves it out.
 * @returns {Promise<MetricRows>}
 */
export async function metricRows({ python, repeats = REPEATS, dataset = DATASET } = {}) {
  /** @type {MetricRows} */
  const found = { rows: [] };
  if (python) {
    for (const images of [CATEGORY, SMALL]) {
      const { rows, versions } = await compare(python, images, repeats);
      found.rows.push(...rows);
      found.versions = versions;
    }
  }
  if (dataset > 0) found.dataset = await poolInChild(dataset);
  return found;
}

if (process.env[POOL] && process.send) {
  process.send(measurePool(Number(process.env[POOL])));
  process.disconnect();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  keepGoingWithoutReader('metrics');
  const { values } = readFlags(import.meta.url, { options: { python: { type: 'string' } } });
  const { rows, versions, dataset } = await metricRows({ python: values.python || process.env.BENCH_PYTHON });
  const list = Object.entries(versions ?? {}).map((entry) => entry.join(' '));
  console.log(list.join(', ') || 'No comparison: BENCH_PYTHON names no Python with scikit-learn and scikit-image.');
  for (const row of rows) {
    const times = `${row.ms.toFixed(1)} ms, Python ${row.peerMs.toFixed(1)} ms, ${row.ratio.toFixed(1)} times faster`;
    console.log(`${row.name} (${row.images} maps): ${times} [${row.peer}]`);
  }
  if (dataset) {
    const { images, dataMiB, categories, pool } = dataset;
    for (const [way, { seconds, cpuSeconds, peakMiB }] of Object.entries({ categories, pool })) {
      const cost = `${seconds.toFixed(1)} s (processor ${cpuSeconds.toFixed(1)} s), peak ${peakMiB} MiB`;
      console.log(`all seven, ${images} maps, ${way}: ${cost}, of which ${dataMiB} MiB before it began`);
    }
  }
}
