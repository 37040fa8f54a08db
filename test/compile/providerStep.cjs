// Prints the losses of four training steps of a small network, compiled for the provider that is named.
const tf = require('@tensorflow/tfjs-core');
const { prepareBackend } = require('borad/backend');
const { compile, createLoop } = require('borad/compile');

const numbers = (seed, shape) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const value = Math.sin(seed + 1.7 * i);
    return shape.length === 1 ? 1 + 0.2 * value : value;
  });
// More tensors than a shader of WebGPU has buffers.
const SCALES = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`scale${i}`, [8]]));
const SHAPES = { down: [3, 3, 3, 8], up: [2, 2, 3, 8], ...SCALES };
const names = Object.keys(SHAPES);
const map = (make) => Object.fromEntries(names.map((name, i) => [name, make(SHAPES[name], i)]));

/** Rebuilds a batch through a bottleneck; momentum, and an average of the filters. */
function step({ state, batch }) {
  const loss = (...weights) => {
    const [down, up, ...scales] = weights;
    const narrow = scales.reduce((x, scale) => tf.leakyRelu(tf.mul(x, scale), 0.9), tf.conv2d(batch, down, 2, 'same'));
    return tf.mean(tf.square(tf.sub(tf.conv2dTranspose(narrow, up, batch.shape, 2, 'same'), batch)));
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => state.weights[name]));
  const first = map((_, i) => tf.add(tf.mul(state.first[names[i]], 0.5), grads[i]));
  const weights = map((_, i) => tf.sub(state.weights[names[i]], tf.mul(first[names[i]], 0.01)));
  const average = map((_, i) => tf.add(tf.mul(state.average[names[i]], 0.75), tf.mul(weights[names[i]], 0.25)));
  return { state: { weights, first, average }, loss: value };
}

async function main(provider) {
  await prepareBackend();
  const data = (seed, shape) => ({ shape, data: numbers(seed, shape) });
  const start = {
    weights: map((s, i) => data(i, s)),
    first: map((s) => data(0, s)),
    average: map((s, i) => data(i, s)),
  };
  const tensors = (tree) => (tree.data ? tf.tensor(tree.data, tree.shape) : map((_, i) => tensors(tree[names[i]])));
  const state = Object.fromEntries(Object.entries(start).map(([key, tree]) => [key, tensors(tree)]));
  const batch = data(9, [2, 8, 8, 3]);
  const compiled = await compile(step, { state, batch: tensors(batch) }, { carry: 'state', threads: 1, provider });
  const loop = createLoop(compiled, { carry: 'state', state: start });
  const losses = [];
  for (let i = 0; i < 4; i++) losses.push((await loop.step({ batch })).loss.data[0]);
  console.log(JSON.stringify(losses));
}

main(process.argv[2]).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
