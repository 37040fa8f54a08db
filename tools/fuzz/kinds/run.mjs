/** A damaged run folder: the same score as before, or an error. */
import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { damageBytes, damageJson, few } from '../damage.mjs';
import { borad, loadDetector } from '../library.mjs';
import { noise } from '../pictures.mjs';
import { putOdd } from '../tree.mjs';
import { expectRight } from '../verdict.mjs';

/** @typedef {import('../library.mjs').Rng} Rng */
/** @typedef {Record<string, { shape: readonly number[], data: ArrayLike<number> }>} Tensors */

const bin = fileURLToPath(new URL('../../../lib/borad/bin/borad.js', import.meta.url));
const SIZE = 64;
const FILES = ['run.json', 'weights.safetensors', 'history.json'];
const TRAINING = [
  ...['--data', 'procedural', '--set', `data.imageSize=${SIZE}`, '--set', 'data.categories=["bottle"]'],
  ...['--set', 'data.procedural.train=4', '--set', 'model.widths=[8,8,8]', '--set', 'teacher.pooling=1'],
  ...['--set', 'training.steps=2', '--set', 'training.batchSize=2'],
];

/** The image that is scored, [1, 64, 64, 3]. */
const picture = () => Float32Array.from(noise(borad.createRng(1), SIZE, SIZE));

/** @param {string} folder */
async function score(folder) {
  // A damaged run is not seen again.
  const { detector } = await loadDetector(folder, { graphCache: false });
  try {
    const { scores, maps } = await detector.detect(picture(), 1);
    return {
      score: scores[0],
      map: Buffer.from(maps.buffer.slice(maps.byteOffset, maps.byteOffset + maps.byteLength)),
    };
  } finally {
    detector.dispose();
  }
}

/**
 * Changes to tensors, each in a file that is whole.
 *
 * @type {Record<string, (rng: Rng, tensors: Tensors, name: string) => void>}
 */
const TENSORS = {
  'a tensor renamed'(rng, tensors, name) {
    tensors[rng.pick(['constructor', `${name}x`, 'extra'])] = tensors[name];
    delete tensors[name];
  },
  'a tensor gone'(_, tensors, name) {
    delete tensors[name];
  },
  'a tensor more'(_, tensors) {
    tensors.extra = { shape: [1], data: Float32Array.of(1) };
  },
  'tensors swapped'(rng, tensors, name) {
    const other = rng.pick(Object.keys(tensors));
    [tensors[name], tensors[other]] = [tensors[other], tensors[name]];
  },
  'a tensor of another shape'(_, tensors, name) {
    tensors[name] = { ...tensors[name], shape: [tensors[name].data.length] };
  },
  'a number changed'(rng, tensors, name) {
    const data = Float32Array.from(tensors[name].data);
    if (data.length) data[rng.int(data.length)] = rng.pick([Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 1e38]);
    tensors[name] = { ...tensors[name], data };
  },
};

/**
 * @param {Rng} rng
 * @param {string} folder
 */
function damageTensors(rng, folder) {
  const file = join(folder, 'weights.safetensors');
  const { tensors, metadata } = borad.base.readSafetensors(file);
  const copy = { ...tensors };
  const name = rng.pick(Object.keys(copy));
  const what = rng.pick(Object.keys(TENSORS));
  TENSORS[what](rng, copy, name);
  borad.base.writeSafetensors(file, copy, metadata);
  return `${what}: ${name}`;
}

/**
 * @param {Rng} rng
 * @param {string} folder
 */
function damageFile(rng, folder) {
  const name = rng.pick(FILES);
  const { what, bytes } = damageBytes(rng, readFileSync(join(folder, name)));
  writeFileSync(join(folder, name), bytes);
  return `${name}: ${what}`;
}

/**
 * @param {Rng} rng
 * @param {string} folder
 */
function damageRecord(rng, folder) {
  const name = rng.chance(0.8) ? 'run.json' : 'history.json';
  const { what, value } = damageJson(rng, JSON.parse(readFileSync(join(folder, name), 'utf8')));
  writeFileSync(join(folder, name), JSON.stringify(value) ?? '');
  return `${name}: ${what}`;
}

/**
 * @param {Rng} rng
 * @param {string} folder
 */
function damagePlaces(rng, folder) {
  const [name, other] = [rng.pick(FILES), rng.pick(FILES)];
  const kind = rng.int(3);
  if (kind === 0) {
    rmSync(join(folder, name));
    return `${name} gone`;
  }
  if (kind === 1) return `${putOdd(rng, join(folder, name))} in place of ${name}`;
  if (name !== other) {
    renameSync(join(folder, name), join(folder, 'moving'));
    renameSync(join(folder, other), join(folder, name));
    renameSync(join(folder, 'moving'), join(folder, other));
  }
  return `${name} and ${other} swapped`;
}

/**
 * What a run must not depend on.
 *
 * @param {Rng} rng
 * @param {string} folder
 */
function addHarmless(rng, folder) {
  const name = rng.pick(['.DS_Store', 'notes.txt', 'run.json.1234', 'weights.safetensors.99', 'maps.png']);
  writeFileSync(join(folder, name), 'x');
  return `${name} beside`;
}

/** What the intact run gives, once `warmUp` has scored it. */
let expected = { score: Number.NaN, map: Buffer.alloc(0) };

/** @type {import('./index.mjs').Kind} */
export const run = {
  share: 20,
  /** Trains the run that is damaged, once. */
  async prepare(folder) {
    const { status, stderr } = spawnSync(process.execPath, [bin, 'train', ...TRAINING, '--out', join(folder, 'run')], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The run to damage cannot be trained: ${stderr}`);
  },
  /** Scores the intact run, which also loads backend and teacher. */
  async warmUp(intact) {
    expected = await score(join(intact, 'run'));
  },
  async build(rng, folder, intact) {
    cpSync(join(intact, 'run'), folder, { recursive: true });
    const harmless = rng.chance(0.1);
    const kinds = harmless ? [addHarmless] : [damageFile, damageRecord, damageRecord, damageTensors, damagePlaces];
    /** @type {string[]} */
    const whats = [];
    for (let i = harmless ? 1 : few(rng, 1, 2); i > 0; i--) {
      if (FILES.every((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile())) {
        try {
          whats.push(rng.pick(kinds)(rng, folder));
        } catch {
          // What is broken already cannot always be broken further.
        }
      }
    }
    return {
      what: whats.join(', '),
      harmless,
      async check() {
        const found = await score(folder);
        const isSame = found.score === expected.score && found.map.equals(expected.map);
        expectRight(isSame, `score ${found.score}, was ${expected.score}`);
      },
      command: ['evaluate', '--run', folder, '--data', 'procedural'],
    };
  },
};
