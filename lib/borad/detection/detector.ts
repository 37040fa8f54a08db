/** A trained model ready for photos: what stays when prototypes, predictors and momentum branch are dropped. */
import * as tf from '@tensorflow/tfjs-core';
import { areaOf, DataError, type ImageSize, NumericError, ShapeError, sidesOf } from '../base';
import type { TensorData, TensorTree } from '../compile';
import { createRunner, type ExecutionOptions, executionOf, type Runner } from '../engine';
import type { TensorMap } from '../layers';
import { type BaseArchitecture, disposeModel, methodOf, type RunConfig } from '../methods';
import { mapShapes, requireSoundMaps, type Teacher } from '../teachers';
import { combinedMap } from './anomalyMap';
import { detectorKey } from './detectorKey';
import { globalFeature } from './globalFeature';
import { imageScore } from './imageScore';
import { exampleBatch, type ImageInput, inBatches } from './inBatches';
import { toldCategories } from './toldCategories';

export interface DetectorOptions extends ExecutionOptions {
  architecture: BaseArchitecture;
  config: RunConfig;
  teacher: Teacher;
  /** The method's state by name; what only training needs may be missing. */
  model: TensorMap;
}

/** Maps and scores of some images. */
export interface Detections {
  /** [N, H, W], row by row, in the range of the method. */
  maps: Float32Array;
  /** One score per image, by `detection.imageScore` of the run. */
  scores: Float32Array;
  /** Of a map. */
  size: ImageSize;
}

/** Maps and scores of some images with what their products look like. */
export interface Inspections extends Detections {
  /** The global feature of each image, `globalFeature`. */
  globals: Float32Array[];
}

export interface Detector extends DetectorOptions {
  /**
   * Maps and scores from the teacher's features.
   *
   * @param features One array [count, H, W, C] per scale, finest first.
   * @param categories Names of the images' categories, for methods that are told them; without, none is known.
   * @throws {NumericError} the map of an image is not finite.
   */
  detectFeatures(features: Float32Array[], count: number, categories?: readonly string[]): Promise<Detections>;
  /**
   * Maps and scores of decoded images.
   *
   * @param pixels [count, H, W, 3] RGB, 0 to 255, of the size that the model was trained at.
   * @param categories As for `detectFeatures`.
   * @throws {NumericError} the features or the map of an image are not finite.
   */
  detect(pixels: Float32Array, count: number, categories?: readonly string[]): Promise<Detections>;
  /** As `detect`, with the images' global features; the teacher runs once for both. */
  inspect(pixels: Float32Array, count: number, categories?: readonly string[]): Promise<Inspections>;
  dispose(): void;
}

/** Images that go through the network at once when features are known; single photos go one by one. */
export const FEATURE_BATCH = 8;

/** The detector's own references to what is used at test time. */
const own = (model: TensorMap, isUsed: (name: string) => boolean): TensorMap =>
  Object.fromEntries(
    Object.entries(model)
      .filter(([name]) => isUsed(name))
      .map(([name, tensor]) => [name, tensor.clone()]),
  );

/** Throws {NumericError} where the map or the score of an image is not finite: a maximum may pass over NaN. */
function requireFinite(maps: Float32Array, scores: Float32Array, count: number, first: number): void {
  const area = maps.length / scores.length;
  for (let image = 0; image < count; image++) {
    let sum = scores[image];
    for (let at = image * area; at < (image + 1) * area; at++) sum += maps[at];
    if (Number.isFinite(sum)) continue;
    throw new NumericError(
      `The anomaly map of image ${first + image} is not finite: the teacher's features or the weights overflow. Use another teacher ("borad teacher check" tries one), or train again.`,
    );
  }
}

/** The first rows of a matrix, as arrays of their own. */
function rowsOf({ shape, data }: TensorData, count: number): Float32Array[] {
  const [, length = 0] = shape;
  return Array.from({ length: count }, (_, i) => (data as Float32Array).slice(i * length, (i + 1) * length));
}

/** What a run gives for a batch. */
interface Output {
  map: TensorData;
  score: TensorData;
  /** Where it was asked for. */
  globals?: TensorData;
}

/** Maps, scores and, where the runner gives them, global features of all images. */
async function inspections(
  runner: Runner,
  batch: number,
  inputs: ImageInput[],
  count: number,
  size: ImageSize,
): Promise<Inspections> {
  const area = areaOf(size);
  const empty = { maps: new Float32Array(count * area), scores: new Float32Array(count) };
  const result: Inspections = { ...empty, size, globals: [] };
  await inBatches<Output>(runner, batch, inputs, count, (output, length, first) => {
    const [map, score] = [output.map.data as Float32Array, output.score.data as Float32Array];
    requireFinite(map, score, length, first);
    result.maps.set(map.subarray(0, length * area), first * area);
    result.scores.set(score.subarray(0, length), first);
    if (output.globals) result.globals.push(...rowsOf(output.globals, length));
  });
  return result;
}

const withoutGlobals = ({ maps, scores, size }: Inspections): Detections => ({ maps, scores, size });

/**
 * What a detector computes from the teacher's maps, as a pure function that can be traced: map [B, H, W] and score [B].
 *
 * @returns A function of the maps [B, H, W, C], finest first, and of what `toldCategories` puts in behind them.
 */
export function detectorForward({
  architecture,
  config,
  model,
}: Pick<DetectorOptions, 'architecture' | 'config' | 'model'>): (
  features: tf.Tensor4D[],
  rest: tf.Tensor[],
) => { map: tf.Tensor3D; score: tf.Tensor1D } {
  const method = methodOf(config.method);
  const told = toldCategories(architecture, config);
  const size = config.data.imageSize;
  const { smoothing } = config.detection;
  return (features, rest) => {
    const maps = method.map(features, model, architecture, config, told.places(rest));
    const map = combinedMap(maps, { size: sidesOf(size), smoothing });
    return { map, score: imageScore(map, config.detection) };
  };
}

/**
 * Makes a detector from a model's weights; it keeps its own references, so the model may be disposed. What is run is
 * compiled on first use.
 *
 * @throws {DataError} the weights were trained with another teacher's channels. @throws {OptionError} there is no such engine or provider.
 *
 * @example
 * ```ts
 * const { record, weights } = borad.loadRun('runs/parts');
 * const { architecture, config } = record;
 * const teacher = borad.loadTeacher(config.teacher.name, config.teacher);
 * const model = borad.training.stateFromStored(weights);
 * const detector = borad.createDetector({ architecture, config, teacher, model });
 * borad.disposeModel(model);
 * const { pixels } = await borad.loadImage('data/parts/bottle/train/good/000.png', config.data.imageSize);
 * const { maps, scores } = await detector.detect(Float32Array.from(pixels), 1);
 * console.log(maps.length, scores[0] === Math.max(...maps)); // 16384 true
 * detector.dispose();
 * ```
 */
export function createDetector(options: DetectorOptions): Detector {
  const { architecture, config, teacher } = options;
  if (architecture.channels.join() !== teacher.channels.join()) {
    throw new DataError(
      `The model was trained on a teacher with channels [${architecture.channels}]; ${teacher.name} has [${teacher.channels}].`,
    );
  }
  const execution = executionOf(options);
  const method = methodOf(config.method);
  const model = own(options.model, (name) => method.usedAtTestTime(name));
  const size = config.data.imageSize;
  const shape = [...sidesOf(size), 3];
  const runners: { features?: Promise<Runner>; detect?: Promise<Runner>; inspect?: Promise<Runner> } = {};
  const told = toldCategories(architecture, config);
  const forward = detectorForward({ architecture, config, model });
  // Weights that are handed over are seldom seen again.
  const key = () => (execution.graphCache ? detectorKey({ architecture, config, teacher, model }) : undefined);
  const example = (batch: number, shapes: readonly (readonly number[])[]) =>
    exampleBatch(batch, [...shapes, ...told.inputs(0).map(({ shape }) => shape)]);
  const featureShapes = mapShapes(teacher, size);
  const detectFeatures: Detector['detectFeatures'] = async (features, count, categories) => {
    const scales = featureShapes.length;
    runners.features ??= createRunner(
      (input) => forward((input as tf.Tensor4D[]).slice(0, scales), (input as tf.Tensor[]).slice(scales)),
      example(FEATURE_BATCH, featureShapes),
      'detectFeatures',
      execution,
      key(),
    );
    const maps = features.map((data, i) => ({ data, shape: featureShapes[i] }));
    const inputs = [...maps, ...told.inputs(count, categories)];
    return withoutGlobals(await inspections(await runners.features, FEATURE_BATCH, inputs, count, size));
  };
  /** The features of images by a teacher that runs by itself. */
  const teacherMaps = async (pixels: Float32Array, count: number): Promise<Float32Array[] | undefined> => {
    const maps = await teacher.run?.(pixels, [count, ...shape]);
    const data = maps?.map((map) => map.data);
    if (!data) return undefined;
    requireSoundMaps(
      { from: `Teacher ${teacher.name}`, strides: teacher.strides },
      data,
      featureShapes.map(([height, width, channels]) => height * width * channels),
      count,
      (image) => ({ name: `image ${image}` }),
    );
    return data;
  };
  const globalsOf = (features: Float32Array[], count: number): Float32Array[] =>
    tf.tidy(() => {
      const maps = features.map((data, i) => tf.tensor(data, [count, ...featureShapes[i]]) as tf.Tensor4D);
      const rows = globalFeature(maps);
      return rowsOf({ shape: rows.shape, data: rows.dataSync() as Float32Array }, count);
    });
  const pixelRunner = (name: 'detect' | 'inspect') =>
    createRunner(
      (input): TensorTree => {
        const features = teacher.features((input as tf.Tensor4D[])[0]);
        const found = forward(features, (input as tf.Tensor[]).slice(1));
        return name === 'detect' ? found : { ...found, globals: globalFeature(features) };
      },
      example(1, [shape]),
      name,
      execution,
      key(),
    );
  const look = async (name: 'detect' | 'inspect', pixels: Float32Array, count: number, names?: readonly string[]) => {
    const expected = count * areaOf(size) * 3;
    if (pixels.length !== expected) {
      throw new ShapeError(
        `${name}: expected ${count} images of ${shape.join('x')} = ${expected} values, got ${pixels.length}.`,
      );
    }
    const features = await teacherMaps(pixels, count);
    if (features) {
      const globals = name === 'inspect' ? globalsOf(features, count) : [];
      return { ...(await detectFeatures(features, count, names)), globals };
    }
    runners[name] ??= pixelRunner(name);
    const inputs = [{ data: pixels, shape }, ...told.inputs(count, names)];
    return inspections(await runners[name], 1, inputs, count, size);
  };
  return {
    ...options,
    ...execution,
    model,
    detectFeatures,
    detect: async (pixels, count, categories) => withoutGlobals(await look('detect', pixels, count, categories)),
    inspect: (pixels, count, categories) => look('inspect', pixels, count, categories),
    dispose() {
      for (const runner of Object.values(runners)) void runner.then(({ dispose }) => dispose());
      disposeModel(model);
    },
  };
}
