/** A small detector with limits and products, exported, and photos to try it on. */
import { join } from 'node:path';
import { areaOf, createRng, type ImageSize, sidesOf } from '../../lib/borad/base';
import { exportDetector } from '../../lib/borad/deploy';
import { createDetector, type Detector } from '../../lib/borad/detection';
import { architectureFor, flatModel, initialModel } from '../../lib/borad/methods/borad';
import { RUN_FORMAT, type RunRecord } from '../../lib/borad/training';
import { type LabelledScore, type Product, productOf, type RunLimits, setLimits } from '../../lib/borad/verdicts';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from '../training/tinyRun';

/** A decoded photo, RGB. */
export interface RawPhoto {
  pixels: number[];
  width: number;
  height: number;
}

export interface TinyExport {
  file: string;
  detector: Detector;
  limits: RunLimits;
  products: Product[];
  record: RunRecord;
  /** Of the model's size; the last is like none in training. */
  photos: RawPhoto[];
}

/** Noise of a size. */
export function noisePhoto(seed: number, width: number, height: number): RawPhoto {
  const rng = createRng(seed);
  return { width, height, pixels: Array.from({ length: 3 * width * height }, () => rng.int(256)) };
}

/** Makes a detector for images of a size and writes `detector.onnx` into a folder. */
export async function tinyExport(folder: string, size: ImageSize): Promise<TinyExport> {
  const teacher = tinyTeacher();
  const dataset = tinyDataset(size);
  const config = tinyConfig({ data: { imageSize: size } });
  const architecture = architectureFor(teacher, size, { widths: [8, 8, 8], prototypes: 3 });
  const model = flatModel(initialModel(createRng(3), architecture));
  const detector = createDetector({ architecture, config, teacher, model });
  const seen: (LabelledScore & { global: Float32Array })[] = [];
  for (const sample of dataset.samples.filter(({ split }) => split === 'train')) {
    const { pixels } = await dataset.read(sample);
    const { scores, globals } = await detector.inspect(Float32Array.from(pixels), 1);
    const global = globals[0] ?? new Float32Array();
    seen.push({ id: sample.id, category: sample.category, score: scores[0] ?? 0, global });
  }
  const globalsOf = (category: string) =>
    seen.filter((photo) => photo.category === category).map(({ global }) => global);
  const products = dataset.categories.map((category) =>
    productOf(category, globalsOf(category).slice(4), globalsOf(category).slice(0, 4)),
  );
  const normals = { normals: seen, defects: [], source: 'test', weights: 'w' };
  const limits = setLimits(normals, dataset.categories, { kind: 'quantile', value: 0.5 });
  const record: RunRecord = {
    format: RUN_FORMAT,
    borad: '0',
    config,
    architecture,
    teacher: { name: 'tiny', sha256: 'tiny', licence: 'none' },
    dataset: { name: 'tiny', categories: dataset.categories, trainImages: 16 },
    environment: { node: '', tfjs: '', backend: '', engine: '' },
  };
  const [height, width] = sidesOf(size);
  const photos: RawPhoto[] = [];
  for (const at of [8, 12, 16, 24]) {
    const { pixels } = await dataset.read(there(dataset.samples[at]));
    photos.push({ pixels: [...pixels], width, height });
  }
  photos.push(noisePhoto(1, width, height));
  const file = join(folder, `detector-${areaOf(size)}.onnx`);
  await exportDetector(file, { detector, limits, products, record, step: 6, weights: 'w' });
  return { file, detector, limits, products, record, photos };
}
