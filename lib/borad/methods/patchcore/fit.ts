/** PatchCore's whole training: patches of all training images, thinned by a coreset (arXiv 2106.08265, Section 3). */
import * as tf from '@tensorflow/tfjs-core';
import { CancelledError, OptionError, type Rng } from '../../base';
import type { TensorData, TensorTree } from '../../compile';
import { createRunner } from '../../engine';
import type { TensorMap } from '../../layers';
import type { FitContext } from '../method';
import { type Architecture, patchWidth } from './architecture';
import { greedyCoreset, type Points } from './coreset';
import { embedding } from './embedding';
import { randomProjection } from './projection';
import type { PatchcoreConfig } from './settings';

/** Images that are embedded at once. */
const BATCH = 8;

type Context = FitContext<Architecture, PatchcoreConfig>;

/** The patches before an image's own, where all images give equal shares of `total`. */
const before = (image: number, images: number, total: number) => Math.floor((total * image) / images);

/** Places of an image whose patches are kept, each at most once. */
function chosenPlaces(rng: Rng, image: number, places: number, wanted: number): Int32Array {
  return rng.split(`patches ${image}`).permutation(places).subarray(0, wanted);
}

function throwIfStopped(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new CancelledError(`Stopped ${what}; the memory bank is built from scratch next time.`);
}

/** Random patches of all training images, an equal share of each. */
async function collectPatches(context: Context, total: number): Promise<Points> {
  const { features, architecture, rng, report, signal } = context;
  const [rows, columns] = architecture.grid;
  const images = features.samples.length;
  const batch = Math.min(BATCH, images);
  const width = patchWidth(architecture);
  const data = new Float32Array(total * width);
  const example = features.shapes.map((shape) => ({
    shape: [batch, ...shape],
    data: new Float32Array(batch * shape[0] * shape[1] * shape[2]),
  }));
  const embed = (maps: TensorTree): TensorTree => ({ patches: embedding(maps as tf.Tensor4D[], architecture.grid) });
  const runner = await createRunner(embed, example, 'patches', context);
  const progress = report('patches', images);
  try {
    for (let first = 0; first < images; first += batch) {
      throwIfStopped(signal, `at image ${first} of ${images}`);
      // One shape serves all batches: the last is filled up with the last image.
      const indices = Array.from({ length: batch }, (_, i) => Math.min(first + i, images - 1));
      const maps = await features.gather(indices);
      const { patches } = (await runner.run(maps.map((map, i) => ({ shape: example[i].shape, data: map })))) as {
        patches: TensorData;
      };
      for (let image = first; image < Math.min(first + batch, images); image++) {
        const start = before(image, images, total);
        const places = chosenPlaces(rng, image, rows * columns, before(image + 1, images, total) - start);
        places.forEach((place, i) => {
          const from = ((image - first) * rows * columns + place) * width;
          data.set((patches.data as Float32Array).subarray(from, from + width), (start + i) * width);
        });
      }
      progress.update(Math.min(first + batch, images));
    }
    progress.finish(`${total} patches of ${images} training images`);
  } catch (error) {
    progress.finish();
    throw error;
  } finally {
    runner.dispose();
  }
  return { data, width };
}

/** Rows of the patches that the bank keeps. */
async function coresetRows(patches: Points, { config, rng, report, signal }: Context): Promise<Int32Array> {
  const { entries, projection, starts } = config.memory;
  const count = patches.data.length / patches.width;
  const projected = randomProjection(patches, projection, rng.split('projection'));
  const from = rng.split('starts').permutation(count).subarray(0, starts);
  const progress = report('coreset', entries);
  try {
    const { order } = await greedyCoreset(projected, entries, from, async (taken) => {
      if (taken % 50 !== 0) return;
      // Lets signals in between.
      await new Promise((resolve) => setImmediate(resolve));
      throwIfStopped(signal, `after ${taken} of ${entries} entries`);
      progress.update(taken);
    });
    progress.finish(`a bank of ${entries} of ${count} patches`);
    return order;
  } catch (error) {
    progress.finish();
    throw error;
  }
}

/**
 * The memory bank `bank` [entries, C]: whole patches, in the order in which the coreset took them.
 *
 * @throws {OptionError} the images have fewer patches than the bank has entries. @throws {CancelledError} the signal fired.
 */
export async function fitBank(context: Context): Promise<TensorMap> {
  const { architecture, config, features } = context;
  const [rows, columns] = architecture.grid;
  const images = features.samples.length;
  const total = Math.min(config.memory.patches, images * rows * columns);
  if (total < architecture.entries) {
    throw new OptionError(
      `memory.entries: a bank of ${architecture.entries} entries was asked for, out of ${total} patches (${images} images of ${rows}x${columns}, memory.patches ${config.memory.patches}). Set it to at most ${total}.`,
    );
  }
  const patches = await collectPatches(context, total);
  const bank = new Float32Array(architecture.entries * patches.width);
  const rowsKept = await coresetRows(patches, context);
  rowsKept.forEach((row, i) => {
    bank.set(patches.data.subarray(row * patches.width, (row + 1) * patches.width), i * patches.width);
  });
  return { bank: tf.tensor2d(bank, [architecture.entries, patches.width]) };
}
