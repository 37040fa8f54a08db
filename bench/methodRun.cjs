/** A training step, or map and score, of any method at its default settings, on features drawn at random. */
const tf = require('@tensorflow/tfjs-core');
const { room } = require('./library.cjs');

const { createRng } = room('base');
const { resolveConfig } = room('config');
const { openDataset } = room('datasets');
const { createDetector } = room('detection');
const { METHODS } = room('methods');
const { loadTeacher, mapShapes } = room('teachers');
const { phaseStepper } = room('training');

/**
 * Method, settings and network at the default teacher, and its fresh state.
 *
 * @param {import('./workload.d.ts').Workload} workload
 */
function fresh({ method: name, images }) {
  const method = METHODS[String(name)];
  const config = resolveConfig({ method: name, training: { batchSize: images } });
  const { categories } = openDataset('procedural', config.data);
  const teacher = loadTeacher(config.teacher.name, config.teacher);
  const architecture = method.architecture(teacher, config, categories);
  const shapes = mapShapes(teacher, config.data.imageSize);
  return {
    method,
    config,
    teacher,
    architecture,
    shapes,
    /** One for each image, all of them in turn. */
    categories: Array.from({ length: images }, (_, i) => categories[i % categories.length]),
    model: method.initialise(createRng(1), architecture, config),
  };
}

/**
 * @param {number[][]} shapes
 * @param {number} images
 */
function drawn(shapes, images) {
  const rng = createRng(2);
  return shapes.map((shape) => rng.normals(images * shape.reduce((a, b) => a * b, 1)));
}

/**
 * Puts small random values into kernels that start at zero: a later phase begins with trained networks, and OmiAD's distillation
 * of untrained ones divides zero by zero. Moments of the optimiser stay as they are.
 *
 * @param {Record<string, import('@tensorflow/tfjs-core').Tensor>} model
 */
function wakeZeroKernels(model) {
  const rng = createRng(3);
  for (const [name, values] of Object.entries(model)) {
    if (name.startsWith('adam.') || values.rank < 2 || values.dataSync().some((value) => value !== 0)) continue;
    model[name] = tf.tensor(
      rng.normals(values.size).map((/** @type {number} */ value) => 0.02 * value),
      values.shape,
    );
    values.dispose();
  }
}

/**
 * One phase of the training; `workload.phase` is its number.
 *
 * @param {import('./workload.d.ts').Workload} workload
 * @param {object} execution
 * @returns {Promise<import('./workload.d.ts').Run>}
 */
async function methodStep(workload, execution) {
  const { method, config, teacher, architecture, shapes, categories, model } = fresh(workload);
  const before = method.phases
    .slice(0, workload.phase)
    .reduce((/** @type {number} */ sum, /** @type {{ share: number }} */ { share }) => sum + share, 0);
  if (workload.phase) wakeZeroKernels(model);
  const from = Math.round(before * config.training.steps);
  const stepper = await phaseStepper(model, { method, architecture, config, shapes, from, ...execution });
  const samples = categories.map((category, i) => ({ id: `${i}`, category }));
  const features = drawn(shapes, workload.images);
  const [height, width] = shapes[0];
  const labels = { shape: [workload.images, height, width], data: new Float32Array(workload.images * height * width) };
  let step = from;
  return {
    async run() {
      const losses = await stepper.step(step++, { samples, features, copies: features, labels });
      for (const [name, loss] of Object.entries(losses))
        if (!Number.isFinite(loss))
          throw new Error(`${workload.method}: ${name} is ${loss}; a step that learns has a number.`);
      return losses;
    },
    dispose() {
      stepper.dispose();
      teacher.dispose();
    },
    info: { parameters: method.cost(architecture, config).trained },
  };
}

/**
 * From features to map and score.
 *
 * @param {import('./workload.d.ts').Workload} workload
 * @param {object} execution
 * @returns {Promise<import('./workload.d.ts').Run>}
 */
async function methodDetector(workload, execution) {
  const { config, teacher, architecture, shapes, categories, model } = fresh(workload);
  const detector = createDetector({ architecture, config, teacher, model, ...execution });
  const features = drawn(shapes, workload.images);
  await detector.detectFeatures(features, workload.images, categories);
  return {
    run: () => detector.detectFeatures(features, workload.images, categories),
    dispose() {
      detector.dispose();
      teacher.dispose();
      tf.dispose(model);
    },
    info: {},
  };
}

module.exports = { methodStep, methodDetector };
