/** Sets on disk in each publisher's layout, with tiny images. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import sharp from 'sharp';

let shade = 0;

/** Every call gives another picture, so that no two files of a tree are copies; of many colours, as a photo. */
function nextPicture(width: number, height: number): Buffer {
  shade++;
  return Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => Math.imul(i * i + shade * 7919 + 1, 2654435761) >>> 24),
  );
}

/**
 * An uncompressed BMP: of 24 bits, or of 8 bits with a palette of greys; rows from the bottom, each filled up to 4
 * bytes.
 */
export function bmp(raw: Buffer, width: number, height: number, channels: 1 | 3): Buffer {
  const colours = channels === 1 ? 256 : 0;
  const pitch = Math.ceil((width * channels) / 4) * 4;
  const begin = 54 + 4 * colours;
  const file = Buffer.alloc(begin + pitch * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(begin, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(8 * channels, 28);
  file.writeUInt32LE(colours, 46);
  for (let i = 0; i < colours; i++) file.fill(i, 54 + 4 * i, 54 + 4 * i + 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Blue first.
      for (let c = 0; c < channels; c++)
        file[begin + (height - 1 - y) * pitch + x * channels + c] = raw[(y * width + x) * channels + channels - 1 - c];
    }
  }
  return file;
}

async function write(file: string, raw: Buffer, width: number, height: number, channels: 1 | 3): Promise<string> {
  mkdirSync(dirname(file), { recursive: true });
  if (extname(file) === '.bmp') {
    writeFileSync(file, bmp(raw, width, height, channels));
    return file;
  }
  const image = sharp(raw, { raw: { width, height, channels } });
  const isJpeg = /\.jpe?g$/i.test(file);
  writeFileSync(file, await (isJpeg ? image.jpeg() : image.png()).toBuffer());
  return file;
}

/** Writes a picture, kind by the name's ending; folders are made. */
export const putImage = (file: string, width = 8, height = 8): Promise<string> =>
  write(file, nextPicture(width, height), width, height, 3);

/** Writes a mask whose upper half has the value. */
export function putMask(file: string, value = 255, width = 8, height = 8): Promise<string> {
  const grey = Buffer.alloc(width * height);
  grey.fill(value, 0, width * Math.floor(height / 2));
  return write(file, grey, width, height, 1);
}

/** Two training images, a good and a scratched test image with its mask for each category. */
export async function mvtecTree(dir: string, categories: string[]): Promise<void> {
  for (const name of categories) {
    for (const image of ['000', '001']) await putImage(join(dir, name, 'train/good', `${image}.png`));
    await putImage(join(dir, name, 'test/good/000.png'));
    await putImage(join(dir, name, 'test/scratch/000.png'));
    await putMask(join(dir, name, 'ground_truth/scratch/000_mask.png'));
  }
}

/** BTAD: 01 and 03 of BMP images, 02 of PNG; masks of 03 are BMP. */
export async function btadTree(dir: string): Promise<void> {
  for (const [name, image, mask] of [
    ['01', 'bmp', 'png'],
    ['02', 'png', 'png'],
    ['03', 'bmp', 'bmp'],
  ]) {
    for (const key of ['0000', '0001']) await putImage(join(dir, name, 'train/ok', `${key}.${image}`), 6, 10);
    await putImage(join(dir, name, 'test/ok', `0002.${image}`), 6, 10);
    await putImage(join(dir, name, 'test/ko', `0003.${image}`), 6, 10);
    await putMask(join(dir, name, 'ground_truth/ko', `0003.${mask}`), 255, 6, 10);
  }
}

/** VisA: two training, one normal and two defective test images of each object; masks hold class numbers. */
export async function visaTree(dir: string, objects = ['candle', 'pcb1']): Promise<void> {
  const lines = ['object,split,label,image,mask'];
  for (const object of objects) {
    const data = `${object}/Data`;
    // The shipped list is in no order.
    for (const [key, split] of [
      ['0002', 'train'],
      ['0000', 'train'],
      ['0001', 'test'],
    ]) {
      const image = `${data}/Images/Normal/${key}.JPG`;
      await putImage(join(dir, image), 12, 8);
      lines.push(`${object},${split},normal,${image},`);
    }
    for (const [i, key] of ['000', '001'].entries()) {
      const image = `${data}/Images/Anomaly/${key}.JPG`;
      const mask = `${data}/Masks/Anomaly/${key}.png`;
      await putImage(join(dir, image), 12, 8);
      await putMask(join(dir, mask), i + 1, 12, 8);
      lines.push(`${object},test,anomaly,${image},${mask}`);
    }
  }
  mkdirSync(join(dir, 'split_csv'), { recursive: true });
  writeFileSync(join(dir, 'split_csv/1cls.csv'), `${lines.join('\n')}\n`);
}

interface RealIadLine {
  category: string;
  anomaly_class: string;
  image_path: string;
  mask_path: string | null;
}

/**
 * Real-IAD: one part to train on, one good and one with a pit to test, each from five sides; the pit shows on sides 1
 * and 2.
 */
export async function realIadTree(dir: string, categories = ['audiojack'], sides = [256]): Promise<void> {
  for (const category of categories) {
    const lines: Record<'train' | 'test', RealIadLine[]> = { train: [], test: [] };
    for (const view of [1, 2, 3, 4, 5]) {
      const ok = (part: string) => `OK/S${part}/${category}_${part}_OK_C${view}_20231021.jpg`;
      const ng = `NG/AK/S0003/${category}_0003_NG_AK_C${view}_20231021`;
      const shows = view <= 2;
      for (const [i, side] of sides.entries()) {
        const root = join(dir, `realiad_${side}`, category);
        for (const path of [ok('0001'), ok('0002'), `${ng}.jpg`]) await putImage(join(root, path), 8 + i, 8 + i);
        if (shows) await putMask(join(root, `${ng}.png`), 255, 8 + i, 8 + i);
      }
      const normal = { category, anomaly_class: 'OK', mask_path: null };
      lines.train.push({ ...normal, image_path: ok('0001') });
      lines.test.push({ ...normal, image_path: ok('0002') });
      lines.test.push(
        shows
          ? { category, anomaly_class: 'AK', image_path: `${ng}.jpg`, mask_path: `${ng}.png` }
          : { ...normal, image_path: `${ng}.jpg` },
      );
    }
    mkdirSync(join(dir, 'realiad_jsons'), { recursive: true });
    writeFileSync(
      join(dir, 'realiad_jsons', `${category}.json`),
      JSON.stringify({ meta: { pre_transform: '', normal_class: 'OK', prefix: `${category}/` }, ...lines }),
    );
  }
}

/** A folder of one's own: `normal` with ten images, `scratch` with two of which the first has a mask. */
export async function plainTree(dir: string): Promise<void> {
  for (let i = 0; i < 10; i++) await putImage(join(dir, 'normal', `photo ${i}.jpg`));
  for (const key of ['a', 'b']) await putImage(join(dir, 'scratch', `${key}.jpg`));
  await putMask(join(dir, 'masks/scratch/a.png'));
}

/** Writes a mask of 8 x 8 pixels that marks some of them. */
function putMarks(file: string, pixels: number[], value = 255): Promise<string> {
  const grey = Buffer.alloc(64);
  for (const pixel of pixels) grey[pixel] = value;
  return write(file, grey, 8, 8, 1);
}

/** MVTec LOCO: one category, whose logical anomaly has two masks. */
export async function locoTree(dir: string, category = 'pushpins'): Promise<void> {
  const at = (path: string) => join(dir, category, path);
  const photos = ['train/good/000', 'train/good/001', 'validation/good/000', 'test/good/000'];
  const defects = ['test/logical_anomalies/000', 'test/structural_anomalies/000'];
  for (const path of [...photos, ...defects]) await putImage(`${at(path)}.png`);
  await putMarks(at('ground_truth/logical_anomalies/000/000.png'), [1]);
  await putMarks(at('ground_truth/logical_anomalies/000/001.png'), [9], 241);
  await putMarks(at('ground_truth/structural_anomalies/000/000.png'), [2, 3]);
  writeFileSync(at('defects_config.json'), '[]');
}

/** MVTec AD 2: one category with a private test. */
export async function ad2Tree(dir: string, category = 'vial'): Promise<void> {
  const at = (path: string) => join(dir, category, path);
  const photos = ['train/good/000_regular', 'train/good/001_regular', 'validation/good/002_regular'];
  const tests = [
    'test_public/good/000_shift_1',
    'test_public/bad/000_overexposed',
    'test_private/000',
    'test_private_mixed/000',
  ];
  for (const path of [...photos, ...tests]) await putImage(`${at(path)}.png`);
  await putMarks(at('test_public/ground_truth/bad/000_overexposed_mask.png'), [5]);
}
