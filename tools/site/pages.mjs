/** The pages that readers drive: what each carries besides its script. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { detectorParts } from './detectorParts.mjs';
import { dilemmaParts } from './dilemmaParts.mjs';
import { scoreParts } from './scoreParts.mjs';
import { words } from './words.mjs';

const require = createRequire(import.meta.url);

async function tryPage() {
  const { bytes, about, categories, verdicts, scale, examples } = await detectorParts();
  const wasm = readFileSync(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  const told = {
    ...about,
    megabytes: (bytes.length / 1e6).toFixed(1),
    count: categories.length,
    categories: categories.map(words).join(', '),
  };
  return { words: told, data: { categories, verdicts, scale, examples }, files: { wasm, detector: bytes } };
}

/**
 * @typedef {object} Parts what is put into a page
 * @property {Record<string, unknown>} [words] of its text
 * @property {object} [data] numbers for its script
 * @property {Record<string, Uint8Array>} [files] for its script
 */
/** @typedef {{ name: string, title: string, short: string, summary: string, parts: () => Parts | Promise<Parts> }} Page */

/**
 * Name of folder and file, title, what leads there, what one finds there, and what is put into it: words of its text,
 * numbers and files for its script.
 *
 * @type {Page[]}
 */
export const PAGES = [
  {
    name: 'try',
    title: 'Try it on your photo',
    short: 'Try it',
    summary:
      'The exported detector in your browser: drop a photo, see its anomaly map, score and verdict. Nothing leaves the page.',
    parts: tryPage,
  },
  {
    name: 'threshold',
    title: 'A threshold and what it costs',
    short: 'Threshold',
    summary:
      'Histograms of image scores of recorded runs: move the threshold, see false alarms, misses and their intervals.',
    parts: scoreParts,
  },
  {
    name: 'shift',
    title: 'The geometry of the shift',
    short: 'Shift',
    summary:
      'Two views and the anchors in the plane: move them, see the angles at which the difference of the views is seen.',
    parts: async () => ({}),
  },
  {
    name: 'dilemma',
    title: 'The representation dilemma',
    short: 'Dilemma',
    summary:
      'Maps of twelve defective images by reconstructors of every capacity: from rebuilding nothing to rebuilding everything.',
    parts: dilemmaParts,
  },
  {
    name: 'variance',
    title: 'Variance within and between prototypes',
    short: 'Variance',
    summary:
      'The law of total variance with prototypes to move: what is left within them, what lies between, and what their number does.',
    parts: async () => ({}),
  },
];
