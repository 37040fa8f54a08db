/** Any set to disk in MVTec layout. */
import { join } from 'node:path';
import { DataError, writeFileAtomic } from '../base';
import { loadSharp } from '../base/sharp';
import type { Dataset, Sample } from './dataset';

export interface WriteOptions {
  /** Called after every image. */
  onProgress?: (done: number, total: number) => void;
}

/** What follows category, split and defect in an id; it may hold folders. */
const stemOf = ({ id, category, split, defect }: Sample): string => {
  const start = `${category}/${split}/${defect}/`;
  return id.startsWith(start) ? id.slice(start.length) : id.slice(id.lastIndexOf('/') + 1);
};

/**
 * Writes every sample as an 8-bit RGB PNG, and the mask of every defective one as a grey PNG of 0 and 255:
 * `<category>/train/good`, `<category>/test/<defect>`, `<category>/ground_truth/<defect>/<stem>_mask.png`; what an id has after
 * these becomes the name, with its folders. Files that are
 * there already are replaced, others are left alone; each file is written beside its target and renamed.
 *
 * @throws {DataError} a sample cannot be read, a file cannot be written, or a defective sample has no mask to write.
 *
 * @example
 * ```ts
 * const dataset = borad.proceduralDataset({
 *   seed: 1,
 *   imageSize: 128,
 *   categories: ['bottle', 'screw'],
 *   trainPerCategory: 8,
 *   testGoodPerCategory: 2,
 *   testDefectivePerCategory: 4,
 * });
 * await borad.writeMvtec(dataset, 'data/parts');
 * ```
 */
export async function writeMvtec(dataset: Dataset, dir: string, options: WriteOptions = {}): Promise<void> {
  const unmasked = dataset.samples.find((sample) => sample.unmasked);
  if (unmasked) {
    throw new DataError(
      `writeMvtec: ${unmasked.id} is defective and has no mask, which the layout demands. Add masks, or leave such images out.`,
      { file: unmasked.file },
    );
  }
  let done = 0;
  for (const sample of dataset.samples) {
    const { width, height, pixels, mask } = await dataset.read(sample);
    const stem = stemOf(sample);
    const root = join(dir, sample.category);
    const image = await loadSharp()(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    writeFileAtomic(join(root, sample.split, sample.defect, `${stem}.png`), image);
    if (sample.defect !== 'good') {
      const grey = mask.map((value) => (value ? 255 : 0));
      // One channel of 8 bits: without this sharp writes three.
      const png = await loadSharp()(grey, { raw: { width, height, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer();
      writeFileAtomic(join(root, 'ground_truth', sample.defect, `${stem}_mask.png`), png);
    }
    done++;
    options.onProgress?.(done, dataset.samples.length);
  }
}
