/** A detector that turns maps into scores as the method's authors do, beside the common protocol. */
import type * as tf from '@tensorflow/tfjs-core';
import { OptionError, sizeText } from '../base';
import type { TensorData } from '../compile';
import { createRunner, type Runner } from '../engine';
import { methodOf, type PublishedScoring, type ScoredImage } from '../methods';
import { mapShapes } from '../teachers';
import { combinedMap } from './anomalyMap';
import { type Detections, type Detector, FEATURE_BATCH } from './detector';
import { exampleBatch, inBatches } from './inBatches';
import { toldCategories } from './toldCategories';

/** What an evaluation asks of a detector. */
export type FeatureDetector = Pick<
  Detector,
  'architecture' | 'config' | 'teacher' | 'model' | 'engine' | 'provider' | 'detectFeatures'
> &
  Partial<Pick<Detector, 'inspect'>>;

/** The same with its end. */
export interface PublishedDetector extends FeatureDetector {
  /** What its authors do, in words. */
  about: string;
  dispose(): void;
}

type Output = { maps: TensorData[]; large: TensorData; seen?: TensorData[] };

const part = (data: TensorData['data'], image: number): Float32Array => {
  const each = data.length / FEATURE_BATCH;
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
 * @throws {OptionError} the method has no scoring of that name beside the common protocol, or the images are no squares.
 */
export function publishedDetector(detector: Detector, name?: string): PublishedDetector {
  const { architecture, config, teacher, model, engine, provider } = detector;
  const method = methodOf(config.method);
  const all = method.published ?? [];
  const scoring: PublishedScoring | undefined = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (!scoring) {
    const names = all.map((one) => one.name).join(', ');
    throw new OptionError(
      `${method.title} has no published scoring${name === undefined ? '' : ` "${name}"`}; expected ${names || 'none: its authors score as the common protocol does'}.`,
    );
  }
  const size = config.data.imageSize;
  if (typeof size !== 'number')
    throw new OptionError(
      `Published scorings are of squares: a run with images ${sizeText(size)} has none. Leave out --published.`,
    );
  const shapes = mapShapes(teacher, size);
  let runner: Promise<Runner> | undefined;
  const told = toldCategories(architecture, config);
  const forward = (input: tf.Tensor[]) => {
    const features = input.slice(0, shapes.length) as tf.Tensor4D[];
    const maps = method.map(features, model, architecture, config, told.places(input.slice(shapes.length)));
    const large = combinedMap(maps, { size: [size, size], smoothing: scoring.smoothing });
    const seen = scoring.readsSeen ? method.rebuild?.(features, model, architecture, config).seen : undefined;
    return { maps, large, ...(seen ? { seen } : {}) };
  };
  return {
    ...{ architecture, config, teacher, model, engine, provider, about: scoring.about },
    async detectFeatures(features, count, categories) {
      const maps = features.map((data, scale) => ({ data, shape: shapes[scale] }));
      const inputs = [...maps, ...told.inputs(count, categories)];
      const example = exampleBatch(
        FEATURE_BATCH,
        inputs.map(({ shape }) => shape),
      );
      runner ??= createRunner((input) => forward(input as tf.Tensor[]), example, 'published', detector);
      const result: Detections = { maps: new Float32Array(count * size * size), scores: new Float32Array(count), size };
      await inBatches<Output>(await runner, FEATURE_BATCH, inputs, count, (output, length, first) => {
        for (let i = 0; i < length; i++) {
          const image = imageOf(output, i, size);
          result.maps.set(image.large, (first + i) * size * size);
          result.scores[first + i] = scoring.score(image, model);
        }
      });
      return result;
    },
    dispose() {
      void runner?.then(({ dispose }) => dispose());
    },
  };
}
