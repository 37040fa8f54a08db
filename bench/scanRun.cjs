/** The selective scan of state-space blocks with its gradients: in chunks side by side, or one location after another. */
const tf = require('@tensorflow/tfjs-core');
const { room } = require('./library.cjs');

const { createRng } = room('base');
const { compile } = room('compile');
const { chunkedRecurrence, selectiveScan, stepwiseRecurrence } = room('methods/mambaad');

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */

/** @type {Record<string, object>} */
const RECURRENCES = { chunked: chunkedRecurrence, stepwise: stepwiseRecurrence };

/**
 * Inputs of the scan for maps of a side, as `ScanInput` says.
 *
 * @param {{ side: number, images: number, paths: number, channels: number, states: number }} workload
 * @returns {Record<string, Tensor>}
 */
function scanInput({ side, images, paths, channels, states }) {
  const rng = createRng(1);
  const normal = (/** @type {number[]} */ shape) => tf.tensor(rng.normals(shape.reduce((a, b) => a * b, 1)), shape);
  const length = side * side;
  return {
    x: normal([paths, length, images, channels]),
    delta: tf.softplus(normal([paths, length, images, channels])),
    a: tf.neg(tf.exp(normal([paths, states, channels]))),
    b: normal([paths, length, images, states]),
    c: normal([paths, length, images, states]),
    skip: normal([paths, channels]),
  };
}

/**
 * Value and gradients, ready to run by an engine.
 *
 * @param {Required<Pick<import('./workload.d.ts').Workload, 'side' | 'images' | 'paths' | 'channels' | 'states' | 'form'>>} workload
 * @param {{ engine?: string }} execution
 * @returns {Promise<import('./workload.d.ts').Run>}
 */
async function scanRun(workload, { engine }) {
  const input = scanInput(workload);
  const names = Object.keys(input);
  const work = (/** @type {Record<string, Tensor>} */ given) => {
    const loss = (/** @type {Tensor[]} */ ...list) =>
      tf.sum(selectiveScan(Object.fromEntries(names.map((name, i) => [name, list[i]])), RECURRENCES[workload.form]));
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => given[name]));
    return { value, grads };
  };
  if (engine === 'eager') {
    const run = async () => {
      const { value, grads } = work(input);
      await value.data();
      tf.dispose([value, grads]);
    };
    return { run, dispose: () => tf.dispose(input), info: {} };
  }
  const compiled = await compile(work, input);
  const run = async () => tf.dispose(await compiled(input));
  return { run, dispose: () => [compiled.dispose(), tf.dispose(input)], info: compiled.stats };
}

module.exports = { scanRun };
