#!/usr/bin/env node
// One training step at the paper's size: Wide-ResNet-50-2 with random weights, 256 x 256, batches of 2 and 16, by each engine in a
// process of its own, and the same step in PyTorch where a Python has it (BENCH_PYTHON). The first two steps of each, in which memory
// is first taken, are run and left out. Eager does not finish: WebAssembly's memory is smaller than the weights with their gradients
// and moments. Both engines then run once more with the student at half the widths.
//   npm run fullsize -- [--engines compiled,eager] [--batches 2,16] [--peer-batches 2] [--steps 5] [--json data/results/fullsize.json]
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../bench/python.mjs';
import { torchByFormat } from '../bench/sides.mjs';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from './flags.mjs';

keepGoingWithoutReader('fullsize');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    engines: { type: 'string', default: 'compiled,eager' },
    batches: { type: 'string', default: '2,16' },
    // Batches at which PyTorch is measured, too: all of them if left out. At sixteen images it takes minutes on two cores.
    'peer-batches': { type: 'string' },
    steps: { type: 'string', default: '5' },
    json: { type: 'string' },
    // What a worker is given: an engine, a factor of the student's widths and a batch: `compiled@1@16`.
    measure: { type: 'string' },
  },
});

const require = createRequire(import.meta.url);
const borad = /** @type {typeof import('borad')} */ (require('borad'));
const tf = require('@tensorflow/tfjs-core');

const SEED = 42;
/** Steps at the start that take memory for the first time. */
const WARM_UP = 2;
const batches = flags.batches.split(',').map(Number);
const peerBatches = flags['peer-batches']?.split(',').map(Number) ?? batches;
const [fewest] = batches;
const { channels } = borad.teachers.WIDE_RESNET_50_2;
/**
 * @typedef {object} Run the steps of one engine, or why there are none
 * @property {string} engine
 * @property {string} [backend]
 * @property {string} [format] PyTorch's memory format
 * @property {number} batch
 * @property {readonly number[]} widths
 * @property {string} [failed]
 * @property {number} prepareSeconds
 * @property {number[]} stepSeconds
 * @property {number} peakBytes
 * @property {number} [teacherSeconds]
 * @property {{ total: number }[]} [losses]
 */
/** @typedef {Run & { operations: number, seconds: number, gigaflops: number }} Summed */
/** @typedef {{ trainingPasses: number, multiplyAdds: number, trainable: boolean }[]} Modules */

const widthsAt = (/** @type {number} */ factor) => channels.map((width) => width * factor);

/**
 * Teacher features of a batch, then the steps.
 *
 * @param {string} wanted
 */
async function measure(wanted) {
  const [name, factor, images] = wanted.split('@');
  const engine = /** @type {import('borad').engine.Engine} */ (name);
  const batch = Number(images);
  await borad.prepareBackend();
  const config = borad.resolveConfig(borad.presetOverrides('paper/mvtec'), {
    model: { widths: widthsAt(Number(factor)) },
    training: { batchSize: batch },
    masking: { probability: 1 },
  });
  const rng = borad.createRng(SEED);
  const teacher = borad.teachers.resnetTeacher(borad.teachers.randomResnetWeights(rng.split('teacher')), {
    name: config.teacher.name,
  });
  const dataset = borad.openDataset('procedural', {
    imageSize: config.data.imageSize,
    categories: [],
    procedural: { seed: 1, train: 2, testGood: 1, testDefective: 1 },
  });
  const samples = borad.training.trainingSamples(dataset, config).slice(0, batch);
  const from = performance.now();
  const features = await borad.computeFeatures(teacher, dataset, samples, { batchSize: batch, engine });
  const teacherSeconds = (performance.now() - from) / 1000;
  teacher.dispose();
  const { widths, prototypes } = config.model;
  const architecture = borad.methods.borad.architectureFor(teacher, config.data.imageSize, { widths, prototypes });
  const measures = await borad.training.measureSteps({
    config,
    architecture,
    features,
    count: WARM_UP + Number(flags.steps),
    engine,
    create:
      engine === 'eager'
        ? (state, _, settings) => borad.training.eagerStepper(state, settings)
        : borad.training.compiledStepper,
  });
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { ...measures, batch, backend: tf.getBackend(), widths: config.model.widths, teacherSeconds, peakBytes };
}

/**
 * The same in a process of its own, so that memory is that of one engine.
 *
 * @param {string} wanted
 * @returns {Promise<Run>}
 */
function measureApart(wanted) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), '--measure', wanted, '--steps', String(flags.steps)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const texts = ['', ''];
  [child.stdout, child.stderr].forEach((stream, i) => {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      texts[i] += text;
    });
  });
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      const last = texts[0].trim().split('\n').pop() ?? '';
      if (code === 0) resolve(JSON.parse(last));
      else {
        const [engine, factor, batch] = wanted.split('@');
        const reason =
          texts[1]
            .trim()
            .split('\n')
            .find((line) => /error|abort|memory/i.test(line)) ?? '';
        /** @type {Partial<Run>} */
        const failure = {
          engine,
          batch: Number(batch),
          backend: 'wasm',
          widths: widthsAt(Number(factor)),
          failed: `${signal ?? `exit ${code}`}: ${reason.trim().slice(0, 160)}`,
        };
        resolve(/** @type {Run} */ (failure));
      }
    });
  });
}

/**
 * Floating-point operations of a step: two a multiply-add; every forward pass of training, and for the online branch twice as
 * much again for the gradients of inputs and weights.
 *
 * @param {Modules} modules
 */
function operationsOf(modules, batch = fewest) {
  const forward = modules.reduce((sum, { trainingPasses, multiplyAdds }) => sum + trainingPasses * multiplyAdds, 0);
  const online = modules.reduce((sum, { trainable, multiplyAdds }) => sum + (trainable ? multiplyAdds : 0), 0);
  return { forward, operations: 2 * batch * (forward + 2 * online) };
}

/** Side of the images. */
const [imageSide] = borad.base.sidesOf(borad.resolveConfig(borad.presetOverrides('paper/mvtec')).data.imageSize);

/**
 * Every module of the student of these widths.
 *
 * @param {readonly number[]} widths
 */
function modulesOf(widths) {
  const { data, model } = borad.resolveConfig(borad.presetOverrides('paper/mvtec'));
  const teacher = { channels, strides: borad.teachers.RESNET_STRIDES, signed: false };
  return borad.methods.borad.moduleTable(
    borad.methods.borad.architectureFor(teacher, data.imageSize, {
      widths: /** @type {[number, number, number]} */ ([...widths]),
      prototypes: model.prototypes,
    }),
  );
}

/**
 * A run with what its steps come to.
 *
 * @param {Run} run
 * @returns {Summed}
 */
function summed(run) {
  if (run.failed) return /** @type {Summed} */ (run);
  const { operations } = operationsOf(modulesOf(run.widths), run.batch);
  const seconds = borad.statistics.median(run.stepSeconds.slice(WARM_UP));
  return { ...run, operations, seconds, gigaflops: operations / seconds / 1e9 };
}

/**
 * All engines with the student's widths times a factor; what did not finish says so.
 *
 * @param {number} factor
 * @param {number} batch
 */
async function measureAll(factor, batch, without = new Set()) {
  /** @type {Summed[]} */
  const runs = [];
  for (const engine of flags.engines.split(',').filter((name) => !without.has(name))) {
    process.stderr.write(`measuring ${engine}, widths [${widthsAt(factor)}], batch ${batch} ...\n`);
    runs.push(summed(await measureApart(`${engine}@${factor}@${batch}`)));
  }
  return runs;
}

/**
 * The step in PyTorch, of its two memory formats the faster; undefined without PyTorch.
 *
 * @param {number} batch
 */
async function measurePeer(batch) {
  const python = pythonWith('torch');
  if (!python) return undefined;
  const maps = borad.teachers.RESNET_STRIDES.map((stride) => imageSide / stride);
  const measured = await torchByFormat(
    python,
    availableParallelism(),
    { kind: 'borad', widths: channels, maps, images: batch },
    WARM_UP + Number(flags.steps),
    (format) => process.stderr.write(`measuring PyTorch, ${format}, batch ${batch} ...\n`),
  );
  const runs = measured.map(({ format, ready, ms, peakMemoryMiB }) =>
    summed({
      ...{ engine: `PyTorch ${ready.torch}`, format, batch, backend: 'cpu', widths: channels },
      prepareSeconds: ready.readyMs / 1000,
      stepSeconds: ms.map((each) => each / 1000),
      peakBytes: peakMemoryMiB * 2 ** 20,
    }),
  );
  return runs.sort((a, b) => a.seconds - b.seconds)[0];
}

/** @param {Summed} run */
function rowOf(run) {
  const name = `${run.engine}, [${run.widths}], batch ${run.batch}`;
  if (run.failed) return [name, '–', '–', '–', '–', '–', run.failed];
  return [
    name,
    run.teacherSeconds?.toFixed(2) ?? '–',
    run.prepareSeconds.toFixed(1),
    run.seconds.toFixed(2),
    (run.peakBytes / 2 ** 30).toFixed(2),
    run.gigaflops.toFixed(1),
    run.losses?.map(({ total }) => total.toFixed(4)).join(', ') ?? '–',
  ];
}

async function main() {
  const config = borad.resolveConfig(borad.presetOverrides('paper/mvtec'));
  const modules = modulesOf(channels);
  const { forward, operations } = operationsOf(modules);
  const parameters = {
    teacher: borad.layers.sumCosts(borad.teachers.resnetCosts(imageSide)).parameters,
    ...Object.fromEntries(
      ['projector', 'fusion', 'decoder', 'prototypeHeads'].map((part) => [
        part,
        borad.layers.sumCosts(modules.filter((module) => module.part === part)).parameters,
      ]),
    ),
  };
  /** @type {Summed[]} */
  const runs = [];
  for (const batch of batches) {
    // What does not fit at the smaller batch does not fit at a larger one.
    const failed = new Set(runs.filter((run) => run.failed).map(({ engine }) => engine));
    const own = (await measureAll(1, batch, failed)).concat(
      (peerBatches.includes(batch) && (await measurePeer(batch))) || [],
    );
    runs.push(...own);
  }
  if (runs.some(({ failed }) => failed)) runs.push(...(await measureAll(0.5, fewest)));
  console.log(`Wide-ResNet-50-2 with random weights, ${config.model.prototypes} prototypes`);
  console.log(
    Object.entries(parameters)
      .map(([part, count]) => `${part} ${count.toLocaleString('en')}`)
      .join(', '),
  );
  console.log(
    `${imageSide} x ${imageSide}: ${(forward / 1e9).toFixed(1)} GMAC per image in a training forward, ${(operations / 1e9).toFixed(0)} GFLOP per step of ${fewest}\n`,
  );
  const columns = ['engine, widths', 'teacher, s', 'prepared, s', 'step, s', 'peak, GiB', 'GFLOPS', 'loss by step'];
  console.log(borad.display.textTable(columns, runs.map(rowOf)));
  if (flags.json) {
    borad.base.writeJson(flags.json, {
      machine: { processor: cpus()[0]?.model, cores: availableParallelism(), node: process.versions.node },
      imageSize: imageSide,
      batch: fewest,
      warmUp: WARM_UP,
      parameters,
      forwardMultiplyAdds: forward,
      operations,
      runs,
    });
    console.log(`\nwritten: ${flags.json}`);
  }
}

if (flags.measure) console.log(JSON.stringify(await measure(flags.measure)));
else await main();
