/** Teacher, student and both together at the default configuration, on pixels or features drawn at random. */
const tf = require('@tensorflow/tfjs-core');
const { room } = require('./library.cjs');

const { createRng } = room('base');
const { resolveConfig } = room('config');
const { anomalyMap, imageScore } = room('detection');
const { createRunner } = room('engine');
const { architectureFor, initialModel, reconstructForTest } = room('methods/borad');
const { loadTeacher } = room('teachers');

/**
 * @param {import('./workload.d.ts').Workload} workload
 * @param {object} execution
 * @returns {Promise<import('./workload.d.ts').Run>}
 */
async function detectorRun({ kind, images }, execution) {
  const config = resolveConfig();
  const size = config.data.imageSize;
  const teacher = loadTeacher(config.teacher.name, config.teacher);
  const architecture = architectureFor(teacher, size, config.model);
  const rng = createRng(1);
  const model = initialModel(rng, architecture);
  const detect = (/** @type {unknown} */ features) => {
    const { maps } = reconstructForTest(features, model, architecture);
    const map = anomalyMap(features, maps, { size: [size, size], smoothing: config.detection.smoothing });
    return { map, score: imageScore(map) };
  };
  const random = (/** @type {number[]} */ shape, /** @type {() => number} */ make) => ({
    shape: [images, ...shape],
    data: Float32Array.from({ length: images * shape.reduce((a, b) => a * b, 1) }, make),
  });
  const pixels = () => random([size, size, 3], () => 255 * rng.uniform());
  const features = () =>
    teacher.strides.map((/** @type {number} */ stride, /** @type {number} */ i) =>
      random([size / stride, size / stride, teacher.channels[i]], () => rng.normal()),
    );
  const input = kind === 'student' ? features() : [pixels()];
  /** @type {Record<string, (tensors: unknown[]) => unknown>} */
  const works = {
    teacher: ([batch]) => teacher.features(batch),
    detector: ([batch]) => detect(teacher.features(batch)),
    student: detect,
  };
  const runner = await createRunner(works[kind], input, kind, execution);
  return {
    run: () => runner.run(input),
    dispose() {
      runner.dispose();
      teacher.dispose();
      tf.dispose(model);
    },
    info: {},
  };
}

module.exports = { detectorRun };
