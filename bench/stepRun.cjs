/** Training steps at given widths and maps: of the whole method, and of plain reverse distillation. */
const tf = require('@tensorflow/tfjs-core');
const { room } = require('./library.cjs');

const { createRng } = room('base');
const { compile, createLoop, onnxGraph } = room('compile');
const { resolveConfig } = room('config');
const { architectureFor, decoder, fusion, initialDecoder, initialFusion, initialModel, reconstructionLoss, trainStep } =
  room('methods/borad');
const { adamUpdate, initialAdam } = room('optimisation');

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */
/** @typedef {import('./workload.d.ts').Workload & { widths: number[], maps: number[] }} StepWorkload */
/** @typedef {ReturnType<import('borad').base.Rng['split']>} Rng */

/**
 * Plain numbers of a tree of tensors.
 *
 * @param {any} tree
 * @returns {any}
 */
function numbers(tree) {
  if (tree instanceof tf.Tensor) return { shape: tree.shape, data: tree.dataSync().slice() };
  if (Array.isArray(tree)) return tree.map(numbers);
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, numbers(item)]));
}

/**
 * @param {StepWorkload} workload
 * @param {Rng} rng
 */
function exampleInput({ widths, maps, images }, rng) {
  const random = (/** @type {number[]} */ shape, /** @type {() => number} */ make) =>
    tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, make), shape);
  const masks = () => maps.map((side) => random([images, side, side, 1], () => (rng.chance(0.5) ? 1 : 0)));
  return {
    features: maps.map((side, i) => random([images, side, side, widths[i]], () => Math.max(0, rng.normal()))),
    masks: { online: masks(), target: masks() },
    scalars: {
      learningRate: tf.scalar(5e-3),
      firstCorrection: tf.scalar(2),
      secondCorrection: tf.scalar(1000),
      momentum: tf.scalar(0.99),
    },
  };
}

/**
 * @param {StepWorkload} workload
 * @param {{ model: { prototypes: number } }} config
 */
function architectureOf({ widths, maps }, config) {
  const imageSize = 8 * maps[0];
  const teacher = { channels: widths, strides: maps.map((side) => imageSize / side), signed: false };
  return architectureFor(teacher, imageSize, { widths: 'teacher', prototypes: config.model.prototypes });
}

/**
 * Masked views, target pass, prototypes and predictors, Adam and moving average.
 *
 * @param {StepWorkload} workload
 */
function boradStep(workload) {
  const { prototypes } = workload;
  const config = resolveConfig(prototypes ? { model: { prototypes } } : {});
  const architecture = architectureOf(workload, config);
  const rng = createRng(1);
  const model = initialModel(rng, architecture);
  const settings = { architecture, config };
  return {
    state: { ...model, adam: initialAdam(model.parameters) },
    input: exampleInput(workload, rng),
    step: (/** @type {any} */ { state, ...rest }) => trainStep(state, rest, settings),
  };
}

/**
 * The teacher's maps into the fusion as they are, decoder, one loss, Adam (arXiv 2201.10703).
 *
 * @param {StepWorkload} workload
 */
function distillationStep(workload) {
  const config = resolveConfig();
  const architecture = architectureOf(workload, config);
  const rng = createRng(1);
  const parts = [initialFusion(rng, architecture), initialDecoder(rng, architecture)];
  const parameters = Object.assign({}, ...parts.map((part) => part.parameters));
  const { features, scalars } = exampleInput(workload, rng);
  const names = Object.keys(parameters);
  const settings = { beta1: config.training.beta1, beta2: config.training.beta2, epsilon: config.training.epsilon };
  const step = (/** @type {any} */ { state, features: maps, scalars: rates }) =>
    tf.tidy(() => {
      const loss = (/** @type {Tensor[]} */ ...tensors) => {
        const current = Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
        const context = { mode: 'train', statistics: {}, batch: {} };
        const total = reconstructionLoss(
          maps,
          decoder(fusion(maps, current, context), current, context, architecture),
          config.loss.reconstruction,
        );
        tf.dispose(context.batch);
        return total;
      };
      const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => state.parameters[name]));
      const gradients = Object.fromEntries(names.map((name, i) => [name, grads[i]]));
      const next = adamUpdate(state.parameters, gradients, state.adam, rates, settings);
      return { state: { parameters: next.parameters, adam: next.state }, losses: { total: value } };
    });
  return { state: { parameters, adam: initialAdam(parameters) }, input: { features, scalars }, step };
}

/**
 * A step ready to run by an engine. `passes` turns passes of the compiler off.
 *
 * @param {StepWorkload} workload
 * @param {{ engine?: string }} execution
 * @returns {Promise<import('./workload.d.ts').Run>}
 */
async function stepRun(workload, { engine }) {
  const { state, input, step } = workload.kind === 'borad' ? boradStep(workload) : distillationStep(workload);
  const parameters = Object.values(state.parameters).reduce((sum, tensor) => sum + tensor.size, 0);
  if (engine === 'eager') {
    let current = state;
    const run = async () => {
      const { state: next, losses } = step({ state: current, ...input });
      await losses.total.data();
      tf.dispose([current, losses]);
      current = next;
    };
    return { run, dispose: () => tf.dispose([current, input]), info: { parameters } };
  }
  const { passes, profile, threads } = workload;
  const compiled = await compile(step, { state, ...input }, { carry: 'state', passes, profile, threads });
  /** The graph with the names that a profile has; before what it is traced for is freed. */
  const graph = profile ? (await onnxGraph(step, { state, ...input }, { carry: 'state', passes })).graph : undefined;
  const loop = createLoop(compiled, { carry: 'state', state: numbers(state) });
  const rest = numbers(input);
  tf.dispose([state, input]);
  return {
    run: () => loop.step(rest),
    dispose: () => compiled.dispose(),
    graph,
    info: { parameters, ...compiled.stats },
  };
}

module.exports = { stepRun };
