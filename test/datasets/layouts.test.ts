import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../lib/borad/base';
import {
  type Dataset,
  defectAreas,
  findDatasets,
  heldBack,
  imageSizes,
  layoutOf,
  loadImage,
  openDataset,
  writeMvtec,
} from '../../lib/borad/datasets';
import { there } from '../there';
import {
  ad2Tree,
  bmp,
  btadTree,
  locoTree,
  mvtecTree,
  plainTree,
  putImage,
  putMask,
  realIadTree,
  visaTree,
} from './trees';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'borad-layouts-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const procedural = { seed: 1, train: 1, testGood: 1, testDefective: 1 };
const open = (categories: string[] = [], imageSize = 8): Dataset =>
  openDataset(dir, { imageSize, categories, procedural });
const ids = ({ samples }: Dataset) => samples.map(({ id }) => id);

/** The error that opening gives. */
function refusal(categories?: string[]): DataError {
  try {
    open(categories);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  }
  throw new Error('expected an error');
}

/** Rows of the mask that are anomalous: the upper half in these trees. */
async function checkUpperHalf(set: Dataset): Promise<void> {
  for (const sample of set.samples) {
    const { mask } = await set.read(sample);
    const expected = Uint8Array.from({ length: 64 }, (_, i) => Number(sample.defect !== 'good' && i < 32));
    expect(mask, sample.id).toEqual(expected);
  }
}

describe('MVTec AD and MPDD', () => {
  it('are one layout, distinguished by their categories', async () => {
    await mvtecTree(dir, ['bracket_black', 'tubes']);
    expect(layoutOf(dir)).toEqual({ layout: 'mvtec', title: 'MPDD' });
    expect(ids(open(['tubes']))).toEqual([
      'tubes/train/good/000',
      'tubes/train/good/001',
      'tubes/test/good/000',
      'tubes/test/scratch/000',
    ]);
    await checkUpperHalf(open());
    renameSync(join(dir, 'tubes'), join(dir, 'screw'));
    expect(layoutOf(dir).title).toBe('set in the layout of MVTec AD');
    renameSync(join(dir, 'bracket_black'), join(dir, 'metal_nut'));
    expect(layoutOf(dir).title).toBe('MVTec AD');
    expect(layoutOf(join(dir, 'screw')).layout).toBe('mvtec');
  });
});

/** Places that the mask of a sample marks. */
const marked = async (set: Dataset, id: string): Promise<number[]> => {
  const { mask } = await set.read(there(set.samples.find((sample) => sample.id === id)));
  return [...mask.entries()].filter(([, value]) => value === 1).map(([place]) => place);
};
/** Ids of the photos that are kept from training. */
const heldIds = ({ samples }: Dataset, holdOut = 0.5) =>
  [...heldBack(samples, { holdOut, holdOutLeast: 1, holdOutFrom: 'all' })].map(({ id }) => id);

describe('MVTec LOCO', () => {
  it('joins the masks of an image, and keeps its validation split for limits', async () => {
    await locoTree(dir);
    expect(layoutOf(dir)).toEqual({ layout: 'mvtec-loco', title: 'MVTec LOCO' });
    const set = open();
    expect(ids(set)).toEqual([
      'pushpins/train/good/000',
      'pushpins/train/good/001',
      'pushpins/train/good/validation/000',
      'pushpins/test/good/000',
      'pushpins/test/logical_anomalies/000',
      'pushpins/test/structural_anomalies/000',
    ]);
    expect(await marked(set, 'pushpins/test/logical_anomalies/000')).toEqual([1, 9]);
    expect(await marked(set, 'pushpins/test/structural_anomalies/000')).toEqual([2, 3]);
    expect(heldIds(set)).toEqual(['pushpins/train/good/validation/000']);
    expect(heldIds(set, 0)).toEqual(['pushpins/train/good/validation/000']);
    expect(there(set.notes).join(' ')).toMatch(/not the sPRO.*1 image set limits/);
    expect(layoutOf(join(dir, 'pushpins')).layout).toBe('mvtec-loco');
  });

  it('says which image has no masks, or masks of several sizes', async () => {
    await locoTree(dir);
    const folder = join(dir, 'pushpins/ground_truth/logical_anomalies/000');
    await putMask(join(folder, '002.png'), 255, 4, 4);
    const sample = there(open().samples.find(({ defect }) => defect === 'logical_anomalies'));
    await expect(open().read(sample)).rejects.toThrow(/002.png is 4 x 4, its image 8 x 8/);
    rmSync(folder, { recursive: true });
    expect(open().samples.find(({ id }) => id === sample.id)?.unmasked).toBe(true);
    mkdirSync(folder);
    await expect(open().read(sample)).rejects.toThrow(/holds no mask/);
  });
});

describe('MVTec AD 2', () => {
  it('reads the public test, and leaves out what has no labels', async () => {
    await ad2Tree(dir);
    expect(layoutOf(dir)).toEqual({ layout: 'mvtec-ad-2', title: 'MVTec AD 2' });
    const set = open();
    expect(ids(set)).toEqual([
      'vial/train/good/000_regular',
      'vial/train/good/001_regular',
      'vial/train/good/validation/002_regular',
      'vial/test/good/000_shift_1',
      'vial/test/bad/000_overexposed',
    ]);
    expect(await marked(set, 'vial/test/bad/000_overexposed')).toEqual([5]);
    expect(heldIds(set)).toEqual(['vial/train/good/validation/002_regular']);
    expect(there(set.notes).join(' ')).toMatch(/vial\/test_private\/: 1 image left out.*vial\/test_private_mixed\//);
  });
});

describe('BTAD', () => {
  it('has ok for good, masks named as their images, and BMP', async () => {
    await btadTree(dir);
    expect(layoutOf(dir)).toEqual({ layout: 'btad', title: 'BTAD' });
    const set = open();
    expect(set.categories).toEqual(['01', '02', '03']);
    expect(ids(open(['03']))).toEqual([
      '03/train/good/0000',
      '03/train/good/0001',
      '03/test/good/0002',
      '03/test/ko/0003',
    ]);
    await checkUpperHalf(set);
    expect(await imageSizes(set)).toEqual(
      ['01', '02', '03'].map((category) => ({ category, width: 6, height: 10, images: 4 })),
    );
  });

  it('reads a BMP as the same picture in PNG, of any width, with and without a palette', async () => {
    for (const channels of [1, 3] as const) {
      for (const width of [5, 6, 7, 8]) {
        const raw = Buffer.from(Array.from({ length: width * 4 * channels }, (_, i) => (i * 53) % 256));
        const [file, same] = [join(dir, 'a.bmp'), join(dir, 'a.png')];
        writeFileSync(file, bmp(raw, width, 4, channels));
        writeFileSync(
          same,
          await sharp(raw, { raw: { width, height: 4, channels } })
            .png()
            .toBuffer(),
        );
        expect(await loadImage(file, 9), `${width} x ${channels}`).toEqual(await loadImage(same, 9));
      }
    }
  });

  it('refuses a BMP that is cut short or that it would read wrongly', async () => {
    const file = join(dir, 'a.bmp');
    const whole = bmp(Buffer.alloc(48, 7), 4, 4, 3);
    const refused = async (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(whole);
      change(bytes);
      writeFileSync(file, bytes);
      return loadImage(file, 4).then(
        () => 'nothing',
        (error: Error) => error.message,
      );
    };
    expect(await refused(() => {})).toBe('nothing');
    expect(await refused((bytes) => bytes.writeUInt32LE(1, 30))).toMatch(
      /a\.bmp: .*compression 1; only uncompressed ones of .* are read/,
    );
    expect(await refused((bytes) => bytes.writeUInt32LE(58, 10))).toMatch(/begin at byte 58, expected 54/);
    expect(await refused((bytes) => bytes.write('no'))).toMatch(
      /Cannot read the image .*a\.bmp: .*unsupported image format/,
    );
    writeFileSync(file, whole.subarray(0, 80));
    await expect(loadImage(file, 4)).rejects.toThrow(/Cannot read the image .*a\.bmp/);
  });

  it('says what is missing in its own words', async () => {
    await btadTree(dir);
    rmSync(join(dir, '02/ground_truth/ko/0003.png'));
    expect(open().notes).toEqual([expect.stringMatching(/^02: 1 of 1 defective images have no mask.*0003\.png/)]);
    rmSync(join(dir, '03/train/ok'), { recursive: true });
    expect(refusal(['03']).message).toMatch(/03 has no folder train\/ok/);
  });
});

describe('VisA', () => {
  it('takes categories, split and masks from its list', async () => {
    await visaTree(dir);
    expect(layoutOf(dir)).toEqual({ layout: 'visa', title: 'VisA' });
    const set = open();
    expect(set.categories).toEqual(['candle', 'pcb1']);
    expect(ids(open(['candle']))).toEqual([
      'candle/train/good/0000',
      'candle/train/good/0002',
      'candle/test/good/0001',
      'candle/test/anomaly/000',
      'candle/test/anomaly/001',
    ]);
    expect(set.samples[0].file).toBe(join(dir, 'candle/Data/Images/Normal/0000.JPG'));
    await checkUpperHalf(set);
    expect(() => open(['nut'])).toThrow(OptionError);
  });

  it('names the line of the list that does not fit the disk', async () => {
    await visaTree(dir, ['candle']);
    const list = join(dir, 'split_csv/1cls.csv');
    const lines = readFileSync(list, 'utf8').trim().split('\n');
    const refusalOf = (changed: string[]) => {
      writeFileSync(list, changed.join('\n'));
      return refusal().message;
    };
    expect(refusalOf([...lines, lines[1]])).toMatch(/1cls\.csv, line 7, lists .*0002\.JPG again, after .*line 2,/);
    expect(refusalOf(lines.map((line) => line.replace('0000', '9999')))).toMatch(/9999\.JPG is missing.*line 3,/);
    for (const change of [
      (line: string) => line.replace(/,candle\/Data\/Masks.*/, ','),
      (line: string) => line.replace('Masks/Anomaly/000', 'Masks/none').replace('Masks/Anomaly/001', 'Masks/none'),
    ]) {
      writeFileSync(list, lines.map(change).join('\n'));
      expect(open().samples.filter(({ unmasked }) => unmasked)).toHaveLength(2);
      expect(open().notes).toEqual([expect.stringMatching(/^candle: 2 of 2 defective images have no mask/)]);
    }
    expect(refusalOf(lines.map((line) => line.replace('test,anomaly', 'train,anomaly')))).toMatch(
      /lists the defective image .* for training/,
    );
    expect(refusalOf(lines.map((line) => line.replace('test,normal', 'validation,normal')))).toMatch(
      /line 4, reads .*"validation".*Expected an object, train or test/,
    );
    expect(refusalOf(lines.map((line) => line.replace('label', 'kind')))).toMatch(/columns object, split, kind/);
    expect(refusalOf([lines[0], '"'])).toMatch(/not a table of comma-separated values/);
    expect(refusalOf([...lines, 'nut,train,normal,nut/Data/Images/Normal/0.JPG,'])).toMatch(
      /nut is missing.*whole set/,
    );
    rmSync(join(dir, 'split_csv'), { recursive: true });
    expect(refusal().message).toMatch(/Cannot read .*1cls\.csv/);
  });
});

describe('Real-IAD', () => {
  it('takes five views, kinds and masks from its lists; a view that shows no defect is good', async () => {
    await realIadTree(dir, ['audiojack', 'zipper']);
    expect(layoutOf(dir)).toEqual({ layout: 'real-iad', title: 'Real-IAD' });
    const set = open();
    expect(set.categories).toEqual(['audiojack', 'zipper']);
    const own = open(['audiojack']).samples;
    expect(own.map(({ split, defect, view }) => `${split} ${defect} ${view}`)).toEqual([
      ...[1, 2, 3, 4, 5].map((view) => `train good ${view}`),
      // Views 3 to 5 of the defective part, then the good part.
      ...[3, 4, 5, 1, 2, 3, 4, 5].map((view) => `test good ${view}`),
      'test AK 1',
      'test AK 2',
    ]);
    expect(own[0].id).toBe('audiojack/train/good/OK-S0001-audiojack_0001_OK_C1_20231021');
    expect(own[0].file).toBe(join(dir, 'realiad_256/audiojack/OK/S0001/audiojack_0001_OK_C1_20231021.jpg'));
    expect(new Set(ids(set)).size).toBe(30);
    await checkUpperHalf(set);
  });

  it('reads the smallest images that are large enough, else the largest', async () => {
    await realIadTree(dir, ['audiojack'], [1024, 256, 512]);
    mkdirSync(join(dir, 'realiad_jsons_sv'));
    const used = (imageSize: number) =>
      open([], imageSize)
        .samples[0].file?.slice(dir.length + 1)
        .split('/')[0];
    expect([224, 256, 257, 512, 1024, 4096].map(used)).toEqual([
      'realiad_256',
      'realiad_256',
      'realiad_512',
      'realiad_512',
      'realiad_1024',
      'realiad_1024',
    ]);
    renameSync(join(dir, 'realiad_256'), join(dir, 'realiad_raw'));
    expect(used(4096)).toBe('realiad_raw');
    // The archive of lists unpacked into a folder of its own name.
    renameSync(join(dir, 'realiad_jsons'), join(dir, 'moved'));
    mkdirSync(join(dir, 'realiad_jsons'));
    renameSync(join(dir, 'moved'), join(dir, 'realiad_jsons/realiad_jsons'));
    expect(open().samples).toHaveLength(15);
  });

  it('says what is missing', async () => {
    await realIadTree(dir, ['audiojack', 'zipper']);
    rmSync(join(dir, 'realiad_256/zipper'), { recursive: true });
    expect(refusal().message).toMatch(/zipper\/? is missing.*Unpack this category/);
    expect(open(['audiojack']).samples).toHaveLength(15);
    const list = join(dir, 'realiad_jsons/audiojack.json');
    const text = readFileSync(list, 'utf8');
    writeFileSync(list, text.replaceAll('"image_path"', '"path"'));
    expect(refusal().message).toMatch(/audiojack\.json is not a list of Real-IAD: train\.0\.image_path/);
    writeFileSync(list, text.replace('_C2_20231021.png', '_C9_20231021.png'));
    expect(open(['audiojack']).notes).toContainEqual(expect.stringMatching(/1 of 2 defective images have no mask/));
    writeFileSync(list, '{');
    expect(refusal().message).toMatch(/not valid JSON/);
    rmSync(join(dir, 'realiad_jsons'), { recursive: true });
    expect(refusal().message).toMatch(/realiad_jsons holds no lists/);
    rmSync(join(dir, 'realiad_256'), { recursive: true });
    mkdirSync(join(dir, 'realiad_jsons'));
    expect(refusal().message).toMatch(/holds no images of Real-IAD/);
  });
});

describe('a folder of one’s own', () => {
  it('holds out every fifth normal image and knows which defects lack a mask', async () => {
    await plainTree(dir);
    const name = basename(dir);
    expect(layoutOf(dir)).toEqual({ layout: 'plain', title: 'folder of images' });
    const set = open();
    expect(set.categories).toEqual([name]);
    const own = (split: string, defect: string) =>
      set.samples.filter((s) => s.split === split && s.defect === defect).map(({ id }) => id.split('/').at(-1));
    expect(own('train', 'good')).toEqual([0, 1, 2, 3, 5, 6, 7, 8].map((i) => `photo ${i}`));
    expect(own('test', 'good')).toEqual(['photo 4', 'photo 9']);
    expect(own('test', 'scratch')).toEqual(['a', 'b']);
    expect(set.samples.filter(({ unmasked }) => unmasked).map(({ id }) => id)).toEqual([`${name}/test/scratch/b`]);
    expect((await set.read(there(set.samples.at(-2)))).mask.some((value) => value === 1)).toBe(true);
    expect((await defectAreas(set)).map(({ sample }) => sample.id)).toEqual([`${name}/test/scratch/a`]);
    await expect(writeMvtec(set, join(dir, 'copy'))).rejects.toThrow(/scratch\/b is defective and has no mask/);
  });

  it('takes a mask beside its image, and such a name without an image for an image', async () => {
    await plainTree(dir);
    await putMask(join(dir, 'scratch/b_mask.png'));
    await putImage(join(dir, 'scratch/gas_mask.jpg'));
    const set = open();
    const scratched = set.samples.filter(({ defect }) => defect === 'scratch');
    expect(scratched.map(({ id, unmasked }) => [id.split('/').at(-1), unmasked ?? false])).toEqual([
      ['a', false],
      ['b', false],
      ['gas_mask', true],
    ]);
  });

  it('obeys train and test, and may hold categories', async () => {
    for (const category of ['lid', 'nut']) {
      for (const i of [0, 1, 2, 3, 4, 5]) await putImage(join(dir, category, 'train/normal', `${i}.png`));
      await putImage(join(dir, category, 'test/normal/0.png'));
      await putImage(join(dir, category, 'test/dent/0.png'));
      await putMask(join(dir, category, 'masks/dent/0_mask.png'));
    }
    const set = open();
    expect(set.categories).toEqual(['lid', 'nut']);
    expect(ids(open(['nut'])).slice(5)).toEqual(['nut/train/good/5', 'nut/test/good/0', 'nut/test/dent/0']);
    await checkUpperHalf(set);
  });

  it('may hold normal images only, and not none', async () => {
    for (const i of [0, 1, 2]) await putImage(join(dir, 'normal', `${i}.png`));
    expect(open().samples.map(({ split, defect }) => `${split} ${defect}`)).toEqual(Array(3).fill('train good'));
    rmSync(join(dir, 'normal'), { recursive: true });
    mkdirSync(join(dir, 'normal'));
    expect(refusal().message).toMatch(/normal is empty.*no normal images to train on/);
  });
});

describe('a folder in no known layout', () => {
  it('gets an error that says what it holds and what is expected', async () => {
    await putImage(join(dir, 'photo.png'));
    const { message, file } = refusal();
    expect(file).toBe(dir);
    expect(message).toMatch(/it holds photo\.png\./);
    for (const part of ['train/good', 'train/ok', '1cls.csv', 'realiad_256', 'normal']) expect(message).toContain(part);
    expect(() => layoutOf(join(dir, 'photo.png'))).toThrow(/photo\.png is not a folder/);
  });

  it('gets an error that says which folder inside was meant', async () => {
    await btadTree(join(dir, 'BTech_Dataset_transformed'));
    mkdirSync(join(dir, 'readme'));
    expect(refusal().message).toContain(`Did you mean ${join(dir, 'BTech_Dataset_transformed')}?`);
  });

  it('stands beside sets of every layout in the data folder', async () => {
    await mvtecTree(join(dir, 'mvtec'), ['bottle']);
    await btadTree(join(dir, 'btad'));
    await visaTree(join(dir, 'visa'));
    await realIadTree(join(dir, 'real-iad'));
    await plainTree(join(dir, 'own'));
    mkdirSync(join(dir, 'empty'));
    const found = findDatasets(dir);
    expect(found.map(({ name, categories, images }) => `${name} ${categories} ${images}`)).toEqual([
      'btad 3 12',
      'empty 0 0',
      'mvtec 1 4',
      'own 1 12',
      'real-iad 1 15',
      'visa 2 10',
    ]);
    expect(found[1].problem).toMatch(/^.*holds nothing\. Expected one of the layouts of data\/README\.md\.$/);
  });
});
