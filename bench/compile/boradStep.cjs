/**
 * A training step of the whole method at given widths and maps: inputs, state and the compiled loop.
 * The built library is lib/dist, or the folder that BORAD_DIST names.
 */
const path = require('node:path');

const dist = path.resolve(process.env.BORAD_DIST ?? path.join(__dirname, '../../lib/dist'));
const room = (name) => require(path.join(dist, name));
const tf = require('@tensorflow/tfjs');

/** Settings, example input and state of a step; `plain` switches both alignments and the masks off. */
function boradStep({ widths, maps, batch, plain = false }) {
  const { architectureFor, initialModel } = room('model');
  const { resolveConfig } = room('config');
  const { initialAdam, trainStep } = room('training');
  const { createRng } = room('base');
  const config = resolveConfig(plain ? { loss: { spatial: false, global: false }, masking: { enabled: false } } : {});
  const imageSize = 8 * maps[0];
  const teacher = { channels: widths, strides: maps.map((side) => imageSize / side), signed: false };
  const architecture = architectureFor(teacher, imageSize, { widths: 'teacher', prototypes: config.model.prototypes });
  const rng = createRng(1);
  const model = initialModel(rng, architecture);
  const state = { ...model, adam: initialAdam(model.parameters) };
  const random = (shape, make) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.tensor(Float32Array.from({ length: size }, make), shape);
  };
  const features = maps.map((side, i) => random([batch, side, side, widths[i]], () => Math.max(0, rng.normal())));
  const masks = () => maps.map((side) => random([batch, side, side, 1], () => (rng.chance(0.5) ? 1 : 0)));
  const input = {
    features,
    masks: { online: masks(), target: masks() },
    scalars: {
      learningRate: tf.scalar(config.training.learningRate),
      firstCorrection: tf.scalar(2),
      secondCorrection: tf.scalar(1000),
      momentum: tf.scalar(0.99),
    },
  };
  const settings = { architecture, config };
  const step = ({ state: current, ...rest }) => trainStep(current, rest, settings);
  return { step, state, input, settings };
}

/** Plain numbers of a tree of tensors. */
function numbers(tree) {
  if (tree instanceof tf.Tensor) return { shape: tree.shape, data: tree.dataSync() };
  if (Array.isArray(tree)) return tree.map(numbers);
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, numbers(item)]));
}

/** Median and smallest of a list. */
function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], min: sorted[0] };
}

module.exports = { boradStep, numbers, summary, room, tf };
