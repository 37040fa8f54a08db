/** module_*, routing, loss_*, optimiser_adam, inference. */
import * as tf from '@tensorflow/tfjs';
import { anomalyMap, imageScore, scaleMaps } from '../../../lib/detection/anomalyMap';
import { type NormContext, type TensorMap, updateStatistics } from '../../../lib/layers';
import { globalLoss, globalTarget, reconstructionLoss, spatialLoss, spatialTarget } from '../../../lib/losses';
import {
  anchors,
  decoder,
  fusion,
  globalAveragePool,
  globalPredictor,
  merge,
  projector,
  type Routing,
  reconstructForTest,
  residuals,
  route,
  spatialPredictor,
} from '../../../lib/model';
import { adamUpdate, biasCorrections, momentumAt } from '../../../lib/training';
import { byElement, byRelativeL2, byValue, greatest, tensor, tensorsUnder } from '../compare';
import { loadOracle } from '../load';
import type { Comparison, Oracle } from '../oracle';

const maps = (oracle: Oracle, prefix: string) =>
  [0, 1, 2].map((scale) => tensor<tf.Tensor4D>(oracle, `${prefix}.${scale}`));

const prefixed = (map: TensorMap, prefix: string): TensorMap =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [prefix + name, value]));

function checkModule(oracle: Oracle): Comparison[] {
  const { tolerance } = oracle.json;
  const part = oracle.name.slice('module_'.length);
  const scope = { projector: '', mff: 'mff.', decoder: 'dec.' }[part] as string;
  const all = prefixed(tensorsUnder(oracle, 'w.'), scope);
  const statistics = Object.fromEntries(Object.entries(all).filter(([name]) => name.includes('running_')));
  const context: NormContext = { mode: 'train', statistics, batch: {} };
  let outputs: tf.Tensor[];
  if (part === 'projector') outputs = projector(maps(oracle, 'x'), all);
  else if (part === 'mff') outputs = [fusion(maps(oracle, 'x'), all, context)];
  else outputs = decoder(tensor(oracle, 'x'), all, context, { heads: false, signed: false });
  const result = outputs.map((y, i) =>
    byRelativeL2(`y.${i}`, y.dataSync(), oracle.tensors[`y.${i}`].data, tolerance.forward.relL2),
  );
  const moved = updateStatistics(statistics, context.batch);
  for (const name of Object.keys(statistics)) {
    const expected = oracle.tensors[`after.${name.slice(scope.length)}`].data;
    result.push(byRelativeL2(`after ${name}`, moved[name].dataSync(), expected, tolerance.runningStats.relL2));
  }
  return result;
}

function checkRouting(oracle: Oracle): Comparison[] {
  const { forward } = oracle.json.tolerance;
  const heads = prefixed(tensorsUnder(oracle, 'w.'), 'heads.');
  const m = tensor<tf.Tensor4D>(oracle, 'm');
  const check = (name: string, found: tf.Tensor) =>
    byElement(name, found.dataSync(), oracle.tensors[name].data, forward);
  const result: Comparison[] = [];
  for (const routing of ['cosine', 'linear'] as Routing[]) {
    const z = merge(m, heads, routing);
    result.push(
      check(`v.${routing}`, route(m, heads, routing)),
      check(`z.${routing}`, z),
      check(`qs.${routing}`, spatialPredictor(z, heads)),
    );
  }
  const g = globalAveragePool(m);
  const r = residuals(g, anchors(heads));
  result.push(check('anchors', anchors(heads)), check('g', g), check('residuals', r));
  const rows = tf.reshape(r, [r.shape[0] * r.shape[1], r.shape[2]]) as tf.Tensor2D;
  result.push(check('qg', globalPredictor(rows, heads)));
  return result;
}

function checkReconstructionLoss(oracle: Oracle): Comparison[] {
  const mode = oracle.name.endsWith('flattened') ? 'flattened' : 'per-location';
  const { value, grads } = tf.valueAndGrads((...student: tf.Tensor[]) =>
    reconstructionLoss(maps(oracle, 'teacher'), student as tf.Tensor4D[], mode),
  )(maps(oracle, 'student'));
  return [
    byValue('loss', value.dataSync()[0], oracle.json.values.loss, oracle.json.tolerance.loss.abs),
    ...grads.map((g, i) =>
      byElement(
        `grad.student.${i}`,
        g.dataSync(),
        oracle.tensors[`grad.student.${i}`].data,
        oracle.json.tolerance.gradient,
      ),
    ),
  ];
}

/** Value, gradient by the online input and by every head; the target receives none because it is a constant. */
function checkAlignment(oracle: Oracle): Comparison[] {
  const { tolerance, values } = oracle.json;
  const spatial = oracle.name.startsWith('loss_spatial');
  const heads = prefixed(tensorsUnder(oracle, 'w.'), 'heads.');
  const input = tensor(oracle, spatial ? 'm1' : 'g1');
  const other = tensor(oracle, spatial ? 'm2' : 'g2');
  const options = {
    routing: (oracle.name.endsWith('linear') ? 'linear' : 'cosine') as Routing,
    prototypes: !oracle.name.endsWith('noproto'),
    shift: oracle.name.endsWith('_shift'),
  };
  const loss = (x: tf.Tensor, parameters: TensorMap) =>
    spatial
      ? spatialLoss(x as tf.Tensor4D, target as tf.Tensor4D, parameters, options)
      : globalLoss(x as tf.Tensor2D, target as tf.Tensor3D, parameters, options);
  const target = spatial
    ? spatialTarget(other as tf.Tensor4D, heads, options)
    : globalTarget(other as tf.Tensor2D, heads, options);
  const names = Object.keys(heads).filter((name) => `grad.w.${name.slice('heads.'.length)}` in oracle.tensors);
  const { value, grads } = tf.valueAndGrads((x: tf.Tensor, ...tensors: tf.Tensor[]) => {
    const parameters = { ...heads };
    names.forEach((name, i) => {
      parameters[name] = tensors[i];
    });
    return loss(x, parameters);
  })([input, ...names.map((name) => heads[name])]);
  const result = [
    byValue('loss', value.dataSync()[0], values.loss, tolerance.loss.abs),
    byElement(
      'grad of the online input',
      grads[0].dataSync(),
      oracle.tensors[spatial ? 'grad.m1' : 'grad.g1'].data,
      tolerance.gradient,
    ),
  ];
  names.forEach((name, i) => {
    const short = name.slice('heads.'.length);
    const found = grads[i + 1].dataSync();
    if (oracle.json.zeroGradients.includes(short))
      result.push({ what: `grad ${short} is zero`, deviation: greatest(found), tolerance: 1e-5 });
    else result.push(byElement(`grad ${short}`, found, oracle.tensors[`grad.w.${short}`].data, tolerance.gradient));
  });
  return result;
}

function checkAdam(oracle: Oracle): Comparison[] {
  const { values, tolerance } = oracle.json;
  const result: Comparison[] = [];
  for (const schedule of ['constant', 'linear', 'cosine'] as const) {
    (values.momentum[schedule] as number[]).forEach((expected, step) => {
      result.push(
        byValue(
          `${schedule} momentum ${step}`,
          momentumAt(step, values.steps, { schedule, start: 0.99, end: 0.999 }),
          expected,
          1e-12,
        ),
      );
    });
  }
  const settings = { beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
  let parameters: TensorMap = { p: tensor(oracle, 'p.0') };
  let state = {
    first: { p: tf.zerosLike(parameters.p) } as TensorMap,
    second: { p: tf.zerosLike(parameters.p) } as TensorMap,
  };
  let average: tf.Tensor = parameters.p;
  for (let step = 0; step < values.steps; step++) {
    const { first, second } = biasCorrections(step, settings.beta1, settings.beta2);
    const scalars = {
      learningRate: tf.scalar(step < 4 ? 5e-3 : 5e-4),
      firstCorrection: tf.scalar(first),
      secondCorrection: tf.scalar(second),
    };
    ({ parameters, state } = adamUpdate(parameters, { p: tensor(oracle, `g.${step}`) }, state, scalars, settings));
    const momentum = momentumAt(step, values.steps, { schedule: 'linear', start: 0.99, end: 0.999 });
    average = tf.add(tf.mul(average, momentum), tf.mul(parameters.p, 1 - momentum));
    // Entries whose gradients are 1e-9 or 1e-7 are allowed 1e-4 by the vectors' own note.
    const expected = oracle.tensors[`p.${step + 1}`].data;
    const tiny = Array.from(expected, (_, i) => {
      const seen = Array.from({ length: step + 1 }, (_unused, s) => Math.abs(oracle.tensors[`g.${s}`].data[i]));
      return Math.max(...seen) <= 1.01e-7 && Math.max(...seen) > 0;
    });
    const found = parameters.p.dataSync();
    const rest = (values_: ArrayLike<number>) => Array.from(values_).filter((_, i) => !tiny[i]);
    result.push(byElement(`p.${step + 1}`, rest(found), rest(expected), tolerance.forward));
    const small = Array.from(found).map((value, i) => (tiny[i] ? Math.abs(value - expected[i]) : 0));
    result.push({ what: `p.${step + 1}, tiny gradients`, deviation: Math.max(...small), tolerance: 1e-4 });
    result.push(
      byElement(
        `ema.${step + 1}`,
        rest(average.dataSync()),
        rest(oracle.tensors[`ema.${step + 1}`].data),
        tolerance.forward,
      ),
    );
  }
  return result;
}

function checkInference(oracle: Oracle): Comparison[] {
  const { forward } = oracle.json.tolerance;
  const weights = loadOracle(oracle.folder, 'trainc_after_step5');
  const all = tensorsUnder(weights, '');
  const teacher = maps(oracle, 'x');
  const { maps: student, fused } = reconstructForTest(
    teacher,
    { parameters: all, statistics: all },
    { heads: false, signed: false },
  );
  const check = (name: string, found: ArrayLike<number>) => byElement(name, found, oracle.tensors[name].data, forward);
  const size = oracle.json.values.size as [number, number];
  const raw = anomalyMap(teacher, student, { size, smoothing: 0 });
  const blurred = anomalyMap(teacher, student, { size, smoothing: 4 });
  return [
    ...student.map((map, i) => check(`student.${i}`, map.dataSync())),
    ...scaleMaps(teacher, student).map((map, i) => check(`scale.${i}`, map.dataSync())),
    check('mid', fused.dataSync()),
    check('map', raw.dataSync()),
    check('mapBlurred', blurred.dataSync()),
    byElement('scoreRaw', imageScore(raw).dataSync(), oracle.json.values.scoreRaw, forward),
    byElement('scoreBlurred', imageScore(blurred).dataSync(), oracle.json.values.scoreBlurred, forward),
  ];
}

export const cases = [
  { match: /^module_/, run: checkModule },
  { match: /^routing/, run: checkRouting },
  { match: /^loss_recon/, run: checkReconstructionLoss },
  { match: /^loss_(spatial|global)/, run: checkAlignment },
  { match: /^optimiser_adam/, run: checkAdam },
  { match: /^inference/, run: checkInference },
];
