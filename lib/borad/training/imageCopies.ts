/**
 * Altered copies of the training images for methods that learn from them: a data set of their own, whose features are kept like
 * those of the images, and the label of each.
 */
import { areaOf, createRng, itemAt, present, sidesOf } from '../base';
import type { TensorData } from '../compile';
import type { Dataset, Sample } from '../datasets';
import {
  type BaseArchitecture,
  type CopyContext,
  type FeatureShape,
  type ImageCopies,
  type RunConfig,
  squareSide,
} from '../methods';

/** Bytes of decoded images that are kept for being read again. */
const KEPT_BYTES = 2 ** 28;

export interface CopyOptions {
  copies: ImageCopies;
  config: RunConfig;
  architecture: BaseArchitecture;
  /** Shapes of the teacher's maps, finest first. */
  shapes: readonly FeatureShape[];
}

/** What the copy of an image is made from, apart from images: its own stream of the run's seed. */
function contextOf({ copies, config, architecture, shapes }: CopyOptions, image: number, copy: number): CopyContext {
  const rng = createRng(config.seed).split(`${copies.stream} ${image} ${copy}`);
  const size = squareSide(config.data.imageSize, 'altered copies of images');
  return { rng, size, shapes, architecture, config };
}

/** Reads images' pixels by their place, and keeps as many as fit. */
function pixelReader(dataset: Dataset, samples: readonly Sample[]): (index: number) => Promise<Uint8Array> {
  const kept = new Map<number, Uint8Array>();
  const most = Math.floor(KEPT_BYTES / (3 * areaOf(dataset.imageSize)));
  return async (index) => {
    const known = kept.get(index);
    if (known) return known;
    const { pixels } = await dataset.read(itemAt(samples, index, 'images'));
    if (kept.size < most) kept.set(index, pixels);
    return pixels;
  };
}

/** Place of a copy in the list of all: image by image. */
export function copyIndex(image: number, copy: number, count: number): number {
  return image * count + copy;
}

/**
 * The copies as a data set, image by image; `read` makes them.
 *
 * @param dataset Where the images come from.
 * @param samples The training images.
 */
export function copiedDataset(dataset: Dataset, samples: readonly Sample[], options: CopyOptions): Dataset {
  const { copies, config } = options;
  const count = copies.count(config);
  const readImage = pixelReader(dataset, samples);
  const places = new Map<Sample, [number, number]>();
  const copied = samples.flatMap((sample, image) =>
    Array.from({ length: count }, (_, copy) => {
      const { file: _file, ...rest } = sample;
      const named: Sample = { ...rest, id: `${sample.id}, copy ${copy + 1}` };
      places.set(named, [image, copy]);
      return named;
    }),
  );
  const { name, categories, imageSize, shown } = dataset;
  return {
    ...{ name, categories, imageSize, samples: copied, shown },
    range: dataset.range?.bind(dataset),
    async read(sample) {
      const [image, copy] = present(places.get(sample), `copy ${sample.id}`);
      const pixels = await copies.pixels({
        ...contextOf(options, image, copy),
        pixels: await readImage(image),
        images: samples.length,
        readImage,
      });
      const [height, width] = sidesOf(imageSize);
      return { width, height, pixels, mask: new Uint8Array(height * width) };
    },
  };
}

/** Labels of copies, each made when it is first asked for. */
export function copyLabels(options: CopyOptions): (image: number, copy: number) => TensorData {
  const known = new Map<string, TensorData>();
  return (image, copy) => {
    const key = `${image} ${copy}`;
    const label = known.get(key) ?? options.copies.label(contextOf(options, image, copy));
    known.set(key, label);
    return label;
  };
}

/** Labels of several copies as one tensor. */
export function stacked(labels: readonly TensorData[]): TensorData {
  const { shape, data } = itemAt(labels, 0, 'labels of copies');
  const joined = new Float32Array(labels.length * data.length);
  labels.forEach((label, i) => {
    joined.set(label.data as Float32Array, i * data.length);
  });
  return { shape: [labels.length, ...shape], data: joined };
}
