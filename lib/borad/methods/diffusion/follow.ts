/** Parts of a state that another part decides, or that begin anew with a phase. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../layers';
import { isMoment } from '../state';

/**
 * The state in which the tensors under some prefixes are those of another: `{ 'guide.encoder.': 'unet.encoder.' }`.
 *
 * @param state Its own tensors that are replaced are freed; the others are handed on.
 */
export function following(state: TensorMap, leaders: { [follower: string]: string }): TensorMap {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => {
      const follower = Object.keys(leaders).find((prefix) => name.startsWith(prefix));
      if (follower === undefined) return [name, tensor];
      tensor.dispose();
      return [name, state[leaders[follower] + name.slice(follower.length)].clone()];
    }),
  );
}

/** The state with its moments times `keep`: 0 at a phase's first step, else 1. Within a scope that frees what it makes. */
export function keptMoments(state: TensorMap, keep: tf.Scalar): TensorMap {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, isMoment(name) ? tf.mul(tensor, keep) : tensor]),
  );
}
