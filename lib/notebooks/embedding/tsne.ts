import { OptionError, type Rng } from 'borad/base';
import { checkRows } from 'borad/metrics';

export interface TsneOptions {
  /** Effective number of neighbours of an item, at least 1 and below n / 3. Default 30. */
  perplexity?: number;
  /** Steps of gradient descent at most, over 150, of which the first 100 exaggerate. Default 300. */
  iterations?: number;
  /** Default n / 2: of 20 to 1000 what reached the lowest divergence for 112 to 448 items. */
  learningRate?: number;
  /** Factor on the affinities of the first 100 steps. Default 4, as in the paper of t-SNE. */
  earlyExaggeration?: number;
}

/** A picture of high-dimensional items in the plane. */
export interface TsneEmbedding {
  /** [n, 2], row by row. The units mean nothing. */
  points: Float64Array;
  /** Kullback-Leibler divergence of the affinities in the plane from those of the items, nats. */
  divergence: number;
  /** Steps done: fewer than asked for when the divergence no longer fell. */
  iterations: number;
}

/** What is used of a model of the package tsne-js, which has no types of its own. */
interface TsneModel {
  outputEmbedding: { data: Float64Array };
  distances: { data: Float64Array };
  init(input: { data: number[][]; type: 'dense' }): void;
  on(event: 'progressStatus', listener: (status: string) => void): void;
  run(): [number, number];
}

type TsneConstructor = new (options: {
  dim: number;
  perplexity: number;
  earlyExaggeration: number;
  learningRate: number;
  nIter: number;
}) => TsneModel;

/** Standard deviation of the start, that of tsne-js and of the paper of t-SNE. */
const START = 1e-4;

/**
 * t-SNE (van der Maaten and Hinton 2008; reference [38] of Figure 4a) by the package tsne-js, seeded and with the affinities
 * of that paper.
 *
 * The package draws its start by Math.random; here the start is drawn from `rng` and put in its place before the descent,
 * which draws nothing: the same rows and seed give the same points on one machine. And the package takes exp(-d beta) of
 * the distance d for an affinity where the method takes exp(-d^2 beta): the distances are squared when the package says that
 * affinities come next.
 *
 * Exact: time and memory grow with n^2 (five n x n matrices of float64 live at once).
 *
 * @param rows n rows of d features, row by row. Rows of length 1 make the affinities follow the cosine.
 * @throws {OptionError} perplexity or iterations are out of range. @throws {ShapeError} rows do not hold n rows.
 * @throws {NumericError} a value is not finite.
 */
export function tsne(rows: ArrayLike<number>, n: number, rng: Rng, options: TsneOptions = {}): TsneEmbedding {
  const { perplexity = 30, iterations = 300, learningRate = n / 2, earlyExaggeration = 4 } = options;
  if (!(perplexity >= 1 && perplexity < n / 3)) {
    throw new OptionError(`tsne: perplexity must be from 1 to below n / 3 = ${(n / 3).toFixed(1)}, got ${perplexity}.`);
  }
  if (!Number.isInteger(iterations) || iterations <= 150) {
    throw new OptionError(`tsne: iterations must be an integer above 150, got ${iterations}.`);
  }
  const d = rows.length / n;
  checkRows(rows, n, d, 'tsne');
  const Tsne: TsneConstructor = require('tsne-js');
  const model = new Tsne({ dim: 2, perplexity, earlyExaggeration, learningRate, nIter: iterations });
  const values = Array.from(rows);
  const data = Array.from({ length: n }, (_, i) => values.slice(i * d, (i + 1) * d));
  model.init({ data, type: 'dense' });
  const points = model.outputEmbedding.data;
  for (let i = 0; i < points.length; i++) points[i] = START * rng.normal();
  model.on('progressStatus', (status) => {
    if (status !== 'Calculating joint probabilities') return;
    const distances = model.distances.data;
    distances.forEach((distance, i) => {
      distances[i] = distance * distance;
    });
  });
  const [divergence, done] = model.run();
  return { points: Float64Array.from(points), divergence, iterations: done };
}
