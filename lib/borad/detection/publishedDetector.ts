/** A detector that turns maps into scores as the method's authors do, beside the common protocol. */
import type * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../base';
import type { TensorData } from '../compile';
import { createRunner, type Runner } from '../engine';
import { methodOf, type PublishedScoring, type ScoredImage } from '../methods';
import { mapShapes } from '../teachers';
import { combinedMap } from './anomalyMap';
import type { Detections, Detector } from './detector';

/** What an evaluation asks of a detector. */
export type FeatureDetector = Pick<
  Detector,
  'architecture' | 'config' | 'teacher' | 'model' | 'engine' | 'provider' | 'detectFeatures'
>;

/** The same with its end. */
export interface PublishedDetector extends FeatureDetector {
  /** What its authors do, in words. */
  about: string;
  dispose(): void;
}

/** Images that go through at once. */
const BATCH = 8;

type Output = { maps: TensorData[]; large: TensorData; seen?: TensorData[] };

const part = (data: TensorData['data'], image: number): Float32Array => {
  const each = data.length / BATCH;
  return (data as Float32Array).slice(image * each, (image + 1) * each);
};

/** One image of a batch. */
function imageOf({ maps, large, seen }: Output, image: number, size: number): ScoredImage {
  return {
    maps: maps.map(({ shape, data }) => ({ height: shape[1], width: shape[2], data: part(data, image) })),
    large: part(large.data, image),
    size,
    ...(seen ? { seen: seen.map(({ data }) => part(data, image)) } : {}),
  };
}

/**
 * The published scoring of a detector's method, with the detector's weights.
 *
 * @param name One of several scorings. Default: the first.
 * @throws {OptionError} the method has no scoring of that name beside the common protocol.
 */
export function publishedDetector(detector: Detector, name?: string): PublishedDetector {
  const { architecture, config, teacher, model, engine, provider } = detector;
  const method = methodOf(config.method);
  const all = method.published ?? [];
  const scoring: PublishedScoring | undefined = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (!scoring)
    throw new OptionError(
      `${method.title} has no scoring ${name ?? ''} of its own; there ${all.length === 1 ? 'is' : 'are'} ${all.map((one) => one.name).join(', ') || 'none'}.`,
    );
  const size = config.data.imageSize;
  const shapes = mapShapes(teacher, size);
  let runner: Promise<Runner> | undefined;
  const forward = (features: tf.Tensor4D[]) => {
    const maps = method.map(features, model, architecture, config);
    const large = combinedMap(maps, { size: [size, size], smoothing: scoring.smoothing });
    const seen = scoring.readsSeen ? method.rebuild?.(features, model, architecture, config).seen : undefined;
    return { maps, large, ...(seen ? { seen } : {}) };
  };
  const filled = (features: Float32Array[], first: number, count: number) =>
    features.map((data, scale) => {
      const each = shapes[scale].reduce((a, b) => a * b, 1);
      const batch = new Float32Array(BATCH * each);
      batch.set(data.subarray(first * each, Math.min(count, first + BATCH) * each));
      return { shape: [BATCH, ...shapes[scale]], data: batch };
    });
  return {
    ...{ architecture, config, teacher, model, engine, provider, about: scoring.about },
    async detectFeatures(features, count) {
      runner ??= createRunner(
        (input) => forward(input as tf.Tensor4D[]),
        filled(features, 0, count),
        'published',
        detector,
      );
      const result: Detections = { maps: new Float32Array(count * size * size), scores: new Float32Array(count), size };
      for (let first = 0; first < count; first += BATCH) {
        const output = (await (await runner).run(filled(features, first, count))) as unknown as Output;
        for (let i = 0; i < Math.min(BATCH, count - first); i++) {
          const image = imageOf(output, i, size);
          result.maps.set(image.large, (first + i) * size * size);
          result.scores[first + i] = scoring.score(image, model);
        }
      }
      return result;
    },
    dispose() {
      void runner?.then(({ dispose }) => dispose());
    },
  };
}
