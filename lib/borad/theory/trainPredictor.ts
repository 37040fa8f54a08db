import { OptionError, type Rng } from '../base';
import { type Mixture, mixtureExpectation, mixtureGrid, mixturePredictor } from './mixturePredictor';

export interface TrainPredictorOptions {
  /** Hidden units. */
  hidden: number;
  /** Steps of Adam on the whole distribution. */
  steps: number;
  /** Step size. Default 0.02, falling to 0 along a half cosine. */
  rate?: number;
  /** Steps at which the loss is recorded, besides 0 and the last. Default every tenth of `steps`. */
  record?: readonly number[];
}

export interface TrainedPredictor {
  /** q(x), d values. */
  predict(x: number): Float64Array;
  /** Loss (eq. 18) over the whole distribution at the recorded steps. */
  curve: { step: number; loss: number }[];
}

/**
 * A network of one hidden tanh layer, trained to predict Y from X of a mixture (eq. 18) in float64. The gradient is that of
 * the whole distribution, by quadrature, so that nothing but the network's capacity and the number of steps keeps the loss
 * above the conditional variance (eq. 22).
 *
 * @param rng draws the first weights.
 * @throws {OptionError} hidden or steps is not a positive integer.
 */
export function trainPredictor(mixture: Mixture, rng: Rng, options: TrainPredictorOptions): TrainedPredictor {
  const { hidden, steps, rate = 0.02 } = options;
  if (!(Number.isInteger(hidden) && hidden > 0 && Number.isInteger(steps) && steps > 0)) {
    throw new OptionError(`trainPredictor: expected positive integers hidden and steps, got ${hidden} and ${steps}.`);
  }
  const record = new Set([
    ...(options.record ?? Array.from({ length: 10 }, (_, i) => Math.round((i * steps) / 10))),
    0,
    steps,
  ]);
  const d = mixture.targets[0].length;
  const grid = mixtureGrid(mixture, 4);
  const expected = Array.from(grid.x, (x) => mixtureExpectation(mixture, x));
  const [least, most] = [Math.min(...mixture.centres), Math.max(...mixture.centres)];
  // Layout: slope and offset of each unit, then d output weights a unit, then d output offsets.
  const parameters = new Float64Array(hidden * (2 + d) + d);
  for (let h = 0; h < hidden; h++) {
    const slope = (rng.chance(0.5) ? 1 : -1) / mixture.spread;
    parameters[2 * h] = slope;
    parameters[2 * h + 1] = -slope * rng.range(least, most);
    for (let c = 0; c < d; c++) parameters[2 * hidden + h * d + c] = rng.normal() / Math.sqrt(hidden);
  }
  const activation = new Float64Array(hidden);
  const output = new Float64Array(d);
  const forward = (x: number): Float64Array => {
    for (let c = 0; c < d; c++) output[c] = parameters[hidden * (2 + d) + c];
    for (let h = 0; h < hidden; h++) {
      activation[h] = Math.tanh(parameters[2 * h] * x + parameters[2 * h + 1]);
      for (let c = 0; c < d; c++) output[c] += parameters[2 * hidden + h * d + c] * activation[h];
    }
    return output;
  };
  const gradient = new Float64Array(parameters.length);
  const accumulate = (x: number, target: readonly number[], weight: number): void => {
    const found = forward(x);
    for (let h = 0; h < hidden; h++) {
      let back = 0;
      for (let c = 0; c < d; c++) {
        const error = 2 * weight * (found[c] - target[c]);
        gradient[2 * hidden + h * d + c] += error * activation[h];
        back += error * parameters[2 * hidden + h * d + c];
      }
      back *= 1 - activation[h] ** 2;
      gradient[2 * h] += back * x;
      gradient[2 * h + 1] += back;
    }
    for (let c = 0; c < d; c++) gradient[hidden * (2 + d) + c] += 2 * weight * (found[c] - target[c]);
  };
  const first = new Float64Array(parameters.length);
  const second = new Float64Array(parameters.length);
  const curve: { step: number; loss: number }[] = [];
  for (let step = 0; step <= steps; step++) {
    if (record.has(step)) curve.push({ step, loss: mixturePredictor(mixture, forward).loss });
    if (step === steps) break;
    gradient.fill(0);
    // The loss differs from E|q - E[Y|X]|^2 by a constant, so their gradients are the same.
    grid.x.forEach((x, i) => {
      if (grid.probability[i] > 1e-12) accumulate(x, expected[i], grid.probability[i]);
    });
    const size = rate * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
    for (let i = 0; i < parameters.length; i++) {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i];
      second[i] = 0.999 * second[i] + 0.001 * gradient[i] ** 2;
      const scaled = first[i] / (1 - 0.9 ** (step + 1));
      parameters[i] -= (size * scaled) / (Math.sqrt(second[i] / (1 - 0.999 ** (step + 1))) + 1e-10);
    }
  }
  return { predict: (x) => Float64Array.from(forward(x)), curve };
}
