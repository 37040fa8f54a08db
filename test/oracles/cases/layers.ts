/** layer_*: value and gradients of sum(y * upstream); degenerate: edges. */
import * as tf from '@tensorflow/tfjs';
import { anomalyMap } from '../../../lib/detection/anomalyMap';
import {
  blurMatrix,
  type DenseMatrix,
  gaussianKernel,
  multiply,
  upsamplingMatrix,
} from '../../../lib/detection/resampling';
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
} from '../../../lib/layers';
import { LEAKY_SLOPE, normLeaky } from '../../../lib/model';
import { byElement, tensor, tensorsUnder } from '../compare';
import type { Comparison, Oracle } from '../oracle';

type Layer = (x: tf.Tensor, parameters: TensorMap) => tf.Tensor;

/** Compares y, and the gradients of sum(y * upstream) by x and by every named parameter. */
function checkLayer(oracle: Oracle, parameters: TensorMap, layer: Layer): Comparison[] {
  const { tolerance } = oracle.json;
  const names = Object.keys(parameters).filter((name) => `grad.${name}` in oracle.tensors);
  const x = tensor(oracle, 'x');
  const y = layer(x, parameters);
  const result = [byElement('y', y.dataSync(), oracle.tensors.y.data, tolerance.forward)];
  const upstream = tensor(oracle, 'upstream');
  const { grads } = tf.valueAndGrads((input: tf.Tensor, ...tensors: tf.Tensor[]) => {
    const inner = { ...parameters };
    names.forEach((name, i) => {
      inner[name] = tensors[i];
    });
    return tf.sum(tf.mul(layer(input, inner), upstream));
  })([x, ...names.map((name) => parameters[name])]);
  ['x', ...names].forEach((name, i) => {
    result.push(
      byElement(`grad.${name}`, grads[i].dataSync(), oracle.tensors[`grad.${name}`].data, tolerance.gradient),
    );
  });
  return result;
}

function checkConvolution(oracle: Oracle): Comparison[] {
  const stored = tensorsUnder(oracle, '');
  const parameters: TensorMap = { weight: stored.weight };
  if (stored.bias) parameters.bias = stored.bias;
  const stride = Math.round(oracle.tensors.x.shape[1] / oracle.tensors.y.shape[1]) as 1 | 2;
  return checkLayer(oracle, parameters, (x, p) => convolution(x as tf.Tensor4D, withScope(p), 'layer', stride));
}

const withScope = (parameters: TensorMap): TensorMap =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`layer.${name}`, value]));

function split(map: TensorMap): { parameters: TensorMap; statistics: TensorMap } {
  const isStatistic = (name: string) => name.includes('running_');
  const entries = Object.entries(map);
  return {
    parameters: Object.fromEntries(entries.filter(([name]) => !isStatistic(name))),
    statistics: Object.fromEntries(entries.filter(([name]) => isStatistic(name))),
  };
}

function afterwards(oracle: Oracle, statistics: TensorMap, context: NormContext, scope = ''): Comparison[] {
  const moved = updateStatistics(statistics, context.batch);
  return Object.keys(statistics).map((name) =>
    byElement(
      `after ${name}`,
      moved[name].dataSync(),
      oracle.tensors[`after.${name.slice(scope.length)}`].data,
      oracle.json.tolerance.forward,
    ),
  );
}

function checkBatchNorm(oracle: Oracle): Comparison[] {
  const mode = oracle.name.endsWith('eval') ? 'eval' : 'train';
  const before = split(tensorsUnder(oracle, 'before.'));
  const statistics = withScope(before.statistics);
  const context: NormContext = { mode, statistics, batch: {} };
  const result = checkLayer(oracle, before.parameters, (x, p) =>
    batchNorm(x as tf.Tensor4D, withScope(p), 'layer', context),
  );
  return [...result, ...afterwards(oracle, statistics, context, 'layer.')];
}

function checkBottleneck(oracle: Oracle): Comparison[] {
  const kind = oracle.name.split('_').pop() as 'plain' | 'down' | 'up';
  const own = Object.fromEntries(
    Object.entries(tensorsUnder(oracle, '')).filter(([name]) => /^(conv|bn|short)/.test(name)),
  );
  const { parameters, statistics } = split(own);
  const scoped = withScope(statistics);
  const context: NormContext = { mode: 'train', statistics: scoped, batch: {} };
  const result = checkLayer(oracle, parameters, (x, p) =>
    bottleneck(x as tf.Tensor4D, withScope(p), 'layer', kind, context),
  );
  return [...result, ...afterwards(oracle, scoped, context, 'layer.')];
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

function checkResampling(oracle: Oracle): Comparison[] {
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
  const map = anomalyMap([teacher], [tf.tensor4d(values, [batch, h, w, 2])], { size: [height, width], smoothing: 0 });
  const restored = map.dataSync().map((value) => (1 - value) * share);
  result.push(byElement('up through anomalyMap', restored, up.data, forward));
  return result;
}

/** Values and finite gradients where formulas divide by nothing. */
function checkDegenerate(oracle: Oracle): Comparison[] {
  const { forward } = oracle.json.tolerance;
  const result: Comparison[] = [];
  const check = (name: string, layer: (x: tf.Tensor) => tf.Tensor) => {
    const x = tensor(oracle, `${name}.x`);
    result.push(byElement(name, layer(x).dataSync(), oracle.tensors[`${name}.y`].data, forward));
    const gradient = tf.grad((input: tf.Tensor) =>
      tf.sum(tf.mul(layer(input), tf.range(1, x.size + 1).reshape(x.shape))),
    )(x);
    result.push({
      what: `${name}: gradients not finite`,
      deviation: gradient.dataSync().filter((g) => !Number.isFinite(g)).length,
      tolerance: 0,
    });
  };
  for (const name of ['single', 'constant', 'pair']) check(name, (x) => normLeaky(x as tf.Tensor4D));
  check('row', (x) => tf.leakyRelu(rowNorm(x as tf.Tensor2D), LEAKY_SLOPE));
  const [a, b] = [tensor(oracle, 'cosine.a'), tensor(oracle, 'cosine.b')];
  result.push(byElement('cosine', cosineSimilarity(a, b).dataSync(), oracle.tensors['cosine.y'].data, forward));
  const gradients = tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.sum(cosineSimilarity(p, q)))([a, b]);
  const broken = gradients.reduce((sum, g) => sum + g.dataSync().filter((value) => !Number.isFinite(value)).length, 0);
  result.push({ what: 'cosine: gradients not finite', deviation: broken, tolerance: 0 });
  return result;
}

export const cases = [
  { match: /^layer_conv3x3/, run: checkConvolution },
  {
    match: /^layer_convT/,
    run: (oracle: Oracle) =>
      checkLayer(oracle, { weight: tensor(oracle, 'weight') }, (x, p) =>
        upConvolution(x as tf.Tensor4D, withScope(p), 'layer'),
      ),
  },
  { match: /^layer_batchnorm/, run: checkBatchNorm },
  { match: /^layer_bottleneck/, run: checkBottleneck },
  { match: /^layer_instancenorm/, run: (oracle: Oracle) => checkLayer(oracle, {}, (x) => normLeaky(x as tf.Tensor4D)) },
  {
    match: /^layer_rownorm/,
    run: (oracle: Oracle) => checkLayer(oracle, {}, (x) => tf.leakyRelu(rowNorm(x as tf.Tensor2D), LEAKY_SLOPE)),
  },
  { match: /^layer_upsample_blur/, run: checkResampling },
  { match: /^degenerate/, run: checkDegenerate },
];
