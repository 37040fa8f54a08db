/** Locations of a map put in the order of several paths, and back: each is the other's gradient. */
import * as tf from '@tensorflow/tfjs-core';

/** The time at which each location is visited, path by path. */
const visits = (orders: readonly number[][]) =>
  orders.map((order) => {
    const times = new Array<number>(order.length);
    order.forEach((location, time) => {
      times[location] = time;
    });
    return times;
  });

const indices = (lists: readonly number[][], stride: number) =>
  tf.tensor1d(
    lists.flatMap((list, path) => list.map((i) => path * stride + i)),
    'int32',
  );

/** [L, ...] to [K, L, ...]: along each path. */
function spread(x: tf.Tensor, orders: readonly number[][]): tf.Tensor {
  return tf.reshape(tf.gather(x, indices(orders, 0), 0), [orders.length, ...x.shape]);
}

/** [K, L, ...] to [L, ...]: each path put back in its place, and all added. */
function collected(y: tf.Tensor, orders: readonly number[][]): tf.Tensor {
  const [paths, length, ...rest] = y.shape;
  const flat = tf.reshape(y, [paths * length, ...rest]);
  const placed = tf.gather(flat, indices(visits(orders), length), 0);
  return tf.sum(tf.reshape(placed, y.shape), 0);
}

type Move = (x: tf.Tensor, orders: readonly number[][]) => tf.Tensor;

/** TensorFlow.js's gradient of a gather adds into places one by one; a permutation's is the gather by its inverse. */
const moved =
  (there: Move, back: Move): Move =>
  (x, orders) => {
    const operation = tf.customGrad((...inputs: unknown[]) => ({
      value: there(inputs[0] as tf.Tensor, orders),
      gradFunc: (dy: tf.Tensor) => back(dy, orders),
    }));
    return operation(x);
  };

/**
 * A sequence along several paths.
 *
 * @param x [L, ...].
 * @param orders For each of K paths, which of the L locations is visited at each time.
 * @returns [K, L, ...].
 */
export const alongPaths: Move = moved(spread, collected);

/**
 * The sum over paths of what each says of a location.
 *
 * @param x [K, L, ...], in the order of each path.
 * @returns [L, ...].
 */
export const backFromPaths: Move = moved(collected, spread);
