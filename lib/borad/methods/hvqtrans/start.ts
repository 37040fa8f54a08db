/** Codebooks that start on tokens of their category: from a Gaussian start one code per category would take all. */
import * as tf from '@tensorflow/tfjs-core';
import { CancelledError, type Rng } from '../../base';
import { disposeMap, type TensorMap, tensorOf, tidyTree } from '../../layers';
import { foldMaps } from '../foldedMaps';
import type { FitContext } from '../method';
import { codebookWidths, type HvqTransArchitecture } from './architecture';
import { quantise } from './codebook';
import { encodeTokens, levelTokens } from './network';
import type { HvqTransConfig } from './settings';

/** Images of a category whose tokens codes start from. */
const IMAGES = 16;

/** Places of some tokens, each once where there are enough. */
function randomPlaces(rng: Rng, tokens: number, count: number): Int32Array {
  const order = rng.permutation(tokens);
  return Int32Array.from({ length: count }, (_, i) => order[i % tokens]);
}

/** The codes of one category's codebooks, [1, n, D] each: the deepest level's first, since the others read its codes. */
function categoryCodes(levels: tf.Tensor3D[], codes: number, rng: Rng): TensorMap {
  const random = (tokens: tf.Tensor3D, scope: string): tf.Tensor3D => {
    const [batch, length, depth] = tokens.shape;
    const places = tf.tensor1d(randomPlaces(rng.split(scope), batch * length, codes), 'int32');
    return tf.expandDims(tf.gather(tf.reshape(tokens, [batch * length, depth]) as tf.Tensor2D, places), 0);
  };
  const deepest = levels[levels.length - 1];
  const top = random(deepest, 'top');
  const { value } = quantise(deepest, tf.tile(top, [deepest.shape[0], 1, 1]));
  const result: TensorMap = { top };
  for (let i = 0; i < levels.length - 1; i++) {
    result[`levels.${i}`] = random(levelTokens(levels, value, i), `levels.${i}`);
  }
  return result;
}

/** Codes with a count of 1 each. */
export function codebooksFrom(codes: { [scope: string]: tf.Tensor3D }): TensorMap {
  return Object.fromEntries(
    Object.entries(codes).flatMap(([scope, tensor]) => [
      [`${scope}.codes`, tensor],
      [`${scope}.sums`, tensor.clone()],
      [`${scope}.counts`, tf.ones(tensor.shape.slice(0, 2))],
    ]),
  );
}

/**
 * The codebooks of all categories from the first forward pass; a category without training images keeps what it had.
 *
 * @returns Tensors that the caller owns.
 * @throws {CancelledError} the signal fired.
 */
export async function startCodebooks(
  state: TensorMap,
  { rng, features, architecture, report, signal }: FitContext<HvqTransArchitecture, HvqTransConfig>,
): Promise<TensorMap> {
  const { categories, codes } = architecture;
  const progress = report('codebooks of categories', categories.length);
  const found: TensorMap[] = [];
  for (const [i, category] of categories.entries()) {
    if (signal?.aborted) {
      progress.finish();
      for (const map of found) disposeMap(map);
      throw new CancelledError(`Stopped at codebook ${i} of ${categories.length}, before the first step.`);
    }
    const own = features.samples.flatMap((sample, at) => (sample.category === category ? [at] : []));
    const stream = rng.split(`codebook ${category}`);
    const chosen = [...stream.permutation(own.length).subarray(0, IMAGES)].map((at) => own[at]);
    const maps = chosen.length ? await features.gather(chosen) : [];
    found.push(
      tidyTree(() => {
        if (!chosen.length) return existing(state, architecture, i);
        const tensors = maps.map((map, scale) => tf.tensor4d(map, [chosen.length, ...features.shapes[scale]]));
        const levels = encodeTokens(foldMaps(tensors, architecture), state, architecture);
        return categoryCodes(levels, codes, stream);
      }),
    );
    progress.update(i + 1);
  }
  progress.finish(`codebooks of ${categories.length} categories`);
  const joined = tidyTree(() => {
    const scopes = [...codebookWidths(architecture).keys()];
    const all = scopes.map((scope) => [scope, tf.concat(found.map((map) => map[scope]))]);
    return codebooksFrom(Object.fromEntries(all));
  });
  for (const map of found) disposeMap(map);
  return joined;
}

/** The codes that a category has. */
function existing(state: TensorMap, architecture: HvqTransArchitecture, category: number): TensorMap {
  const scopes = [...codebookWidths(architecture).keys()];
  const codes = scopes.map((scope) => [scope, tf.slice(tensorOf(state, `${scope}.codes`), [category], [1])]);
  return Object.fromEntries(codes);
}
