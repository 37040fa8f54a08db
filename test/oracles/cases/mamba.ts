/** mamba_*: scan orders, the selective scan, the state-space block and the module around it. */
import * as tf from '@tensorflow/tfjs-core';
import { localityModule } from '../../../lib/borad/methods/mambaad/localityModule';
import { type Scan, scanOrders } from '../../../lib/borad/methods/mambaad/scanOrders';
import { selectiveScan } from '../../../lib/borad/methods/mambaad/selectiveScan';
import { stateSpace } from '../../../lib/borad/methods/mambaad/stateSpace';
import { byElement, tensor } from '../compare';
import type { Engine } from '../engine';
import { checkTrained, prefixed, stepTensors } from '../methodCases';
import type { Comparison, Oracle } from '../oracle';

/** Names say the scan and the side: `hilbert.8`. */
function checkOrders(oracle: Oracle): Comparison[] {
  return Object.entries(oracle.tensors).map(([name, { data, shape }]) => {
    const [scan, side] = name.split('.');
    const found = scanOrders(scan as Scan, Number(side), shape[0]).flat();
    const differing = data.filter((value, i) => value !== found[i]).length + Math.abs(data.length - found.length);
    return { what: name, deviation: differing, tolerance: 0 };
  });
}

/** The vectors hold [B, K D, L] and [B, K, N, L]. */
async function checkScan(oracle: Oracle, { evaluate }: Engine): Promise<Comparison[]> {
  const { tensors, json } = oracle;
  const [batch, rows, length] = tensors.x.shape;
  const [, paths, states] = tensors.b.shape;
  const channels = rows / paths;
  const names = ['x', 'delta', 'a', 'b', 'c', 'd'];
  const input = {
    given: names.map((name) => tensor(oracle, name)),
    upstream: tensor(oracle, 'upstream'),
  };
  const wide = (x: tf.Tensor) =>
    tf.transpose(tf.reshape(x, [batch, paths, channels, length]), [1, 3, 0, 2]) as tf.Tensor4D;
  const scan = ([x, delta, a, b, c, d]: tf.Tensor[]) => {
    const y = selectiveScan({
      x: wide(x),
      delta: wide(delta),
      a: tf.transpose(tf.reshape(a, [paths, channels, states]), [0, 2, 1]) as tf.Tensor3D,
      b: tf.transpose(b, [1, 3, 0, 2]) as tf.Tensor4D,
      c: tf.transpose(c, [1, 3, 0, 2]) as tf.Tensor4D,
      skip: tf.reshape(d, [paths, channels]) as tf.Tensor2D,
    });
    return tf.reshape(tf.transpose(y, [2, 0, 3, 1]), [batch, rows, length]);
  };
  const found = await evaluate(
    ({ given, upstream }: typeof input) => ({
      y: scan(given),
      grads: tf.grads((...list: tf.Tensor[]) => tf.sum(tf.mul(scan(list), upstream)))(given),
    }),
    input,
  );
  return [
    byElement('y', found.y, tensors.y.data, json.tolerance.forward),
    ...names.map((name, i) =>
      byElement(`grad.${name}`, found[`grads/${i}`], tensors[`grad.${name}`].data, json.tolerance.gradient),
    ),
  ];
}

const pathsOf = ({ json }: Oracle) => ({
  scan: json.values.scan as Scan,
  directions: json.values.directions as number,
});

/** The block and the module, whose loss is the mean squared distance from a target. */
function checkBlock(oracle: Oracle, engine: Engine): Promise<Comparison[]> {
  const block = oracle.name === 'mamba_ss2d' ? stateSpace : localityModule;
  return checkTrained(oracle, engine, {
    inputs: (given, step) => stepTensors(given, ['x', 'target'], step),
    forward: ({ x }, parameters) => ({
      y: block(x as tf.Tensor4D, prefixed(parameters, 'block'), 'block', pathsOf(oracle)),
    }),
    losses: ({ target }, { y }) => ({ total: tf.mean(tf.squaredDifference(y, target)) as tf.Scalar }),
  });
}

export const cases = [
  { match: /^mamba_selective_scan$/, run: checkScan },
  { match: /^mamba_(ss2d|lss)$/, run: checkBlock },
];

/** Cases without tensors of the backend. */
export const starts = [{ match: /^mamba_scan_orders$/, run: checkOrders }];
