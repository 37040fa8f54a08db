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

/** One of the outputs of a reconstruction, as whole maps of a set: [images, H, W, C] per scale. */
type Maps<Part extends keyof Output> = { [part in Part]: FeatureMap[] };

/** Runs the named outputs of a method's reconstruction on sets of teacher features; what is not named is not computed. */
async function runSets<Part extends keyof Output>(
  { model, record: { architecture, config } }: TrainedState,
  sets: readonly FeatureSet[],
  parts: readonly Part[],
): Promise<Maps<Part>[] | undefined> {
  const { rebuild } = methodOf(config.method);
  if (!rebuild) return undefined;
  const named = <T>(value: (part: Part) => T) =>
    Object.fromEntries(parts.map((part) => [part, value(part)])) as { [part in Part]: T };
  const runner = await createRunner(
    (features) => {
      const outputs = rebuild(features as tf.Tensor4D[], model, architecture, config);
      return named((part) => outputs[part]);
    },
    batchOf(sets[0], 0),
    parts.join(' and '),
  );
  const results: Maps<Part>[] = [];
  for (const set of sets) {
    const result = named((): FeatureMap[] => []);
    const images = set.samples.length;
    for (let first = 0; first < images; first += BATCH) {
      const output = (await runner.run(batchOf(set, first))) as Pick<Output, Part>;
      for (const part of parts) append(result[part], output[part], images, first);
    }
    results.push(result);
  }
  runner.dispose();
  return results;
}

/**
 * Runs the reconstruction of a trained method on sets of teacher features.
 *
 * @param sets All of one shape.
 * @returns One result per set; undefined where the method rebuilds nothing.
 */
export function rebuiltSets(model: TrainedState, sets: readonly FeatureSet[]): Promise<RebuiltSet[] | undefined> {
  return runSets(model, sets, ['seen', 'rebuilt']);
}

/**
 * The features of a list of images as a method sees them, without what it makes of them: of a method with many denoising steps that
 * is all the time.
 *
 * @returns One map [images, H, W, C] per scale; undefined where the method rebuilds nothing.
 */
export async function seenMaps(model: TrainedState, set: FeatureSet): Promise<FeatureMap[] | undefined> {
  return (await runSets(model, [set], ['seen']))?.[0]?.seen;
}
