/** A function of a fixed batch as a function of any number of images. */
import type { TensorTree } from '../compile';
import type { Runner } from '../engine';

/** What the function reads: numbers of all images, and the shape of those of one. */
export interface ImageInput {
  data: Float32Array;
  shape: readonly number[];
}

/** Zeros in the shape of a batch: what the function is compiled for. */
export function exampleBatch(batch: number, shapes: readonly (readonly number[])[]) {
  return shapes.map((shape) => {
    const whole = [batch, ...shape];
    return { shape: whole, data: new Float32Array(whole.reduce((a, b) => a * b, 1)) };
  });
}

/**
 * Runs all images, batch by batch; the last batch is filled up.
 *
 * @param take Receives what was computed, how many images of it count, and the place of the first.
 */
export async function inBatches<Output extends object>(
  runner: Runner,
  batch: number,
  inputs: readonly ImageInput[],
  count: number,
  take: (output: Output, length: number, first: number) => void,
): Promise<void> {
  const fed = exampleBatch(
    batch,
    inputs.map(({ shape }) => shape),
  );
  for (let first = 0; first < count; first += batch) {
    const length = Math.min(batch, count - first);
    inputs.forEach(({ data }, i) => {
      const each = fed[i].data.length / batch;
      fed[i].data.set(data.subarray(first * each, (first + length) * each));
    });
    take((await runner.run(fed)) as Output & TensorTree, length, first);
  }
}
