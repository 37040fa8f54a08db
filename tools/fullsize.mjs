#!/usr/bin/env node
// One training step at the paper's size: Wide-ResNet-50-2 with random weights, 256 x 256, batch 2, by each engine in a process
// of its own.
//   npm run fullsize -- [--engines compiled,eager,eager/cpu] [--steps 3] [--json data/results/fullsize.json]
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const borad = require('borad');
const tf = require('@tensorflow/tfjs');

const { values: flags } = parseArgs({
  options: {
    engines: { type: 'string', default: 'compiled,eager' },
    steps: { type: 'string', default: '3' },
    json: { type: 'string' },
    // What a worker is told: an engine, with a backend after a slash.
    measure: { type: 'string' },
  },
});

const SEED = 42;
const BATCH = 2;

/** Teacher features of two images, then the steps. */
async function measure(wanted) {
  const [engine, backend] = wanted.split('/');
  if (backend) await tf.setBackend(backend);
  else await borad.prepareBackend();
  const config = borad.resolveConfig(borad.presetOverrides('paper/mvtec'), { training: { batchSize: BATCH } });
  const rng = borad.createRng(SEED);
  const teacher = borad.resnetTeacher(borad.randomResnetWeights(rng.split('teacher')), { name: config.teacher.name });
  const dataset = borad.openDataset('procedural', {
    imageSize: config.data.imageSize,
    categories: [],
    procedural: { seed: 1, train: 1, testGood: 1, testDefective: 1 },
  });
  const samples = borad.trainingSamples(dataset).slice(0, BATCH);
  process.env.BORAD_ENGINE = engine;
  const from = performance.now();
  const features = await borad.computeFeatures(teacher, dataset, samples, { batchSize: BATCH });
  const teacherSeconds = (performance.now() - from) / 1000;
  teacher.dispose();
  const { widths, prototypes } = config.model;
  const architecture = borad.architectureFor(teacher, config.data.imageSize, { widths, prototypes });
  const create = engine === 'eager' ? borad.eagerStepper : borad.compiledStepper;
  const measures = await borad.measureSteps({
    config,
    architecture,
    features,
    count: Number(flags.steps),
    create: (state, shapes, settings) => create(state, shapes, settings, BATCH),
  });
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { engine, backend: tf.getBackend(), teacherSeconds, ...measures, peakBytes };
}

/** The same in a process of its own, so that memory is that of one engine. */
function measureApart(wanted) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), '--measure', wanted, '--steps', wanted.includes('cpu') ? '1' : flags.steps],
    { stdio: ['ignore', 'pipe', 'pipe'] },
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
      const last = texts[0].trim().split('\n').pop();
      if (code === 0) resolve(JSON.parse(last));
      else {
        const [engine, backend = 'wasm'] = wanted.split('/');
        const reason =
          texts[1]
            .trim()
            .split('\n')
            .find((line) => /error|abort|memory/i.test(line)) ?? '';
        resolve({ engine, backend, failed: `${signal ?? `exit ${code}`}: ${reason.trim().slice(0, 160)}` });
      }
    });
  });
}

/**
 * Floating-point operations of a step: two a multiply-add; every forward pass of training, and for the online branch twice as
 * much again for the gradients of inputs and weights.
 */
function operationsOf(modules) {
  const forward = modules.reduce((sum, { trainingPasses, multiplyAdds }) => sum + trainingPasses * multiplyAdds, 0);
  const online = modules.reduce((sum, { trainable, multiplyAdds }) => sum + (trainable ? multiplyAdds : 0), 0);
  return { forward, operations: 2 * BATCH * (forward + 2 * online) };
}

async function main() {
  const config = borad.resolveConfig(borad.presetOverrides('paper/mvtec'));
  const { channels } = borad.WIDE_RESNET_50_2;
  const teacher = { channels, strides: borad.RESNET_STRIDES, signed: false };
  const { widths, prototypes } = config.model;
  const modules = borad.moduleTable(borad.architectureFor(teacher, config.data.imageSize, { widths, prototypes }));
  const { forward, operations } = operationsOf(modules);
  const parameters = {
    teacher: borad.sumCosts(borad.resnetCosts(config.data.imageSize)).parameters,
    ...Object.fromEntries(
      ['projector', 'fusion', 'decoder', 'prototypeHeads'].map((part) => [
        part,
        borad.sumCosts(modules.filter((module) => module.part === part)).parameters,
      ]),
    ),
  };
  const runs = [];
  for (const wanted of flags.engines.split(',')) {
    process.stderr.write(`measuring ${wanted} ...\n`);
    const run = await measureApart(wanted);
    if (run.failed && wanted === 'eager') {
      process.stderr.write(`eager on wasm: ${run.failed}; trying the cpu backend, which takes many minutes ...\n`);
      runs.push(run, await measureApart('eager/cpu'));
    } else runs.push(run);
  }
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const seconds = ({ stepSeconds }) => median(stepSeconds.length > 1 ? stepSeconds.slice(1) : stepSeconds);
  const number = (value, digits = 2) => (value === undefined ? '–' : value.toFixed(digits));
  const rows = runs.map((run) => {
    if (run.failed) return [`${run.engine} (${run.backend})`, '–', '–', '–', '–', '–', run.failed];
    return [
      run.engine === 'compiled' ? 'compiled' : `eager (${run.backend})`,
      number(run.teacherSeconds),
      number(run.prepareSeconds, 1),
      number(seconds(run)),
      number(run.peakBytes / 2 ** 30),
      number(operations / seconds(run) / 1e9, 1),
      run.losses.map(({ total }) => total.toFixed(4)).join(', '),
    ];
  });
  const size = config.data.imageSize;
  console.log(
    `Wide-ResNet-50-2 with random weights, ${size} x ${size}, batch ${BATCH}, widths [${channels}], ${prototypes} prototypes`,
  );
  console.log(
    Object.entries(parameters)
      .map(([part, count]) => `${part} ${count.toLocaleString('en')}`)
      .join(', '),
  );
  console.log(
    `${(forward / 1e9).toFixed(1)} GMAC an image in a training forward, ${(operations / 1e9).toFixed(0)} GFLOP a step\n`,
  );
  const columns = ['engine', 'teacher, s', 'made ready, s', 'step, s', 'peak, GiB', 'GFLOPS', 'loss by step'];
  console.log(borad.textTable(columns, rows));
  if (flags.json) {
    borad.writeJson(flags.json, {
      machine: { processor: cpus()[0]?.model, cores: availableParallelism(), node: process.versions.node },
      imageSize: size,
      batch: BATCH,
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
