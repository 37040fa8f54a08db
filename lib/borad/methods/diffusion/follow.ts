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

/** The state with moments of zero, for an optimiser that begins anew; the old ones are freed, the other tensors handed on. */
export function withFreshMoments(state: TensorMap): TensorMap {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => {
      if (!isMoment(name)) return [name, tensor];
      tensor.dispose();
      return [name, tf.zeros(tensor.shape)];
    }),
  );
}
