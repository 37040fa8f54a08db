/** layer_*: value and gradients of sum(y * upstream); degenerate: edges. */
import * as tf from '@tensorflow/tfjs-core';
import { anomalyMap } from '../../../lib/borad/detection/anomalyMap';
import {
  blurMatrix,
  type DenseMatrix,
  gaussianKernel,
  multiply,
  upsamplingMatrix,
} from '../../../lib/borad/detection/resampling';
import {
  batchNorm,
  bottleneck,
  convolution,
  cosineSimilarity,
  type NormContext,
  rowNorm,
  type TensorMap,
  upConvolution,
  updateStatistics,
} from '../../../lib/borad/layers';
import { LEAKY_SLOPE, normLeaky } from '../../../lib/borad/methods/borad';
import { byElement, tensor, tensorsUnder } from '../compare';
import type { Engine } from '../engine';
import type { Comparison, Oracle } from '../oracle';

interface Layer {
  parameters: TensorMap;
  /** Running statistics, whose values after the layer are compared too. */
  statistics?: TensorMap;
  mode?: NormContext['mode'];
  apply(x: tf.Tensor, parameters: TensorMap, context: NormContext): tf.Tensor;
}

/** Compares y, the gradients of sum(y * upstream) by x and by every named parameter, and the statistics afterwards. */
async function checkLayer(oracle: Oracle, { evaluate }: Engine, layer: Layer): Promise<Comparison[]> {
  const { tolerance } = oracle.json;
  const { parameters, statistics = {}, mode = 'train', apply } = layer;
  const names = Object.keys(parameters).filter((name) => `grad.${name}` in oracle.tensors);
  const input = { x: tensor(oracle, 'x'), upstream: tensor(oracle, 'upstream'), parameters, statistics };
  const values = await evaluate(({ x, upstream, parameters: given, statistics: before }: typeof input) => {
    const context: NormContext = { mode, statistics: before, batch: {} };
    const y = apply(x, given, context);
    const { grads } = tf.valueAndGrads((input_: tf.Tensor, ...tensors: tf.Tensor[]) => {
      const inner = { ...given };
      names.forEach((name, i) => {
        inner[name] = tensors[i];
      });
      return tf.sum(tf.mul(apply(input_, inner, { ...context, batch: {} }), upstream));
    })([x, ...names.map((name) => given[name])]);
    return { y, grads, after: updateStatistics(before, context.batch) };
  }, input);
  const result = [byElement('y', values.y, oracle.tensors.y.data, tolerance.forward)];
  ['x', ...names].forEach((name, i) => {
    result.push(
      byElement(`grad.${name}`, values[`grads/${i}`], oracle.tensors[`grad.${name}`].data, tolerance.gradient),
    );
  });
  for (const name of Object.keys(statistics)) {
    const expected = oracle.tensors[`after.${name.slice('layer.'.length)}`].data;
    result.push(byElement(`after ${name}`, values[`after/${name}`], expected, tolerance.forward));
  }
  return result;
}

function checkConvolution(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const stored = tensorsUnder(oracle, '');
  const parameters: TensorMap = { weight: stored.weight };
  if (stored.bias) parameters.bias = stored.bias;
  const stride = Math.round(oracle.tensors.x.shape[1] / oracle.tensors.y.shape[1]) as 1 | 2;
  const apply: Layer['apply'] = (x, p) => convolution(x as tf.Tensor4D, withScope(p), 'layer', stride);
  return checkLayer(oracle, engine, { parameters, apply });
}

const withScope = (parameters: TensorMap): TensorMap =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`layer.${name}`, value]));

function split(map: TensorMap): { parameters: TensorMap; statistics: TensorMap } {
  const isStatistic = (name: string) => name.includes('running_');
  const entries = Object.entries(map);
  return {
    parameters: Object.fromEntries(entries.filter(([name]) => !isStatistic(name))),
    statistics: withScope(Object.fromEntries(entries.filter(([name]) => isStatistic(name)))),
  };
}

function checkBatchNorm(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const mode = oracle.name.endsWith('eval') ? 'eval' : 'train';
  const apply: Layer['apply'] = (x, p, context) => batchNorm(x as tf.Tensor4D, withScope(p), 'layer', context);
  return checkLayer(oracle, engine, { ...split(tensorsUnder(oracle, 'before.')), mode, apply });
}

function checkBottleneck(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const kind = oracle.name.split('_').pop() as 'plain' | 'down' | 'up';
  const own = Object.fromEntries(
    Object.entries(tensorsUnder(oracle, '')).filter(([name]) => /^(conv|bn|short)/.test(name)),
  );
  const apply: Layer['apply'] = (x, p, context) => bottleneck(x as tf.Tensor4D, withScope(p), 'layer', kind, context);
  return checkLayer(oracle, engine, { ...split(own), apply });
}

/** A map [H, W] through a matrix on each side. */
function bothSides(x: { shape: number[]; data: Float32Array }, rows: DenseMatrix, columns: DenseMatrix): Float64Array {
  const [height, width] = x.shape.slice(-2);
  const map: DenseMatrix = { rows: height, columns: width, data: Float64Array.from(x.data) };
  const transposed = (m: DenseMatrix): DenseMatrix => ({
    rows: m.columns,
    columns: m.rows,
    data: Float64Array.from(
      { length: m.data.length },
      (_, i) => m.data[(i % m.rows) * m.columns + Math.floor(i / m.rows)],
    ),
  });
  return multiply(multiply(rows, map), transposed(columns)).data;
}

async function checkResampling(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { forward } = oracle.json.tolerance;
  const { x, up, kernel } = oracle.tensors;
  const [batch, h, w] = x.shape;
  const [, height, width] = up.shape;
  const sigma = (kernel.data.length - 1) / 8;
  const result = [byElement('kernel', gaussianKernel(sigma), kernel.data, forward)];
  for (let image = 0; image < batch; image++) {
    const one = { shape: [h, w], data: x.data.subarray(image * h * w, (image + 1) * h * w) };
    const expected = up.data.subarray(image * height * width, (image + 1) * height * width);
    result.push(
      byElement(
        `up ${image}`,
        bothSides(one, upsamplingMatrix(h, height), upsamplingMatrix(w, width)),
        expected,
        forward,
      ),
    );
  }
  for (const name of Object.keys(oracle.tensors).filter((key) => /^blur\..*\.x$/.test(key))) {
    const input = oracle.tensors[name];
    const blurred = bothSides(input, blurMatrix(input.shape[0], sigma), blurMatrix(input.shape[1], sigma));
    result.push(byElement(name, blurred, oracle.tensors[name.replace(/x$/, 'y')].data, forward));
  }
  // The tensor path: 1 - cos of unit vectors at angle acos(1 - x / 4) is x / 4.
  const teacher = tf.tensor4d(
    Float32Array.from({ length: 2 * x.data.length }, (_, i) => (i % 2 === 0 ? 1 : 0)),
    [batch, h, w, 2],
  );
  const share = Math.max(...Array.from(x.data, Math.abs));
  const values = Float32Array.from({ length: 2 * x.data.length }, (_, i) => {
    const cosine = x.data[Math.floor(i / 2)] / share;
    return i % 2 === 0 ? cosine : Math.sqrt(Math.max(0, 1 - cosine * cosine));
  });
  const student = tf.tensor4d(values, [batch, h, w, 2]);
  const { map } = await evaluate(
    (maps: { teacher: tf.Tensor4D; student: tf.Tensor4D }) => ({
      map: anomalyMap([maps.teacher], [maps.student], { size: [height, width], smoothing: 0 }),
    }),
    { teacher, student },
  );
  const restored = Float32Array.from(map, (value) => (1 - value) * share);
  result.push(byElement('up through anomalyMap', restored, up.data, forward));
  return result;
}

const countBroken = (values: ArrayLike<number>): number => Array.from(values).filter((g) => !Number.isFinite(g)).length;

/** Values and finite gradients where formulas divide by nothing. */
async function checkDegenerate(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { forward } = oracle.json.tolerance;
  const result: Comparison[] = [];
  const check = async (name: string, layer: (x: tf.Tensor) => tf.Tensor) => {
    const values = await evaluate(
      ({ x }: { x: tf.Tensor }) => {
        const weighted = (input: tf.Tensor) =>
          tf.sum(tf.mul(layer(input), tf.reshape(tf.range(1, x.size + 1), x.shape)));
        return { y: layer(x), gradient: tf.grad(weighted)(x) };
      },
      { x: tensor(oracle, `${name}.x`) },
    );
    result.push(byElement(name, values.y, oracle.tensors[`${name}.y`].data, forward));
    result.push({
      what: `${name}: gradients not finite`,
      deviation: countBroken(values.gradient),
      tolerance: 0,
    });
  };
  for (const name of ['single', 'constant', 'pair']) await check(name, (x) => normLeaky(x as tf.Tensor4D));
  await check('row', (x) => tf.leakyRelu(rowNorm(x as tf.Tensor2D), LEAKY_SLOPE));
  const cosine = await evaluate(
    ({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => ({
      y: cosineSimilarity(a, b),
      gradients: tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.sum(cosineSimilarity(p, q)))([a, b]),
    }),
    { a: tensor(oracle, 'cosine.a'), b: tensor(oracle, 'cosine.b') },
  );
  result.push(byElement('cosine', cosine.y, oracle.tensors['cosine.y'].data, forward));
  const broken = countBroken(cosine['gradients/0']) + countBroken(cosine['gradients/1']);
  result.push({ what: 'cosine: gradients not finite', deviation: broken, tolerance: 0 });
  return result;
}

const alone = (apply: Layer['apply']) => (oracle: Oracle, engine: Engine) =>
  checkLayer(oracle, engine, { parameters: {}, apply });

export const cases = [
  { match: /^layer_conv3x3/, run: checkConvolution },
  {
    match: /^layer_convT/,
    run: (oracle: Oracle, engine: Engine) =>
      checkLayer(oracle, engine, {
        parameters: { weight: tensor(oracle, 'weight') },
        apply: (x, p) => upConvolution(x as tf.Tensor4D, withScope(p), 'layer'),
      }),
  },
  { match: /^layer_batchnorm/, run: checkBatchNorm },
  { match: /^layer_bottleneck/, run: checkBottleneck },
  { match: /^layer_instancenorm/, run: alone((x) => normLeaky(x as tf.Tensor4D)) },
  { match: /^layer_rownorm/, run: alone((x) => tf.leakyRelu(rowNorm(x as tf.Tensor2D), LEAKY_SLOPE)) },
  { match: /^layer_upsample_blur/, run: checkResampling },
  { match: /^degenerate/, run: checkDegenerate },
];
