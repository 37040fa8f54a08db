/** HVQ-Trans (arXiv 2310.14228) as a method among others. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Rng } from '../../base';
import type { TensorData } from '../../compile';
import { countValues, drawNormal, drawParameters, type TensorMap, tensorOf, tidyTree } from '../../layers';
import type { AdamScalars } from '../../optimisation';
import { adamWSettings } from '../adamWSettings';
import { foldMaps, unfoldMaps } from '../foldedMaps';
import { gradientStep, successor } from '../gradientStep';
import { adamInputs, integerInput, scalarInput } from '../inputs';
import type { Method, Phase, Rebuilt, StepContext } from '../method';
import { count, sides } from '../numbers';
import { recordedSettings } from '../recordedSettings';
import { windowScoring } from '../sharedScorings';
import { isMoment } from '../state';
import { drawnShapes, drawState } from '../tableState';
import { halvesProblem, headsProblem } from '../transformerProblems';
import {
  codebookShapes,
  codebookWidths,
  type HvqTransArchitecture,
  hvqTransArchitecture,
  hvqTransParameters,
} from './architecture';
import {
  categoryRows,
  codebooksOf,
  movedCodebooks,
  namedCodebooks,
  nearestCategory,
  nearestPlaces,
  reseededCodebooks,
  transportCost,
} from './codebook';
import { hvqTransMultiplyAdds } from './cost';
import { hvqTransLoss } from './loss';
import { decodeMemories, encodeTokens, memoriesOf, type Read, readCodebooks, rebuildFromCodes } from './network';
import { type HvqTransConfig, hvqTransSections } from './settings';
import { codebooksFrom, startCodebooks } from './start';

/** Whether unused codes are reseeded after a step. */
export function reseedsAt(step: number, steps: number, { reseedEvery, reseedUntil }: HvqTransConfig['codebooks']) {
  return reseedEvery > 0 && step > 0 && step % reseedEvery === 0 && step < reseedUntil * steps;
}

/** A random token of an image of each category for each code, as a place among the tokens of the batch; 0 where there is none. */
function tokenPicks(rng: Rng, category: readonly number[], { grid, categories, codes }: HvqTransArchitecture) {
  const tokens = grid[0] * grid[1];
  const data = new Int32Array(categories.length * codes);
  for (const k of categories.keys()) {
    const images = category.flatMap((one, image) => (one === k ? [image] : []));
    if (!images.length) continue;
    for (let code = 0; code < codes; code++) data[k * codes + code] = rng.pick(images) * tokens + rng.int(tokens);
  }
  return { shape: [categories.length, codes], data };
}

function stepInputs({
  rng,
  step,
  steps,
  samples,
  architecture,
  config,
}: StepContext<HvqTransArchitecture, HvqTransConfig>) {
  const category = samples.map((sample) => Math.max(0, architecture.categories.indexOf(sample.category)));
  const isReseeded = reseedsAt(step, steps, config.codebooks);
  const { categories, codes } = architecture;
  const none = (): TensorData => ({
    shape: [categories.length, codes],
    data: new Int32Array(categories.length * codes),
  });
  const stream = rng.split(`reseeding ${step}`);
  const picks = [...codebookWidths(architecture).keys()].map((scope) => [
    scope,
    isReseeded ? tokenPicks(stream.split(scope), category, architecture) : none(),
  ]);
  return {
    category: integerInput(category),
    picks: Object.fromEntries(picks) as { [scope: string]: TensorData },
    limit: scalarInput(isReseeded ? config.codebooks.reseedBelow : 0),
    scalars: adamInputs(step, config.training),
  };
}

/** The codebooks after a step, from what they read in it. */
function nextCodebooks(
  state: TensorMap,
  reads: { [scope: string]: Read },
  rows: tf.Tensor2D,
  picks: { [scope: string]: tf.Tensor2D },
  limit: tf.Scalar,
): TensorMap {
  const moved = Object.entries(reads).map(([scope, { tokens, codes }]) => {
    const averaged = movedCodebooks(codebooksOf(state, scope), tokens, nearestPlaces(tokens, codes), rows);
    return namedCodebooks(scope, reseededCodebooks(averaged, tokens, picks[scope], limit, rows));
  });
  return Object.assign({}, ...moved) as TensorMap;
}

const training: Phase<HvqTransArchitecture, HvqTransConfig> = {
  name: 'training',
  share: 1,
  losses: ['total', 'reconstruction', 'commitment'],
  inputs: stepInputs,
  step(state, { features, ...input }, { architecture, config }) {
    const { category, picks, limit, scalars } = input as unknown as {
      category: tf.Tensor1D;
      picks: { [scope: string]: tf.Tensor2D };
      limit: tf.Scalar;
      scalars: AdamScalars;
    };
    const settings = adamWSettings(config);
    return tidyTree(() => {
      const tokens = foldMaps(features, architecture);
      const { state: next, losses } = gradientStep(state, scalars, settings, (parameters) =>
        hvqTransLoss(
          tokens,
          rebuildFromCodes(tokens, parameters, category, architecture),
          config.loss.lambdaCommitment,
        ),
      );
      // With the tokens of this step's forward pass: the same values as in the loss, which a compiled step computes once.
      const reads = readCodebooks(encodeTokens(tokens, state, architecture), state, category);
      const rows = categoryRows(category, architecture.categories.length);
      return { state: successor(next, nextCodebooks(state, reads, rows, picks, limit)), losses };
    });
  },
};

/**
 * Tokens, and what the codebooks make of them at test time.
 *
 * @param categories As in `Method.map`; where one is not known, the nearest of the top codes.
 */
function readTokens(
  features: tf.Tensor4D[],
  state: TensorMap,
  architecture: HvqTransArchitecture,
  categories?: tf.Tensor1D,
) {
  const { layers } = architecture;
  const tokens = foldMaps(features, architecture);
  const levels = encodeTokens(tokens, state, architecture);
  const nearest = nearestCategory(levels[layers], tensorOf(state, 'top.codes'));
  const category = categories ? tf.where(tf.less(categories, 0), nearest, categories) : nearest;
  const reads = readCodebooks(levels, state, category);
  return { tokens, reads, rebuilt: decodeMemories(memoriesOf(reads, layers), state, category, architecture) };
}

export const hvqTransMethod: Method<HvqTransArchitecture, HvqTransConfig> = {
  name: 'hvqtrans',
  title: 'HVQ-Trans',
  paper: {
    title: 'Hierarchical Vector Quantized Transformer for Multi-class Unsupervised Anomaly Detection',
    year: 2023,
    arxiv: '2310.14228',
    venue: 'NeurIPS',
  },
  sections: hvqTransSections,
  // A fraction of the authors' 1,000 epochs, so twenty times their rate of 1e-4.
  defaults: { training: { learningRate: 2e-3, beta1: 0.9, clip: 0.1 } },
  lossWeights: ['loss.lambdaCommitment'],
  architectureSchema: z.strictObject({
    channels: z.array(count),
    sizes: z.array(sides),
    grid: sides,
    inputs: count,
    categories: z.array(z.string()).min(1),
    ...recordedSettings(hvqTransSections.transformer.unwrap().omit({ stride: true })),
    codes: count,
  }),
  phases: [training],
  range: 'from 0: root of the mean squared difference of vectors with a mean square of 1',
  published: [windowScoring],
  // No other method is told the category: this row is what is left of HVQ-Trans without it.
  rows: { nearest: { title: 'HVQ-Trans, category chosen', settings: { codebooks: { category: 'nearest' } } } },
  dropped: 'counts and sums of the codebooks',
  check: ({ transformer }) => halvesProblem(transformer) ?? headsProblem(transformer),
  architecture: hvqTransArchitecture,
  implied: ({ transformer: { stride: _, ...rest }, codebooks: { codes } }) => ({ ...rest, codes }),
  initialise(rng, architecture) {
    const { categories, codes } = architecture;
    const books = [...codebookWidths(architecture)].map(([scope, width]) => [
      scope,
      { shape: [categories.length, codes, width], draw: drawNormal(1) },
    ]);
    const drawn = drawParameters(
      new Map(books as [string, { shape: number[]; draw: ReturnType<typeof drawNormal> }][]),
      rng,
    );
    return {
      ...drawState(hvqTransParameters(architecture), rng),
      ...codebooksFrom(drawn as { [scope: string]: tf.Tensor3D }),
    };
  },
  stateShapes: (architecture) =>
    new Map([...drawnShapes(hvqTransParameters(architecture)), ...codebookShapes(architecture)]),
  usedAtTestTime: (name) => !isMoment(name) && !name.endsWith('.sums') && !name.endsWith('.counts'),
  fit: startCodebooks,
  readsCategories: ({ codebooks }) => codebooks.category === 'told',
  map(features, state, architecture, { score }, categories) {
    const { tokens, rebuilt, reads } = readTokens(features, state, architecture, categories);
    const differences = unfoldMaps(tf.sub(rebuilt, tokens), architecture);
    const maps = differences.map((map) => tf.sqrt(tf.mean(tf.square(map), 3)) as tf.Tensor3D);
    if (score.transport === 0) return maps;
    // The mean over all maps is to be the mean over scales with the weighted cost on top.
    const last = reads[`levels.${architecture.layers - 1}`];
    const cost = tf.reshape(transportCost(last.tokens, last.codes), [-1, ...architecture.grid]) as tf.Tensor3D;
    const all = maps.length + 1;
    return [...maps.map((map) => tf.mul(map, all / maps.length)), tf.mul(cost, all * score.transport)] as tf.Tensor3D[];
  },
  // With the codebooks of the nearest category: who compares reconstructions does not tell categories.
  rebuild(features, state, architecture): Rebuilt {
    const { tokens, rebuilt } = readTokens(features, state, architecture);
    return { seen: unfoldMaps(tokens, architecture), rebuilt: unfoldMaps(rebuilt, architecture) };
  },
  cost(architecture, config) {
    const trained = countValues(hvqTransParameters(architecture));
    const codebooks = [...codebookShapes(architecture).values()].flatMap((shape) => shape.reduce((a, b) => a * b, 1));
    const state = codebooks.reduce((sum, values) => sum + values, trained);
    return { trained, state, ...hvqTransMultiplyAdds(architecture, config) };
  },
  paperSize: () => ({
    parameters: countValues(
      hvqTransParameters({
        channels: [24, 32, 56, 160],
        sizes: [],
        grid: [14, 14],
        categories: Array.from({ length: 15 }, (_, i) => `${i}`),
        ...{ inputs: 272, width: 256, heads: 8, hidden: 1024, layers: 4, codes: 512 },
      }),
    ),
    of: 'transformer and 15 heads on 272 channels of EfficientNet-B4, 14x14 tokens; the 17,694,720 values of codebooks are beside it',
  }),
};
