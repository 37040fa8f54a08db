/** module_*, routing, loss_*, optimiser_adam, inference. */
import * as tf from '@tensorflow/tfjs-core';
import { anomalyMap } from '../../../lib/borad/detection/anomalyMap';
import { imageScore } from '../../../lib/borad/detection/imageScore';
import { type NormContext, scaleMaps, type TensorMap, updateStatistics } from '../../../lib/borad/layers';
import {
  anchors,
  decoder,
  fusion,
  globalAveragePool,
  globalLoss,
  globalPredictor,
  globalTarget,
  merge,
  momentumAt,
  projector,
  type Routing,
  reconstructForTest,
  reconstructionLoss,
  residuals,
  route,
  spatialLoss,
  spatialPredictor,
  spatialTarget,
} from '../../../lib/borad/methods/borad';
import { adamUpdate, biasCorrections } from '../../../lib/borad/optimisation';
import { byElement, byRelativeL2, byValue, greatest, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import { loadOracle } from '../load';
import type { Comparison, Oracle } from '../oracle';

const maps = (oracle: Oracle, prefix: string) =>
  [0, 1, 2].map((scale) => tensor<tf.Tensor4D>(oracle, `${prefix}.${scale}`));

const prefixed = (map: TensorMap, prefix: string): TensorMap =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [prefix + name, value]));

async function checkModule(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tolerance } = oracle.json;
  const part = oracle.name.slice('module_'.length);
  const scope = { projector: '', mff: 'mff.', decoder: 'dec.' }[part] as string;
  const all = prefixed(tensorsUnder(oracle, 'w.'), scope);
  const statistics = Object.fromEntries(Object.entries(all).filter(([name]) => name.includes('running_')));
  const x = part === 'decoder' ? [tensor<tf.Tensor4D>(oracle, 'x')] : maps(oracle, 'x');
  const values = await evaluate(
    (input: { x: tf.Tensor4D[]; all: TensorMap; statistics: TensorMap }) => {
      const context: NormContext = { mode: 'train', statistics: input.statistics, batch: {} };
      let y: tf.Tensor[];
      if (part === 'projector') y = projector(input.x, input.all);
      else if (part === 'mff') y = [fusion(input.x, input.all, context)];
      else y = decoder(input.x[0], input.all, context, { heads: false, signed: false });
      return { y, after: updateStatistics(input.statistics, context.batch) };
    },
    { x, all, statistics },
  );
  const outputs = Object.keys(values).filter((path) => path.startsWith('y/'));
  const result = outputs.map((path, i) =>
    byRelativeL2(path, values[path], oracle.tensors[`y.${i}`].data, tolerance.forward.relL2),
  );
  for (const name of Object.keys(statistics)) {
    const expected = oracle.tensors[`after.${name.slice(scope.length)}`].data;
    result.push(byRelativeL2(`after ${name}`, values[`after/${name}`], expected, tolerance.runningStats.relL2));
  }
  return result;
}

async function checkRouting(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { forward } = oracle.json.tolerance;
  const input = { heads: prefixed(tensorsUnder(oracle, 'w.'), 'heads.'), m: tensor<tf.Tensor4D>(oracle, 'm') };
  const values = await evaluate(({ heads, m }: typeof input) => {
    const routed = (['cosine', 'linear'] as Routing[]).map((routing) => {
      const z = merge(m, heads, routing);
      return {
        [`v.${routing}`]: route(m, heads, routing),
        [`z.${routing}`]: z,
        [`qs.${routing}`]: spatialPredictor(z, heads),
      };
    });
    const g = globalAveragePool(m);
    const r = residuals(g, anchors(heads));
    const rows = tf.reshape(r, [r.shape[0] * r.shape[1], r.shape[2]]) as tf.Tensor2D;
    return {
      ...routed[0],
      ...routed[1],
      anchors: anchors(heads),
      g,
      residuals: r,
      qg: globalPredictor(rows, heads),
    };
  }, input);
  return Object.entries(values).map(([name, found]) => byElement(name, found, oracle.tensors[name].data, forward));
}

async function checkReconstructionLoss(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const mode = oracle.name.endsWith('flattened') ? 'flattened' : 'per-location';
  const values = await evaluate(
    (input: { teacher: tf.Tensor4D[]; student: tf.Tensor4D[] }) =>
      tf.valueAndGrads((...student: tf.Tensor[]) => reconstructionLoss(input.teacher, student as tf.Tensor4D[], mode))(
        input.student,
      ),
    { teacher: maps(oracle, 'teacher'), student: maps(oracle, 'student') },
  );
  return [
    byValue('loss', values.value[0], oracle.json.values.loss, oracle.json.tolerance.loss.abs),
    ...[0, 1, 2].map((i) =>
      byElement(
        `grad.student.${i}`,
        values[`grads/${i}`],
        oracle.tensors[`grad.student.${i}`].data,
        oracle.json.tolerance.gradient,
      ),
    ),
  ];
}

/** Value, gradient by the online input and by every head; the target receives none because it is a constant. */
async function checkAlignment(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tolerance, values: reference } = oracle.json;
  const spatial = oracle.name.startsWith('loss_spatial');
  const heads = prefixed(tensorsUnder(oracle, 'w.'), 'heads.');
  const options = {
    routing: (oracle.name.endsWith('linear') ? 'linear' : 'cosine') as Routing,
    prototypes: !oracle.name.endsWith('noproto'),
    shift: oracle.name.endsWith('_shift'),
  };
  const names = Object.keys(heads).filter((name) => `grad.w.${name.slice('heads.'.length)}` in oracle.tensors);
  const input = { online: tensor(oracle, spatial ? 'm1' : 'g1'), other: tensor(oracle, spatial ? 'm2' : 'g2'), heads };
  const values = await evaluate(({ online, other, heads: given }: typeof input) => {
    const target = spatial
      ? spatialTarget(other as tf.Tensor4D, given, options)
      : globalTarget(other as tf.Tensor2D, given, options);
    return tf.valueAndGrads((x: tf.Tensor, ...tensors: tf.Tensor[]) => {
      const parameters = { ...given };
      names.forEach((name, i) => {
        parameters[name] = tensors[i];
      });
      return spatial
        ? spatialLoss(x as tf.Tensor4D, target as tf.Tensor4D, parameters, options)
        : globalLoss(x as tf.Tensor2D, target as tf.Tensor3D, parameters, options);
    })([online, ...names.map((name) => given[name])]);
  }, input);
  const result = [
    byValue('loss', values.value[0], reference.loss, tolerance.loss.abs),
    byElement(
      'grad of the online input',
      values['grads/0'],
      oracle.tensors[spatial ? 'grad.m1' : 'grad.g1'].data,
      tolerance.gradient,
    ),
  ];
  names.forEach((name, i) => {
    const short = name.slice('heads.'.length);
    const found = values[`grads/${i + 1}`];
    if (oracle.json.zeroGradients.includes(short))
      result.push({ what: `grad ${short} is zero`, deviation: greatest(found), tolerance: 1e-5 });
    else result.push(byElement(`grad ${short}`, found, oracle.tensors[`grad.w.${short}`].data, tolerance.gradient));
  });
  return result;
}

async function checkAdam(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
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
  const { shape } = oracle.tensors['p.0'];
  let parameter = tensor(oracle, 'p.0');
  let average = parameter;
  let [firstMoment, secondMoment] = [tf.zeros(shape), tf.zeros(shape)] as tf.Tensor[];
  for (let step = 0; step < values.steps; step++) {
    const { first, second } = biasCorrections(step, settings.beta1, settings.beta2);
    const input = {
      parameter,
      average,
      gradient: tensor(oracle, `g.${step}`),
      firstMoment,
      secondMoment,
      scalars: {
        learningRate: tf.scalar(step < 4 ? 5e-3 : 5e-4),
        firstCorrection: tf.scalar(first),
        secondCorrection: tf.scalar(second),
      },
      momentum: tf.scalar(momentumAt(step, values.steps, { schedule: 'linear', start: 0.99, end: 0.999 })),
    };
    const found = await evaluate((x: typeof input) => {
      const moments = { first: { p: x.firstMoment }, second: { p: x.secondMoment } };
      const updated = adamUpdate({ p: x.parameter }, { p: x.gradient }, moments, x.scalars, settings);
      const { p } = updated.parameters;
      return {
        p,
        average: tf.add(tf.mul(x.average, x.momentum), tf.mul(p, tf.sub(1, x.momentum))),
        first: updated.state.first.p,
        second: updated.state.second.p,
      };
    }, input);
    [parameter, average, firstMoment, secondMoment] = [found.p, found.average, found.first, found.second].map((data) =>
      tf.tensor(data as Float32Array, shape),
    );
    // Entries whose gradients are 1e-9 or 1e-7 are allowed 1e-4 by the vectors' own note.
    const expected = oracle.tensors[`p.${step + 1}`].data;
    const tiny = Array.from(expected, (_, i) => {
      const seen = Array.from({ length: step + 1 }, (_unused, s) => Math.abs(oracle.tensors[`g.${s}`].data[i]));
      return Math.max(...seen) <= 1.01e-7 && Math.max(...seen) > 0;
    });
    const rest = (values_: ArrayLike<number>) => Array.from(values_).filter((_, i) => !tiny[i]);
    result.push(byElement(`p.${step + 1}`, rest(found.p), rest(expected), tolerance.forward));
    const small = Array.from(found.p, (value, i) => (tiny[i] ? Math.abs(value - expected[i]) : 0));
    result.push({ what: `p.${step + 1}, tiny gradients`, deviation: Math.max(...small), tolerance: 1e-4 });
    result.push(
      byElement(
        `ema.${step + 1}`,
        rest(found.average),
        rest(oracle.tensors[`ema.${step + 1}`].data),
        tolerance.forward,
      ),
    );
  }
  return result;
}

async function checkInference(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { forward } = oracle.json.tolerance;
  const size = oracle.json.values.size as [number, number];
  const input = {
    teacher: maps(oracle, 'x'),
    all: tensorsUnder(loadOracle(oracle.folder, 'trainc_after_step5'), ''),
  };
  const values = await evaluate(({ teacher, all }: typeof input) => {
    const { maps: student, fused } = reconstructForTest(
      teacher,
      { parameters: all, statistics: all },
      { heads: false, signed: false },
    );
    const map = anomalyMap(teacher, student, { size, smoothing: 0 });
    const mapBlurred = anomalyMap(teacher, student, { size, smoothing: 4 });
    return {
      student,
      scale: scaleMaps(teacher, student),
      mid: fused,
      map,
      mapBlurred,
      scoreRaw: imageScore(map),
      scoreBlurred: imageScore(mapBlurred),
    };
  }, input);
  return Object.entries(values).map(([path, found]) =>
    byElement(path, found, oracle.tensors[path.replace('/', '.')]?.data ?? oracle.json.values[path], forward),
  );
}

export const cases = [
  { match: /^module_/, run: checkModule },
  { match: /^routing/, run: checkRouting },
  { match: /^loss_recon/, run: checkReconstructionLoss },
  { match: /^loss_(spatial|global)/, run: checkAlignment },
  { match: /^optimiser_adam/, run: checkAdam },
  { match: /^inference/, run: checkInference },
];
