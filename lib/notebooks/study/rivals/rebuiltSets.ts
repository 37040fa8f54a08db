/** What a trained method makes of the teacher's features of lists of images, as plain numbers. */
import type * as tf from '@tensorflow/tfjs-core';
import type { TensorData } from 'borad/compile';
import type { FeatureMap } from 'borad/diagnostics';
import { createRunner } from 'borad/engine';
import type { FeatureSet } from 'borad/features';
import { methodOf } from 'borad/methods';
import type { TrainedState } from '../experiments';

/** The features of a list of images as a method sees them, and what it made of them: [images, H, W, C] per scale. */
export interface RebuiltSet {
  seen: FeatureMap[];
  rebuilt: FeatureMap[];
}

/** Images that go through at once. */
const BATCH = 8;

type Output = { seen: TensorData[]; rebuilt: TensorData[] };

/** Images `first` to `first + BATCH` of a set; the last batch is filled up with the set's first images. */
function batchOf({ scales, samples, shapes }: FeatureSet, first: number): TensorData[] {
  return scales.map((data, scale) => {
    const each = data.length / samples.length;
    const batch = new Float32Array(BATCH * each);
    for (let i = 0; i < BATCH; i++) {
      const image = (first + i) % samples.length;
      batch.set(data.subarray(image * each, (image + 1) * each), i * each);
    }
    return { shape: [BATCH, ...shapes[scale]], data: batch };
  });
}

/** Appends what a batch gave to the whole maps. */
function append(whole: FeatureMap[], parts: readonly TensorData[], images: number, first: number): void {
  parts.forEach(({ shape, data }, scale) => {
    const each = data.length / BATCH;
    whole[scale] ??= { shape: [images, ...shape.slice(1)], data: new Float32Array(images * each) };
    const count = Math.min(BATCH, images - first);
    (whole[scale].data as Float32Array).set((data as Float32Array).subarray(0, count * each), first * each);
  });
}

/**
 * Runs the reconstruction of a trained method on sets of teacher features.
 *
 * @param sets All of one shape.
 * @returns One result per set; undefined where the method rebuilds nothing.
 */
export async function rebuiltSets(
  { model, record }: TrainedState,
  sets: readonly FeatureSet[],
): Promise<RebuiltSet[] | undefined> {
  const { architecture, config } = record;
  const { rebuild } = methodOf(config.method);
  if (!rebuild) return undefined;
  const runner = await createRunner(
    (features) => ({ ...rebuild(features as tf.Tensor4D[], model, architecture, config) }),
    batchOf(sets[0], 0),
    'rebuild',
  );
  const results: RebuiltSet[] = [];
  for (const set of sets) {
    const result: RebuiltSet = { seen: [], rebuilt: [] };
    const images = set.samples.length;
    for (let first = 0; first < images; first += BATCH) {
      const { seen, rebuilt } = (await runner.run(batchOf(set, first))) as Output;
      append(result.seen, seen, images, first);
      append(result.rebuilt, rebuilt, images, first);
    }
    results.push(result);
  }
  runner.dispose();
  return results;
}

/**
 * The features of a list of images as a method sees them, without what it makes of them: of a method with many denoising steps that
 * is all the time.
 *
 * @returns One map [images, H, W, C] per scale; undefined where the method rebuilds nothing.
 */
export async function seenMaps({ model, record }: TrainedState, set: FeatureSet): Promise<FeatureMap[] | undefined> {
  const { architecture, config } = record;
  const { rebuild } = methodOf(config.method);
  if (!rebuild) return undefined;
  const runner = await createRunner(
    (features) => ({ seen: rebuild(features as tf.Tensor4D[], model, architecture, config).seen }),
    batchOf(set, 0),
    'seen',
  );
  const maps: FeatureMap[] = [];
  for (let first = 0; first < set.samples.length; first += BATCH) {
    const { seen } = (await runner.run(batchOf(set, first))) as Pick<Output, 'seen'>;
    append(maps, seen, set.samples.length, first);
  }
  runner.dispose();
  return maps;
}
