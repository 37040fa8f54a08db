/** What cases do alike that hold a whole training in one file: weights `w.`, inputs `NAME.STEP`, `grad.`, `step1.`, `step5.`. */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterTable, TensorMap } from '../../lib/borad/layers';
import { gradientStep, type Objective, stateGradients } from '../../lib/borad/methods/gradientStep';
import { flatAdam } from '../../lib/borad/methods/state';
import { biasCorrections, initialAdam } from '../../lib/borad/optimisation';
import { byElement, byRelativeL2, greatest, tensor, tensorsUnder } from './compare';
import type { Engine, Values } from './engine';
import type { Comparison, Oracle } from './oracle';

/** A method's training as the vectors of a case store it. */
export interface Training {
  /** The trained tensors: exactly those under `w.`, apart from the ones that `constant` tells. */
  table: ParameterTable;
  /** Names of a step's inputs, which end with the step. */
  inputs: string[];
  /** Further inputs of a step. */
  more?: (step: number) => TensorMap;
  objective(given: TensorMap): Objective;
  /** Results of the first step's forward pass, by the names under which they are stored before or behind `.0`. */
  outputs(given: TensorMap, parameters: TensorMap): { [name: string]: tf.Tensor | tf.Tensor[] };
  /** Whether a tensor under `w.` is changed by no gradient. */
  constant?(name: string): boolean;
  /** What becomes of the constants at a step. */
  moved?(given: TensorMap, state: TensorMap): TensorMap;
  /** Constants that the start does not store. */
  initial?: TensorMap;
}

/** Channels of the layer that takes the tokens. */
export const widthOf = (tensors: Oracle['tensors']): number => tensors['w.embed.weight'].shape[1];

/** How many numbers follow a prefix. */
export function countLayers(tensors: Oracle['tensors'], prefix: string): number {
  const names = Object.keys(tensors).filter((name) => name.startsWith(prefix));
  return new Set(names.map((name) => name.slice(prefix.length).split('.')[0])).size;
}

/** The inputs of a step under their names without its number. */
function inputsOf(oracle: Oracle, { inputs, more }: Training, step: number): TensorMap {
  const stored = inputs.map((name) => {
    // The step stands behind the first part of a name: `drop.STEP.PART`.
    const [first, ...others] = name.split('.');
    return [name, tensor(oracle, [first, step, ...others].join('.'))];
  });
  return { ...Object.fromEntries(stored), ...more?.(step) };
}

/** A result that may be a list, by the names of the vectors: NAME.0, or NAME.0.PART. */
function compareOutputs(oracle: Oracle, found: Values): Comparison[] {
  const result: Comparison[] = [];
  for (const [path, values] of Object.entries(found)) {
    if (!path.startsWith('outputs/')) continue;
    const [, name, part] = path.split('/');
    const stored = [`${name}.0${part === undefined ? '' : `.${part}`}`, `${name}.${part}`].find(
      (candidate) => candidate in oracle.tensors,
    );
    if (!stored) throw new Error(`${oracle.name} has no ${name}.0.`);
    result.push(byElement(stored, values, oracle.tensors[stored].data, oracle.json.tolerance.forward));
  }
  return result;
}

/** Outputs, losses and gradients of the first step, and the state after as many steps as are stored. */
export async function checkTrained(oracle: Oracle, engine: Engine, training: Training): Promise<Comparison[]> {
  const { values, tolerance, tensors } = oracle.json;
  const { constant = () => false } = training;
  const weights = tensorsUnder(oracle, 'w.');
  const trained = Object.fromEntries(Object.entries(weights).filter(([name]) => !constant(name)));
  const shapes = (entries: Iterable<[string, { shape: readonly number[] }]>) =>
    [...entries].map(([name, { shape }]) => `${name} ${shape}`).sort();
  const stored = shapes(Object.entries(trained));
  const own = shapes(training.table);
  const differing = [...stored.filter((one) => !own.includes(one)), ...own.filter((one) => !stored.includes(one))];
  const result: Comparison[] = [
    { what: `names and shapes: ${differing.join('; ')}`, deviation: differing.length, tolerance: 0 },
  ];

  let state: TensorMap = { ...weights, ...training.initial, ...flatAdam(initialAdam(trained)) };
  const first = { state, given: inputsOf(oracle, training, 0) };
  const started = await engine.evaluate(
    ({ state: now, given }: typeof first) => ({
      ...stateGradients(now, training.objective(given)),
      outputs: training.outputs(given, now),
    }),
    first,
  );
  result.push(...compareOutputs(oracle, started));
  for (const name of Object.keys(oracle.tensors).filter((one) => one.startsWith('grad.'))) {
    const gradient = started[`gradients/${name.slice('grad.'.length)}`];
    if (tensors[name].free) result.push({ what: `${name} is zero`, deviation: greatest(gradient), tolerance: 1e-4 });
    else result.push(byElement(name, gradient, oracle.tensors[name].data, tolerance.gradient));
  }

  const { learningRate, ...adam } = values.adam;
  const inputAt = (step: number) => {
    const { first: one, second: two } = biasCorrections(step, adam.beta1, adam.beta2);
    const scalars = {
      learningRate: tf.scalar(learningRate),
      firstCorrection: tf.scalar(one),
      secondCorrection: tf.scalar(two),
    };
    return { state, given: inputsOf(oracle, training, step), scalars };
  };
  const prepared = await engine.prepare(({ state: now, given, scalars }: ReturnType<typeof inputAt>) => {
    const next = gradientStep(now, scalars, adam, training.objective(given));
    return { ...next, state: { ...next.state, ...training.moved?.(given, now) } };
  }, inputAt(0));
  for (const [step, expected] of (values.losses as Record<string, number>[]).entries()) {
    const found = await prepared.run(inputAt(step));
    for (const [name, value] of Object.entries(expected))
      result.push(byElement(`step ${step} ${name}`, found[`losses/${name}`], [value], tolerance.forward));
    state = Object.fromEntries(
      Object.entries(state).map(([name, { shape }]) => [
        name,
        tf.tensor(Float32Array.from(found[`state/${name}`]), shape),
      ]),
    );
    const prefix = `step${step + 1}.`;
    for (const name of Object.keys(oracle.tensors).filter((one) => one.startsWith(prefix))) {
      if (tensors[name].free) continue;
      const moved = state[name.slice(prefix.length)].dataSync();
      result.push(byRelativeL2(name, moved, oracle.tensors[name].data, tolerance.steps.relL2));
    }
  }
  prepared.dispose();
  return result;
}

/**
 * A module with weights `w.`: y and the gradients of sum(y * upstream) by each tensor that has a `grad.`.
 *
 * @param inputs Names of its inputs.
 * @param scope Put before the names of the weights.
 */
export async function checkWeighted(
  oracle: Oracle,
  engine: Engine,
  inputs: string[],
  apply: (given: TensorMap, parameters: TensorMap) => tf.Tensor,
  scope = '',
): Promise<Comparison[]> {
  const { tolerance, tensors } = oracle.json;
  const wanted = Object.keys(oracle.tensors)
    .filter((name) => name.startsWith('grad.'))
    .map((name) => name.slice('grad.'.length));
  const source = (name: string) => (inputs.includes(name) ? name : `w.${name}`);
  const all = {
    given: Object.fromEntries(wanted.map((name) => [name, tensor(oracle, source(name))])),
    upstream: tensor(oracle, 'upstream'),
  };
  const found = await engine.evaluate(({ given, upstream }: typeof all) => {
    const run = (map: TensorMap) =>
      apply(map, Object.fromEntries(Object.entries(map).map(([name, value]) => [scope + name, value])));
    const weighted = (...parts: tf.Tensor[]) =>
      tf.sum(tf.mul(run(Object.fromEntries(wanted.map((name, i) => [name, parts[i]]))), upstream));
    return { y: run(given), grads: tf.grads(weighted)(wanted.map((name) => given[name])) };
  }, all);
  const result = [byElement('y', found.y, oracle.tensors.y.data, tolerance.forward)];
  wanted.forEach((name, i) => {
    const label = `grad.${name}`;
    if (tensors[label].free)
      result.push({ what: `${label} is zero`, deviation: greatest(found[`grads/${i}`]), tolerance: 1e-4 });
    else result.push(byElement(label, found[`grads/${i}`], oracle.tensors[label].data, tolerance.gradient));
  });
  return result;
}
