/** What cases of several methods do alike: a module with its gradients, one step's gradients, and a trajectory of steps. */
import * as tf from '@tensorflow/tfjs-core';
import {
  filterMap,
  type NormContext,
  type ParameterTable,
  type TensorMap,
  updateStatistics,
} from '../../lib/borad/layers';
import { gradientStep, type Objective, stateGradients, type TrainedPart } from '../../lib/borad/methods/gradientStep';
import { flatAdam } from '../../lib/borad/methods/state';
import { biasCorrections, initialAdam } from '../../lib/borad/optimisation';
import { byElement, byRelativeL2, greatest, tensor, tensorsUnder } from './compare';
import type { Engine } from './engine';
import { loadOracle } from './load';
import type { Comparison, Oracle } from './oracle';

const isStatistic = (name: string) => name.includes('running_');

/** A method's network as the vectors of a case store it. */
export interface Network {
  /** Prefix that the method gives the names of the case. Default: none. */
  prefix?: string;
  /** The loss of a step on the tensors `stepN.`, under the names that follow. */
  objective(input: TensorMap, oracle: Oracle): Objective;
  /** Tensors of the state that are not trained and stand in the start's JSON. Default: none. */
  constants?(start: Oracle): TensorMap;
  /** What a step trains, and how fast. Default: everything at the whole rate. */
  part?(start: Oracle): TrainedPart;
}

/** The state before the first step of the case NAME_start: weights, statistics, constants, and Adam's moments of the weights. */
function startingState(start: Oracle, { prefix = '', constants }: Network): TensorMap {
  const names = Object.keys(start.tensors).filter((name) => !/^step\d/.test(name));
  const weights = Object.fromEntries(names.map((name) => [prefix + name, tensor(start, name)]));
  const moments = flatAdam(initialAdam(filterMap(weights, (name) => !isStatistic(name))));
  return { ...weights, ...constants?.(start), ...moments };
}

const startOf = (oracle: Oracle) => loadOracle(oracle.folder, oracle.name.replace(/_(step|after)\d+$/, '_start'));

/** A method's table has exactly the names and shapes that the vectors of a start store. */
export function checkNames(oracle: Oracle, table: ParameterTable, prefix = ''): Comparison[] {
  const stored = Object.keys(oracle.tensors).filter((name) => !/^step\d/.test(name));
  const names = new Set([...table.keys(), ...stored.map((name) => prefix + name)]);
  const differing = [...names].filter(
    (name) => table.get(name)?.shape.join() !== oracle.tensors[name.slice(prefix.length)]?.shape.join(),
  );
  return [{ what: `names and shapes: ${differing.join(', ')}`, deviation: differing.length, tolerance: 0 }];
}

/** Losses and gradients of the first step. */
export async function checkStep(oracle: Oracle, engine: Engine, network: Network): Promise<Comparison[]> {
  const { prefix = '' } = network;
  const start = startOf(oracle);
  const input = { state: startingState(start, network), input: tensorsUnder(start, 'step0.') };
  const found = await engine.evaluate(
    (given: typeof input) => stateGradients(given.state, network.objective(given.input, start)),
    input,
  );
  const { tolerance, values, tensors } = oracle.json;
  const result = Object.entries<number>(values.losses).map(([name, value]) =>
    byElement(name, found[`losses/${name}`], [value], tolerance.loss),
  );
  for (const [name, { data }] of Object.entries(oracle.tensors)) {
    const gradient = found[`gradients/${prefix}${name.slice('grad.'.length)}`];
    if (tensors[name].free) result.push({ what: `${name} is zero`, deviation: greatest(gradient), tolerance: 1e-4 });
    else result.push(byElement(name, gradient, data, tolerance.gradient));
  }
  return result;
}

/** The losses of as many steps as the vectors name, and the state afterwards. */
export async function checkTrajectory(oracle: Oracle, engine: Engine, network: Network): Promise<Comparison[]> {
  const { prefix = '' } = network;
  const start = startOf(oracle);
  const { adam } = start.json.values;
  const { tolerance, values, tensors } = oracle.json;
  const inputOf = (state: TensorMap, step: number) => {
    const { first, second } = biasCorrections(step, adam.beta1, adam.beta2);
    const scalars = {
      learningRate: tf.scalar(adam.lr),
      firstCorrection: tf.scalar(first),
      secondCorrection: tf.scalar(second),
    };
    return { state, input: tensorsUnder(start, `step${step}.`), scalars };
  };
  const result: Comparison[] = [];
  let state = startingState(start, network);
  const prepared = await engine.prepare(
    (given: ReturnType<typeof inputOf>) =>
      gradientStep(given.state, given.scalars, adam, network.objective(given.input, start), network.part?.(start)),
    inputOf(state, 0),
  );
  for (const [step, expected] of (values.losses as Record<string, number>[]).entries()) {
    const found = await prepared.run(inputOf(state, step));
    for (const [name, value] of Object.entries(expected)) {
      result.push(byElement(`step ${step} ${name}`, found[`losses/${name}`], [value], tolerance.loss));
    }
    state = Object.fromEntries(
      Object.entries(state).map(([name, { shape }]) => [
        name,
        tf.tensor(Float32Array.from(found[`state/${name}`]), shape),
      ]),
    );
  }
  prepared.dispose();
  for (const [name, { data }] of Object.entries(oracle.tensors)) {
    if (tensors[name].free) continue;
    result.push(byRelativeL2(name, state[prefix + name].dataSync(), data, tolerance.relL2));
  }
  return result;
}

/** A module whose vectors hold `before.`, x, y, upstream, `grad.` and, in training mode, `after.`. */
export interface Module {
  mode: NormContext['mode'];
  apply(x: tf.Tensor, parameters: TensorMap, context: NormContext): tf.Tensor;
}

/** Compares y, the gradients of sum(y * upstream), and the moved statistics. */
export async function checkModule(oracle: Oracle, engine: Engine, module: Module): Promise<Comparison[]> {
  const { tolerance } = oracle.json;
  const wanted = Object.keys(oracle.tensors)
    .filter((name) => name.startsWith('grad.') && name !== 'grad.x')
    .map((name) => name.slice('grad.'.length));
  const input = {
    x: tensor(oracle, 'x'),
    upstream: tensor(oracle, 'upstream'),
    given: tensorsUnder(oracle, 'before.'),
  };
  const found = await engine.evaluate(({ x, upstream, given }: typeof input) => {
    const statistics = filterMap(given, isStatistic);
    const context = (): NormContext => ({ mode: module.mode, statistics, batch: {} });
    const own = context();
    const y = module.apply(x, given, own);
    const weighted = (first: tf.Tensor, ...rest: tf.Tensor[]) => {
      const parameters = { ...given, ...Object.fromEntries(wanted.map((name, i) => [name, rest[i]])) };
      return tf.sum(tf.mul(module.apply(first, parameters, context()), upstream));
    };
    const grads = tf.grads(weighted)([x, ...wanted.map((name) => given[name])]);
    return { y, grads, after: updateStatistics(statistics, own.batch) };
  }, input);
  const result = [byElement('y', found.y, oracle.tensors.y.data, tolerance.forward)];
  ['x', ...wanted].forEach((name, i) => {
    const expected = oracle.tensors[`grad.${name}`].data;
    if (oracle.json.tensors[`grad.${name}`].free)
      result.push({ what: `grad.${name} is zero`, deviation: greatest(found[`grads/${i}`]), tolerance: 1e-4 });
    else result.push(byElement(`grad.${name}`, found[`grads/${i}`], expected, tolerance.gradient));
  });
  for (const name of Object.keys(oracle.tensors).filter((key) => key.startsWith('after.'))) {
    const moved = found[`after/${name.slice('after.'.length)}`];
    result.push(byElement(name, moved, oracle.tensors[name].data, tolerance.forward));
  }
  return result;
}

/**
 * A module that reads several named tensors: y and the gradients of sum(y * upstream) by each that has a `grad.`.
 *
 * @param apply The module on the tensors, by the names of the vectors.
 */
export async function checkNamed(
  oracle: Oracle,
  engine: Engine,
  apply: (given: TensorMap) => tf.Tensor,
): Promise<Comparison[]> {
  const { tolerance } = oracle.json;
  const names = Object.keys(oracle.tensors).filter((name) => `grad.${name}` in oracle.tensors);
  const input = {
    given: Object.fromEntries(names.map((name) => [name, tensor(oracle, name)])),
    upstream: tensor(oracle, 'upstream'),
  };
  const found = await engine.evaluate(({ given, upstream }: typeof input) => {
    const weighted = (...tensors: tf.Tensor[]) =>
      tf.sum(tf.mul(apply(Object.fromEntries(names.map((name, i) => [name, tensors[i]]))), upstream));
    return { y: apply(given), grads: tf.grads(weighted)(names.map((name) => given[name])) };
  }, input);
  const result = [byElement('y', found.y, oracle.tensors.y.data, tolerance.forward)];
  names.forEach((name, i) => {
    result.push(
      byElement(`grad.${name}`, found[`grads/${i}`], oracle.tensors[`grad.${name}`].data, tolerance.gradient),
    );
  });
  return result;
}

/** The same tensors under a scope. */
export const prefixed = (map: TensorMap, scope: string): TensorMap =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [`${scope}.${name}`, value]));

/** A network whose vectors hold weights `w.`, the inputs of each step under `NAME.i`, and what comes of them. */
export interface TrainedNetwork {
  /** The inputs of a step, which the vectors hold as `NAME.step`. */
  inputs(oracle: Oracle, step: number): TensorMap;
  /** What is computed from a step's inputs, by the names under which the vectors hold it for the first. */
  forward(input: TensorMap, parameters: TensorMap): TensorMap;
  losses(input: TensorMap, outputs: TensorMap): { total: tf.Scalar; [part: string]: tf.Scalar };
  /** Default: everything is trained. */
  isTrained?: (name: string) => boolean;
}

/** The tensors of a step under some names. */
export const stepTensors = (oracle: Oracle, names: readonly string[], step: number): TensorMap =>
  Object.fromEntries(names.map((name) => [name, tensor(oracle, `${name}.${step}`)]));

/** Outputs and gradients, by weights and inputs, of the first step. */
async function checkFirst(oracle: Oracle, { evaluate }: Engine, network: TrainedNetwork): Promise<Comparison[]> {
  const { tolerance, tensors } = oracle.json;
  const input = { given: network.inputs(oracle, 0), weights: tensorsUnder(oracle, 'w.') };
  const wanted = Object.keys(tensors).filter((name) => name.startsWith('grad.'));
  const found = await evaluate(({ given, weights }: typeof input) => {
    const both: TensorMap = { ...weights, ...prefixed(given, 'input') };
    const names = wanted.map((name) => {
      const own = name.slice('grad.'.length);
      return own in weights ? own : `input.${own.replace(/\.0$/, '')}`;
    });
    const loss = (...list: tf.Tensor[]) => {
      const all: TensorMap = { ...both, ...Object.fromEntries(names.map((name, i) => [name, list[i]])) };
      const own = Object.fromEntries(Object.keys(given).map((name) => [name, all[`input.${name}`]]));
      return network.losses(own, network.forward(own, all)).total;
    };
    return { outputs: network.forward(given, weights), grads: tf.grads(loss)(names.map((name) => both[name])) };
  }, input);
  const outputs = Object.entries(found).filter(([path]) => path.startsWith('outputs/'));
  return [
    ...outputs.map(([path, values]) => {
      const name = path.slice('outputs/'.length);
      const stored = oracle.tensors[`${name}.0`] ?? oracle.tensors[name];
      return byElement(name, values, stored.data, tolerance.forward);
    }),
    ...wanted.map((name, i) =>
      tensors[name].free
        ? { what: `${name} is zero`, deviation: greatest(found[`grads/${i}`]), tolerance: 1e-4 }
        : byElement(name, found[`grads/${i}`], oracle.tensors[name].data, tolerance.gradient),
    ),
  ];
}

/** Losses of the steps that the vectors name, and the weights after those of them that are stored (`stepN.`). */
async function checkSteps(oracle: Oracle, engine: Engine, network: TrainedNetwork): Promise<Comparison[]> {
  const { tolerance, values, tensors } = oracle.json;
  const { adam } = values;
  const weights = tensorsUnder(oracle, 'w.');
  const isTrained = network.isTrained ?? (() => true);
  let state: TensorMap = { ...weights, ...flatAdam(initialAdam(filterMap(weights, isTrained))) };
  const inputOf = (step: number) => {
    const { first, second } = biasCorrections(step, adam.beta1, adam.beta2);
    const scalars = {
      learningRate: tf.scalar(adam.learningRate),
      firstCorrection: tf.scalar(first),
      secondCorrection: tf.scalar(second),
    };
    return { state, given: network.inputs(oracle, step), scalars };
  };
  const prepared = await engine.prepare(
    ({ state: before, given, scalars }: ReturnType<typeof inputOf>) =>
      gradientStep(before, scalars, adam, (parameters) => network.losses(given, network.forward(given, parameters)), {
        isTrained,
      }),
    inputOf(0),
  );
  const result: Comparison[] = [];
  for (const [step, expected] of (values.losses as Record<string, number>[]).entries()) {
    const found = await prepared.run(inputOf(step));
    for (const [name, value] of Object.entries(expected)) {
      result.push(byElement(`step ${step} ${name}`, found[`losses/${name}`], [value], tolerance.forward));
    }
    const moved = Object.entries(state).map(([name, { shape }]): [string, tf.Tensor] => [
      name,
      tf.tensor(Float32Array.from(found[`state/${name}`]), shape),
    ]);
    state = Object.fromEntries(moved);
    for (const name of Object.keys(tensors).filter((key) => key.startsWith(`step${step + 1}.`))) {
      if (tensors[name].free) continue;
      const own = state[name.slice(name.indexOf('.') + 1)];
      result.push(byRelativeL2(name, own.dataSync(), oracle.tensors[name].data, tolerance.steps.relL2));
    }
  }
  prepared.dispose();
  return result;
}

/** Outputs, gradients and steps of a network by vectors of this form. */
export async function checkTrained(oracle: Oracle, engine: Engine, network: TrainedNetwork): Promise<Comparison[]> {
  return [...(await checkFirst(oracle, engine, network)), ...(await checkSteps(oracle, engine, network))];
}
