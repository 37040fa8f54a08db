/** A trained model ready for photos: what stays when prototypes, predictors and momentum branch are dropped. */
import * as tf from '@tensorflow/tfjs';
import { DataError, ShapeError } from '../base';
import type { RunConfig } from '../config';
import type { TensorMap } from '../layers';
import { type Architecture, type ModelState, reconstructForTest } from '../model';
import type { Teacher } from '../teachers';
import { anomalyMap, imageScore } from './anomalyMap';

export interface DetectorOptions {
  architecture: Architecture;
  config: Pick<RunConfig, 'detection' | 'data'>;
  teacher: Teacher;
  model: Pick<ModelState, 'parameters' | 'statistics'>;
}

/** Maps and scores of some images. */
export interface Detections {
  /** [N, H, W], 0 to 2, row by row. */
  maps: Float32Array;
  /** One score an image: its map's maximum. */
  scores: Float32Array;
  size: number;
}

export interface Detector extends DetectorOptions {
  /** Maps and scores from the teacher's features [B, H, W, C], finest first; the features stay the caller's. */
  detectFeatures(features: tf.Tensor4D[]): Promise<Detections>;
  /** Maps and scores of decoded images: [N, S, S, 3] RGB, 0 to 255, S the size the model was trained at. */
  detect(pixels: Float32Array, count: number): Promise<Detections>;
  dispose(): void;
}

/** Whether a weight is used at test time. */
export function usedAtTestTime(name: string): boolean {
  return name.startsWith('proj.') || name.startsWith('mff.') || name.startsWith('dec.');
}

const own = (map: TensorMap): TensorMap =>
  Object.fromEntries(
    Object.entries(map)
      .filter(([name]) => usedAtTestTime(name))
      .map(([name, tensor]) => [name, tensor.clone()]),
  );

/**
 * Makes a detector from a model's weights; it keeps its own references, so the model may be disposed.
 *
 * @throws {DataError} the weights were trained with another teacher's channels.
 */
export function createDetector(options: DetectorOptions): Detector {
  const { architecture, config, teacher } = options;
  if (architecture.channels.join() !== teacher.channels.join()) {
    throw new DataError(
      `The model was trained on a teacher with channels [${architecture.channels}]; ${teacher.name} has [${teacher.channels}].`,
    );
  }
  const model = { parameters: own(options.model.parameters), statistics: own(options.model.statistics) };
  const size = config.data.imageSize;
  const { smoothing } = config.detection;
  const forward = (features: tf.Tensor4D[]) => {
    const map = anomalyMap(features, reconstructForTest(features, model, architecture).maps, {
      size: [size, size],
      smoothing,
    });
    return [map, imageScore(map)] as [tf.Tensor3D, tf.Tensor1D];
  };
  const numbers = async ([map, score]: [tf.Tensor3D, tf.Tensor1D]): Promise<Detections> => {
    const [maps, scores] = (await Promise.all([map.data(), score.data()])) as Float32Array[];
    tf.dispose([map, score]);
    return { maps: Float32Array.from(maps), scores: Float32Array.from(scores), size };
  };
  return {
    ...options,
    model,
    detectFeatures: (features) => numbers(tf.tidy(() => forward(features))),
    detect(pixels, count) {
      if (pixels.length !== count * size * size * 3) {
        throw new ShapeError(
          `detect: expected ${count} images of ${size}x${size}x3 = ${count * size * size * 3} values, got ${pixels.length}.`,
        );
      }
      return numbers(tf.tidy(() => forward(teacher.features(tf.tensor4d(pixels, [count, size, size, 3])))));
    },
    dispose() {
      tf.dispose([...Object.values(model.parameters), ...Object.values(model.statistics)]);
    },
  };
}
