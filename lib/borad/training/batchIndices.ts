/** Which images a step takes. */
import { createRng, itemAt, type Rng } from '../base';
import type { RunConfig } from '../methods';

/** The image at a place of the endless sequence of shuffled epochs of some images. */
function placeIn(rng: Rng, images: readonly number[], position: number): number {
  const order = rng.split(`epoch ${Math.floor(position / images.length)}`).permutation(images.length);
  return itemAt(images, order[position % images.length] ?? 0, 'images of a category');
}

/**
 * Categories in turn, in shuffled rounds of one image of each; the images of a category follow each other in shuffled epochs of their
 * own. So every category is seen equally often, and an image of a small one more often. The indices of step t, whatever was drawn before.
 *
 * @param categories Of the images, by index.
 */
export function balancedIndices(rng: Rng, categories: readonly string[], batch: number, step: number): Int32Array {
  const groups = [...new Set(categories)].map((name) => ({
    name,
    images: categories.flatMap((category, i) => (category === name ? [i] : [])),
  }));
  return Int32Array.from({ length: batch }, (_, i) => {
    const position = step * batch + i;
    const round = Math.floor(position / groups.length);
    const turn = rng.split(`round ${round}`).permutation(groups.length)[position % groups.length] ?? 0;
    const { name, images } = itemAt(groups, turn, 'categories');
    return placeIn(rng.split(`category ${name}`), images, round);
  });
}

/** The endless sequence of shuffled epochs: the indices of step t, whatever was drawn before. */
export function batchIndices(rng: Rng, samples: number, batch: number, step: number): Int32Array {
  const indices = new Int32Array(batch);
  let epoch = -1;
  let order: readonly number[] = [];
  for (let i = 0; i < batch; i++) {
    const position = step * batch + i;
    const wanted = Math.floor(position / samples);
    if (wanted !== epoch) {
      epoch = wanted;
      order = [...rng.split(`epoch ${epoch}`).permutation(samples)];
    }
    indices[i] = itemAt(order, position % samples, 'images of an epoch');
  }
  return indices;
}

/**
 * The places of a run's images of one step, in the list of its training images.
 *
 * @param categories Of the training images, by index.
 * @param step Finished steps: 0 for the first.
 */
export function stepIndices(
  { seed, training }: Pick<RunConfig, 'seed' | 'training'>,
  categories: readonly string[],
  step: number,
): Int32Array {
  const order = createRng(seed).split('order');
  return training.balance === 'category'
    ? balancedIndices(order, categories, training.batchSize, step)
    : batchIndices(order, categories.length, training.batchSize, step);
}
