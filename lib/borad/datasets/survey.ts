/** What a data set holds: counts by category, split and defect; sizes of the files; areas of the defects. */
import { DataError, sidesOf } from '../base';
import type { Dataset, Sample } from './dataset';
import { sizeOfPicture } from './openImage';

/** Images of one category by split and defect. */
export interface CategoryCounts {
  category: string;
  train: number;
  testGood: number;
  testDefective: number;
  /** In the order of the samples. */
  defects: { defect: string; images: number }[];
}

/** Counts by category, in the set's order. Nothing is decoded. */
export function countSamples(dataset: Pick<Dataset, 'categories' | 'samples'>): CategoryCounts[] {
  return dataset.categories.map((category) => {
    const counts: CategoryCounts = { category, train: 0, testGood: 0, testDefective: 0, defects: [] };
    for (const sample of dataset.samples) {
      if (sample.category !== category) continue;
      if (sample.split === 'train') counts.train++;
      else if (sample.defect === 'good') counts.testGood++;
      else {
        counts.testDefective++;
        const known = counts.defects.find(({ defect }) => defect === sample.defect);
        if (known) known.images++;
        else counts.defects.push({ defect: sample.defect, images: 1 });
      }
    }
    return counts;
  });
}

/** How many images of a category have one size in the file. */
export interface SizeCount {
  category: string;
  /** Pixels, after EXIF rotation. */
  width: number;
  height: number;
  images: number;
}

/**
 * Sizes of the images before they get the model's size, most frequent first within a category; only the headers of files are
 * read. A set that is rendered has the one size it is rendered at.
 *
 * @throws {DataError} a file's header can't be read.
 */
export async function imageSizes(dataset: Dataset, samples: Sample[] = dataset.samples): Promise<SizeCount[]> {
  const counts = new Map<string, SizeCount>();
  for (const { category, file } of samples) {
    const [width, height] = file ? await headerSize(file) : sidesOf(dataset.imageSize).reverse();
    const key = `${category} ${width} ${height}`;
    const count = counts.get(key) ?? { category, width, height, images: 0 };
    count.images++;
    counts.set(key, count);
  }
  const order = (count: SizeCount) => dataset.categories.indexOf(count.category);
  return [...counts.values()].sort(
    (a, b) => order(a) - order(b) || b.images - a.images || a.width - b.width || a.height - b.height,
  );
}

async function headerSize(file: string): Promise<[number, number]> {
  try {
    return await sizeOfPicture(file);
  } catch (cause) {
    throw new DataError(`Cannot read the size of ${file}: ${(cause as Error).message}. Replace or remove the file.`, {
      file,
      cause,
    });
  }
}

/** The anomalous part of one defective image, at the set's `imageSize`. */
export interface DefectArea {
  sample: Sample;
  /** Anomalous pixels. */
  pixels: number;
  /** Of the whole image, 0 to 1. */
  share: number;
  /** Height and width in pixels of the smallest upright box around them; 0 for an empty mask. */
  box: [number, number];
}

/**
 * Measures the mask of every defective test image. An empty mask counts 0 pixels: a rendered defect too small for the
 * size. Masks in files are never empty (`read` refuses them).
 *
 * @param samples Default: all defective ones that have a mask.
 * @throws {DataError} from the set's `read`; {MaskError} a mask cannot be right, and neither would its area.
 */
export async function defectAreas(
  dataset: Dataset,
  samples: Sample[] = dataset.samples.filter(({ defect, unmasked }) => defect !== 'good' && !unmasked),
): Promise<DefectArea[]> {
  const areas: DefectArea[] = [];
  for (const sample of samples) {
    const { mask, width, height } = await dataset.read(sample);
    let pixels = 0;
    let [top, left, bottom, right] = [height, width, -1, -1];
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) continue;
      const y = Math.floor(i / width);
      const x = i % width;
      pixels++;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    const box: [number, number] = pixels === 0 ? [0, 0] : [bottom - top + 1, right - left + 1];
    areas.push({ sample, pixels, share: pixels / mask.length, box });
  }
  return areas;
}

/**
 * The same number of samples of each category, for a look or a quick measurement: the first in the set's order that pass.
 *
 * @param perCategory At most this many per category.
 */
export function firstOfEach(dataset: Dataset, perCategory: number, keep: (sample: Sample) => boolean): Sample[] {
  return dataset.categories.flatMap((category) =>
    dataset.samples.filter((sample) => sample.category === category && keep(sample)).slice(0, perCategory),
  );
}
