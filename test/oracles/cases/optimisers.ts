/** optimiser_stable_adamw: the update over given gradients, its schedule, and the clipped gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../../lib/borad/layers';
import {
  biasCorrections,
  clipGradients,
  initialStable,
  type StableState,
  stableAdamW,
  warmupCosineAt,
} from '../../../lib/borad/optimisation';
import { byElement, byValue, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';

const SETTINGS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-10, weightDecay: 1e-4 };
const LIMIT = 0.1;

/** What a schedule was made with: it is whole at the end of its rise, and its last value is near the end of its fall. */
function shapeOf(schedule: number[]) {
  const steps = schedule.length;
  const peak = Math.max(...schedule);
  const warmup = schedule.indexOf(peak) + 1;
  const left = (1 + Math.cos((Math.PI * (steps - 1 - warmup)) / (steps - warmup))) / 2;
  return { steps, warmup, last: (schedule[steps - 1] / peak - left) / (1 - left) };
}

async function checkStable(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const { learningRates, schedule } = oracle.json.values;
  const tolerance = oracle.json.tolerance.forward;
  const result: Comparison[] = [];
  let parameters: TensorMap = tensorsUnder(oracle, 'p.0.');
  let state: StableState = initialStable(parameters);
  const inputAt = (step: number) => {
    const { first, second } = biasCorrections(step, SETTINGS.beta1, SETTINGS.beta2);
    const scalars = {
      learningRate: tf.scalar(learningRates[step]),
      firstCorrection: tf.scalar(first),
      secondCorrection: tf.scalar(second),
    };
    return { parameters, state, gradients: tensorsUnder(oracle, `g.${step}.`), scalars };
  };
  const prepared = await engine.prepare(
    (input: ReturnType<typeof inputAt>) =>
      stableAdamW(input.parameters, input.gradients, input.state, input.scalars, SETTINGS),
    inputAt(0),
  );
  for (const step of learningRates.keys()) {
    const found = await prepared.run(inputAt(step));
    const read = (prefix: string, map: TensorMap): TensorMap =>
      Object.fromEntries(
        Object.entries(map).map(([name, { shape }]) => [
          name,
          tf.tensor(Float32Array.from(found[`${prefix}${name}`]), shape),
        ]),
      );
    parameters = read('parameters/', parameters);
    state = {
      first: read('state/first/', state.first),
      second: read('state/second/', state.second),
      greatest: read('state/greatest/', state.greatest),
    };
    for (const [name, { data }] of Object.entries(oracle.tensors)) {
      if (!name.startsWith(`p.${step + 1}.`)) continue;
      result.push(byElement(name, parameters[name.slice(`p.${step + 1}.`.length)].dataSync(), data, tolerance));
    }
  }
  prepared.dispose();
  const clipped = await engine.evaluate(
    (gradients: TensorMap) => clipGradients(gradients, LIMIT),
    tensorsUnder(oracle, 'clip.g.'),
  );
  for (const [name, values] of Object.entries(clipped))
    result.push(byElement(`clip.out.${name}`, values, oracle.tensors[`clip.out.${name}`].data, tolerance));
  const peak = Math.max(...schedule);
  const shape = shapeOf(schedule);
  for (const [step, rate] of (schedule as number[]).entries())
    result.push(byValue(`rate ${step}`, peak * warmupCosineAt(step, shape), rate, 1e-12));
  return result;
}

export const cases = [{ match: /^optimiser_stable_adamw/, run: checkStable }];
