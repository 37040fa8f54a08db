/** Damaged files of weights: the tensors that were written, or an error. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { damageBytes } from '../damage.mjs';
import { borad } from '../library.mjs';
import { expectRight } from '../verdict.mjs';

/** @typedef {Record<string, { shape: readonly number[], data: ArrayLike<number> }>} Tensors */

const pth = fileURLToPath(new URL('../../../test/fixtures/oracles/teacher_weights.pth', import.meta.url));

const packed = fileURLToPath(
  new URL('../../../lib/borad/assets/objectron_solution_packed_assets.data', import.meta.url),
);

/** The default teacher's model: its file holds a label map before it. */
const tfliteModel = () => readFileSync(packed).subarray(184);

/** Name, shape and numbers of all tensors. */
const listed = (/** @type {Tensors} */ tensors) =>
  Object.entries(tensors)
    .map(([name, { shape, data }]) => `${name} [${shape}] ${Array.from(data)}`)
    .sort();

/** @param {Tensors} tensors */
function checkShapes(tensors) {
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const count = shape.reduce((product, side) => product * side, 1);
    expectRight(count === data.length, `${name} has ${data.length} values for shape [${shape}]`);
  }
}

/** @type {Map<string, Buffer>} */
const intact = new Map();
/** @param {string} file */
function bytesOf(file) {
  const bytes = intact.get(file) ?? readFileSync(file);
  intact.set(file, bytes);
  return bytes;
}

/**
 * The formats: what is damaged, and how it is read and held to the truth.
 *
 * @type {Record<string, { bytes: () => Buffer, check: (file: string) => void }>}
 */
const FORMATS = {
  pth: {
    bytes: () => bytesOf(pth),
    check(file) {
      const { tensors } = borad.teachers.readWeights(file);
      checkShapes(tensors);
      const isSame = listed(tensors).join() === listed(borad.teachers.readWeights(pth).tensors).join();
      expectRight(isSame, 'other tensors than those that were written, though the file has checksums');
    },
  },
  safetensors: {
    bytes: () =>
      Buffer.from(
        borad.base.encodeSafetensors(
          {
            'a.weight': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
            b: { shape: [4], data: Float32Array.of(1, 2, 3, 4) },
          },
          { step: '1' },
        ),
      ),
    check: (file) => checkShapes(borad.base.readSafetensors(file).tensors),
  },
  tflite: {
    bytes: () => tfliteModel(),
    check: (file) => void borad.teachers.readTflite(readFileSync(file), file),
  },
};

/** @type {import('./index.mjs').Kind} */
export const teacher = {
  share: 3,
  async build(rng, folder) {
    mkdirSync(folder, { recursive: true });
    const format = rng.pick(Object.keys(FORMATS));
    const { what, bytes } = damageBytes(rng, FORMATS[format].bytes());
    const file = join(folder, `weights.${format}`);
    writeFileSync(file, bytes);
    return { what: `${format}: ${what}`, check: async () => FORMATS[format].check(file) };
  },
};
