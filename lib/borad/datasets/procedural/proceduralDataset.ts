/** The procedural set: photograph-like images of textures and objects, rendered when read. */
import { DataError, type ImageSize, OptionError, sidesOf } from '../../base';
import { antialiased } from '../antialiased';
import type { Dataset, DecodedSample, Sample } from '../dataset';
import { resizeMask } from '../maskResize';
import * as painters from './categories';
import type { Category } from './category';
import { renderSample } from './renderSample';

const CATEGORIES: Category[] = Object.values(painters).sort((a, b) => (a.name < b.name ? -1 : 1));

export interface ProceduralCategory {
  name: string;
  kind: 'texture' | 'object';
  /** Its defect kinds, sorted. */
  defects: string[];
}

/** Every category of the procedural set, sorted by name. */
export function proceduralCategories(): ProceduralCategory[] {
  return CATEGORIES.map(({ name, kind, defects }) => ({ name, kind, defects: Object.keys(defects).sort() }));
}

/**
 * The painter of a category.
 *
 * @throws {OptionError} there is no category of that name.
 */
export function findCategory(name: string): Category {
  const found = CATEGORIES.find((category) => category.name === name);
  if (!found) {
    throw new OptionError(
      `There is no procedural category "${name}". Known are ${CATEGORIES.map((category) => category.name).join(', ')}.`,
    );
  }
  return found;
}

/** A drawing at another aspect. @param side Of the drawing, pixels. */
function squashed(
  { pixels, mask }: Pick<DecodedSample, 'pixels' | 'mask'>,
  side: number,
  size: ImageSize,
): DecodedSample {
  const [height, width] = sidesOf(size);
  if (height === width) return { width, height, pixels, mask };
  return { width, height, pixels: antialiased(pixels, side, side, size), mask: resizeMask(mask, side, size) };
}

export interface ProceduralOptions {
  /** Integer from 0 to 2^32 - 1. Another seed gives another set of images of the same categories. */
  seed: number;
  /** Sides of 32 to 4096 pixels. Default 256. Images are drawn as squares of the longer side, then squashed as photos are. */
  imageSize?: ImageSize;
  /** Default: all, sorted by name. */
  categories?: string[];
  trainPerCategory: number;
  testGoodPerCategory: number;
  /** In all, dealt to the defect kinds in turn: kinds late in the alphabet get one fewer when it does not divide evenly. */
  testDefectivePerCategory: number;
}

/**
 * A procedural data set. Nothing is rendered before `read`, and every image depends on the seed and its own id only: not
 * on the other samples, their number or the order of reading.
 *
 * @throws {OptionError} an unknown category, or a number out of range.
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
 * console.log(dataset.samples.length); // 28
 * const { width, pixels } = await dataset.read(dataset.samples[0]);
 * console.log(width, pixels.length); // 128 49152
 * ```
 */
export function proceduralDataset(options: ProceduralOptions): Dataset {
  const { seed, imageSize = 256, trainPerCategory, testGoodPerCategory, testDefectivePerCategory } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new OptionError(`proceduralDataset: expected an integer seed from 0 to 4294967295, got ${seed}.`);
  }
  const wrong = sidesOf(imageSize).find((side) => !Number.isInteger(side) || side < 32 || side > 4096);
  if (wrong !== undefined) {
    throw new OptionError(`proceduralDataset: expected imageSize from 32 to 4096, got ${wrong}.`);
  }
  for (const [key, value] of Object.entries({ trainPerCategory, testGoodPerCategory, testDefectivePerCategory })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new OptionError(`proceduralDataset: expected ${key} to be a whole number, got ${value}.`);
    }
  }
  const names = options.categories ?? CATEGORIES.map((category) => category.name);
  if (names.length === 0)
    throw new OptionError('proceduralDataset: expected at least one category, got an empty list.');
  if (new Set(names).size !== names.length) {
    throw new OptionError(`proceduralDataset: expected each category once, got ${names.join(', ')}.`);
  }
  const samples: Sample[] = [];
  for (const name of names) {
    const defects = Object.keys(findCategory(name).defects).sort();
    const add = (split: Sample['split'], defect: string, count: number): void => {
      for (let k = 0; k < count; k++) {
        samples.push({ category: name, split, defect, id: `${name}/${split}/${defect}/${String(k).padStart(3, '0')}` });
      }
    };
    add('train', 'good', trainPerCategory);
    add('test', 'good', testGoodPerCategory);
    for (let k = 0; k < defects.length; k++) {
      add('test', defects[k], Math.floor((testDefectivePerCategory + defects.length - 1 - k) / defects.length));
    }
  }
  return {
    name: 'procedural',
    categories: [...names],
    imageSize,
    samples,
    async read(sample) {
      const { category, defect, id } = sample;
      if (!names.includes(category)) {
        throw new DataError(`The procedural set has no category "${category}"; it holds ${names.join(', ')}.`);
      }
      const side = Math.max(...sidesOf(imageSize));
      return squashed(renderSample(findCategory(category), { seed, id, defect, imageSize: side }), side, imageSize);
    },
  };
}
