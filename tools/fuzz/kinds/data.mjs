/** A damaged data folder: the samples that are there, or an error. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { damageBytes, few } from '../damage.mjs';
import { borad, sharp } from '../library.mjs';
import { noise } from '../pictures.mjs';
import { entriesOf, putOdd } from '../tree.mjs';
import { expectRight } from '../verdict.mjs';

/** @typedef {import('../library.mjs').Rng} Rng */
/** @typedef {(rng: Rng) => Promise<Buffer>} Picture */
/** @typedef {Record<string, (rng: Rng, dir: string) => unknown>} Damages */
/** @typedef {import('borad/datasets').Dataset & { notes?: readonly string[] }} Dataset */

const SIZE = 24;

/** @type {Picture} */
const photo = (rng) =>
  sharp(noise(rng, SIZE, SIZE), { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .png()
    .toBuffer();

/**
 * @param {Rng} rng
 * @returns {Promise<Buffer>}
 */
function maskPicture(rng) {
  const values = Buffer.alloc(SIZE * SIZE);
  const at = rng.int(12);
  for (let y = at; y < at + 6; y++) values.fill(255, y * SIZE + at, y * SIZE + at + 6);
  return sharp(values, { raw: { width: SIZE, height: SIZE, channels: 1 } })
    .png()
    .toBuffer();
}

/** @type {(path: string, make: Picture) => [path: string, make: Picture]} */
const made = (path, make) => [path, make];

/**
 * Pictures and masks of a set by layout: paths, and what makes each.
 *
 * @param {string} layout
 * @returns {[path: string, make: Picture][]}
 */
function files(layout) {
  const two = ['0', '1'];
  if (layout === 'plain')
    return [
      ...['0', '1', '2', '3'].map((i) => made(`normal/n${i}.png`, photo)),
      ...two.map((i) => made(`crack/c${i}.png`, photo)),
    ];
  if (layout === 'plain with masks')
    return [...files('plain'), ...two.map((i) => made(`ground_truth/crack/c${i}.png`, maskPicture))];
  return ['part', 'tile'].flatMap((category) => [
    ...['0', '1', '2'].map((i) => made(`${category}/train/good/00${i}.png`, photo)),
    ...two.map((i) => made(`${category}/test/good/00${i}.png`, photo)),
    ...two.map((i) => made(`${category}/test/scratch/00${i}.png`, photo)),
    ...two.map((i) => made(`${category}/ground_truth/scratch/00${i}_mask.png`, maskPicture)),
  ]);
}

const LAYOUTS = ['mvtec', 'mvtec', 'plain', 'plain with masks'];

/** @type {(path: string, kind: 'isFile' | 'isDirectory') => boolean} */
const isKind = (path, kind) => lstatSync(path)[kind]();
/** Every picture, or every folder, under a folder, as paths. */
const pictures = (/** @type {string} */ dir) =>
  entriesOf(dir).filter((path) => /\.\w+$/.test(path) && isKind(join(dir, path), 'isFile'));
const folders = (/** @type {string} */ dir) => entriesOf(dir).filter((path) => isKind(join(dir, path), 'isDirectory'));
const somePicture = (/** @type {Rng} */ rng, /** @type {string} */ dir) => join(dir, rng.pick(pictures(dir)));

/**
 * @param {string} dir
 * @param {string} path
 * @param {string} name
 */
function renamed(dir, path, name) {
  const target = join(dir, dirname(path), name);
  if (!existsSync(target)) renameSync(join(dir, path), target);
}

const NAMES = [
  'ok',
  'good',
  'Good',
  'normal',
  'Normal',
  'mask',
  'masks',
  'Masks',
  'ground_truth',
  'train',
  'test',
  'defect',
  '..x',
  'é',
  'a b',
  'x'.repeat(80),
];

/**
 * Damage that the samples of a set must not depend on.
 *
 * @type {Damages}
 */
const HARMLESS = {
  'files of the system'(rng, dir) {
    const place = join(dir, rng.pick(['.', ...folders(dir)]));
    writeFileSync(join(place, rng.pick(['.DS_Store', 'Thumbs.db', 'desktop.ini', '._000.png'])), 'x');
  },
  'what a zip leaves'(rng, dir) {
    const inner = rng.pick(folders(dir));
    mkdirSync(join(dir, '__MACOSX', inner), { recursive: true });
    writeFileSync(join(dir, '__MACOSX', inner, '._000.png'), 'x');
  },
  'a text beside the pictures'(rng, dir) {
    writeFileSync(
      join(dir, rng.pick(['.', ...folders(dir)]), rng.pick(['readme.txt', 'license.txt', 'notes.md'])),
      'words',
    );
  },
  'nothing at all'() {},
};

/** @type {Damages} */
const HARMFUL = {
  'a folder renamed': (rng, dir) => renamed(dir, rng.pick(folders(dir)), rng.pick(NAMES)),
  'a folder in capitals'(rng, dir) {
    const path = rng.pick(folders(dir));
    renamed(
      dir,
      path,
      rng.pick([basename(path).toUpperCase(), basename(path)[0].toUpperCase() + basename(path).slice(1)]),
    );
  },
  'a folder gone': (rng, dir) => rmSync(join(dir, rng.pick(folders(dir))), { recursive: true }),
  'a folder emptied'(rng, dir) {
    const path = join(dir, rng.pick(folders(dir)));
    for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
  },
  'a folder nested'(rng, dir) {
    const path = join(dir, rng.pick(folders(dir)));
    renameSync(path, `${path}.moving`);
    mkdirSync(path);
    renameSync(`${path}.moving`, join(path, basename(path)));
  },
  'a folder twice'(rng, dir) {
    const path = rng.pick(folders(dir));
    const copy = join(dir, dirname(path), rng.pick(NAMES));
    if (!existsSync(copy)) cpSync(join(dir, path), copy, { recursive: true });
  },
  'a file gone': (rng, dir) => rmSync(somePicture(rng, dir)),
  'a file damaged'(rng, dir) {
    const file = somePicture(rng, dir);
    writeFileSync(file, damageBytes(rng, readFileSync(file)).bytes);
  },
  'a file emptied': (rng, dir) => writeFileSync(somePicture(rng, dir), ''),
  'a file renamed'(rng, dir) {
    const path = rng.pick(pictures(dir));
    const stem = basename(path).replace(/\.\w+$/, '');
    renamed(
      dir,
      path,
      rng.pick([
        `${stem}_Mask.png`,
        `mask_${stem}.png`,
        `${stem}.bmp`,
        `${stem}.jpg`,
        `${stem}.PNG`,
        `${stem}.txt`,
        `${stem}`,
        `${stem} (1).png`,
      ]),
    );
  },
  'a stem twice'(rng, dir) {
    const path = somePicture(rng, dir);
    cpSync(path, path.replace(/\.\w+$/, rng.pick(['.jpg', '.bmp', '.PNG', '.tiff'])));
  },
  'files swapped'(rng, dir) {
    const [one, other] = [somePicture(rng, dir), somePicture(rng, dir)];
    if (one === other) return;
    renameSync(one, `${one}.moving`);
    renameSync(other, one);
    renameSync(`${one}.moving`, other);
  },
  'a file moved up'(rng, dir) {
    const path = rng.pick(pictures(dir));
    const target = join(dir, dirname(dirname(path)), basename(path));
    if (!existsSync(target)) renameSync(join(dir, path), target);
  },
  'a picture of another size'(rng, dir) {
    const file = somePicture(rng, dir);
    return sharp(noise(rng, 9, 13), { raw: { width: 9, height: 13, channels: 3 } })
      .png()
      .toFile(file);
  },
  'something odd in place of a file': (rng, dir) => putOdd(rng, somePicture(rng, dir)),
  'something odd in place of a folder': (rng, dir) => putOdd(rng, join(dir, rng.pick(folders(dir)))),
  'something odd beside': (rng, dir) => putOdd(rng, join(dir, rng.pick(['.', ...folders(dir)]), 'zz.png')),
  'a folder more'(rng, dir) {
    mkdirSync(join(dir, rng.pick(['.', ...folders(dir)]), rng.pick(NAMES)), { recursive: true });
  },
};

const settings = { ...borad.resolveConfig().data, imageSize: SIZE };
const open = (/** @type {string} */ dir) => borad.openDataset(dir, settings);

/**
 * What each sample is, in the order of the set.
 *
 * @type {(set: Dataset, dir: string) => string[]}
 */
const listed = (set, dir) =>
  set.samples.map(({ category, split, defect, id, file, unmasked }) =>
    [category, split, defect, id, relative(dir, String(file)), unmasked ?? false].join(' | '),
  );

/**
 * What each picture is by its content, `photo` or `mask`, wherever it comes to lie.
 *
 * @param {string} dir
 */
function picturesByContent(dir) {
  const hash = (/** @type {string} */ path) => createHash('sha256').update(readFileSync(path)).digest('hex');
  const known = new Map(
    pictures(dir).map((path) => [hash(join(dir, path)), /ground_truth/.test(path) ? 'mask' : 'photo']),
  );
  return (/** @type {string} */ path) => known.get(hash(path));
}

/**
 * Photos that are there and no sample, hidden ones and those in folders of masks apart, and masks that are samples: each of them
 * has to be told.
 *
 * @param {Dataset} set
 * @param {string} dir
 * @param {(path: string) => string | undefined} contentOf
 */
function surprises(set, dir, contentOf) {
  const files = new Set(set.samples.map(({ file }) => String(file)));
  const left = pictures(dir).filter(
    (path) =>
      /\.(png|jpg|bmp|tiff)$/i.test(path) &&
      contentOf(join(dir, path)) === 'photo' &&
      !/(^|\/)(\.|(masks?|ground_truth)\/)/i.test(path) &&
      !files.has(join(dir, path)),
  );
  const masks = [...files].filter((file) => contentOf(file) === 'mask');
  return [
    ...left.map((path) => `${path} is left out`),
    ...masks.map((path) => `${path} is a mask and taken for a photo`),
  ];
}

/**
 * Reads a set and holds it to what every set promises.
 *
 * @param {string} dir
 */
async function checkSet(dir) {
  const set = open(dir);
  expectRight(set.samples.length > 0, 'a set without samples');
  const ids = new Set(set.samples.map(({ id }) => id));
  expectRight(ids.size === set.samples.length, 'an id twice');
  expectRight(new Set(set.samples.map(({ file }) => file)).size === set.samples.length, 'a file twice');
  for (const sample of set.samples) {
    expectRight(set.categories.includes(sample.category), `the category ${sample.category} is not listed`);
    expectRight(!/__MACOSX/.test(relative(dir, String(sample.file))), `${sample.file} is taken for a photo`);
    let decoded;
    try {
      decoded = await set.read(sample);
    } catch (error) {
      if (!(error instanceof borad.BoradError)) throw error;
      continue;
    }
    const { pixels, mask } = decoded;
    expectRight(pixels.length === SIZE * SIZE * 3 && mask.length === SIZE * SIZE, `${sample.id} has another size`);
    const marked = mask.reduce((sum, value) => sum + value, 0);
    expectRight(
      mask.every((value) => value <= 1),
      `the mask of ${sample.id} has other values than 0 and 1`,
    );
    if (sample.defect === 'good' || sample.unmasked)
      expectRight(marked === 0, `${sample.id} has ${marked} marked pixels`);
  }
  return set;
}

/** @type {import('./index.mjs').Kind} */
export const data = {
  share: 25,
  async build(rng, folder) {
    const layout = rng.pick(LAYOUTS);
    for (const [path, make] of files(layout)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), await make(rng));
    }
    const truth = listed(open(folder), folder);
    const contentOf = picturesByContent(folder);
    const harmless = rng.chance(0.2);
    const damages = harmless ? HARMLESS : HARMFUL;
    /** @type {string[]} */
    const whats = [];
    for (let i = few(rng, 1, 3); i > 0; i--) {
      if (!folders(folder).length || !pictures(folder).length) break;
      const what = rng.pick(Object.keys(damages));
      const more = await damages[what](rng, folder);
      whats.push(typeof more === 'string' ? `${what} (${more})` : what);
    }
    return {
      what: `${layout}: ${whats.join(', ')}`,
      harmless,
      async check() {
        if (harmless) {
          const found = listed(open(folder), folder);
          expectRight(
            found.join('\n') === truth.join('\n'),
            `other samples:\n${found.filter((line) => !truth.includes(line)).join('\n')}`,
          );
        }
        // A check collects problems and throws only where nothing can be opened.
        let refusal;
        /** @type {readonly unknown[]} */
        let told = [];
        try {
          const { notes, problems } = await borad.checkDataset(folder);
          told = [...notes, ...problems];
        } catch (error) {
          if (!(error instanceof borad.BoradError)) throw error;
          refusal = error;
        }
        const set = await checkSet(folder);
        const untold = told.length + (set.notes?.length ?? 0) ? [] : surprises(set, folder, contentOf);
        expectRight(untold.length === 0, `without a word: ${untold.join(', ')}`);
        if (refusal && harmless) throw refusal;
      },
      command: ['data', 'check', folder],
    };
  },
};
