/**
 * Linear recurrences h_t = decay_t h_(t-1) + u_t along an axis, h_0 being zero, with their gradients by hand: going back is a
 * recurrence too, in the other direction.
 */
import * as tf from '@tensorflow/tfjs-core';

/** h of decay and u, each [K, L, ...], along the second axis. */
export type Recurrence = (decay: tf.Tensor, u: tf.Tensor) => tf.Tensor;

/** One step: decay h + u. */
const step = (decay: tf.Tensor, h: tf.Tensor, u: tf.Tensor) => tf.add(tf.mul(decay, h), u);

/** One location after another: as many dependent steps as there are. */
function stepwise(decays: tf.Tensor[], inputs: tf.Tensor[]): tf.Tensor[] {
  const states = [inputs[0]];
  for (let t = 1; t < inputs.length; t++) states.push(step(decays[t], states[t - 1], inputs[t]));
  return states;
}

/** The longest chunk of at most the root of the length that divides it. */
export function chunkLength(length: number): number {
  let chunk = Math.floor(Math.sqrt(length));
  while (length % chunk !== 0) chunk--;
  return chunk;
}

/**
 * Chunks side by side: each goes its way from a state of zero, while the product of its decays says how much of an earlier
 * state would be left; then the states at the ends of chunks are carried from chunk to chunk, and added by what is left of
 * them. 2 sqrt(L) dependent steps.
 *
 * @param decays The places of a chunk in the order in which they are visited, each [K, chunks, ...].
 * @param ordered Turns a list of chunks into the order in which they are visited, and back.
 */
function sideBySide(
  decays: tf.Tensor[],
  inputs: tf.Tensor[],
  ordered: (chunks: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor[] {
  const own = [inputs[0]];
  const reach = [decays[0]];
  for (let i = 1; i < inputs.length; i++) {
    own.push(step(decays[i], own[i - 1], inputs[i]));
    reach.push(tf.mul(decays[i], reach[i - 1]));
  }
  const chunksOf = (x: tf.Tensor) => ordered(tf.unstack(x, 1));
  const ends = chunksOf(own[own.length - 1]);
  const left = chunksOf(reach[reach.length - 1]);
  const carried = [tf.zerosLike(ends[0]), ends[0]];
  for (let j = 1; j < ends.length - 1; j++) carried.push(step(left[j], carried[j], ends[j]));
  const carry = tf.stack(ordered(carried.slice(0, ends.length)), 1);
  return own.map((state, i) => step(reach[i], carry, state));
}

const backwards = <T>(list: T[]): T[] => [...list].reverse();
const forwards = <T>(list: T[]): T[] => list;

/** [K, L, ...] as the places of a chunk, each [K, chunks, ...]. */
function placesOf(x: tf.Tensor, chunk: number): tf.Tensor[] {
  const [paths, length, ...rest] = x.shape;
  return tf.unstack(tf.reshape(x, [paths, length / chunk, chunk, ...rest]), 2);
}

/** The inverse of `placesOf`. */
const joined = (places: tf.Tensor[], shape: number[]) => tf.reshape(tf.stack(places, 2), shape);

/** What stands at each place one time later, zero behind the last: of places as of `placesOf`. */
function later(places: tf.Tensor[]): tf.Tensor[] {
  const [first, ...others] = places;
  const end = tf.zerosLike(tf.slice(first, zeros(first), sizes(first, 1)));
  const next = first.shape[1] === 1 ? end : tf.concat([tf.slice(first, zeros(first, 1), sizes(first)), end], 1);
  return [...others, next];
}

/** The same one time earlier, zero before the first. */
function earlier(places: tf.Tensor[]): tf.Tensor[] {
  const last = places[places.length - 1];
  const start = tf.zerosLike(tf.slice(last, zeros(last), sizes(last, 1)));
  const chunks = last.shape[1] as number;
  const previous = chunks === 1 ? start : tf.concat([start, tf.slice(last, zeros(last), sizes(last, chunks - 1))], 1);
  return [previous, ...places.slice(0, -1)];
}

/** Where a slice along the chunks begins, and how large it is. */
const zeros = (x: tf.Tensor, chunk = 0) => x.shape.map((_, axis) => (axis === 1 ? chunk : 0));
const sizes = (x: tf.Tensor, chunks = -1) => x.shape.map((_, axis) => (axis === 1 ? chunks : -1));

function recurrence(chunk: (length: number) => number): Recurrence {
  return (decay, u) => {
    const length = chunk(u.shape[1] as number);
    const operation = tf.customGrad((...inputs: unknown[]) => {
      const [decayTensor, uTensor] = inputs as tf.Tensor[];
      const save = inputs[2] as (tensors: tf.Tensor[]) => void;
      const run = (decays: tf.Tensor[], list: tf.Tensor[], order: typeof forwards) => {
        const [a, b] = [order(decays), order(list)];
        return order(length === u.shape[1] ? stepwise(a, b) : sideBySide(a, b, order));
      };
      const y = joined(run(placesOf(decayTensor, length), placesOf(uTensor, length), forwards), u.shape);
      save([decayTensor, y]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [decays, states] = saved.map((x) => placesOf(x, length));
        const gradients = run(later(decays), placesOf(dy, length), backwards);
        const products = earlier(states).map((before, i) => tf.mul(before, gradients[i]));
        return [joined(products, u.shape), joined(gradients, u.shape)];
      };
      return { value: y, gradFunc };
    });
    return operation(decay, u);
  };
}

/** By the definition, one location after another. */
export const stepwiseRecurrence: Recurrence = recurrence((length) => length);

/** The same in chunks of about the root of the length, side by side. */
export const chunkedRecurrence: Recurrence = recurrence(chunkLength);
