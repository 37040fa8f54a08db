#!/usr/bin/env node
// npm run bench [-- --json FILE]: images per second of training, teacher and scoring, compiled beside eager, medians.
// Each engine runs in a process of its own, so that its peak memory is its own.
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const borad = createRequire(import.meta.url)('borad');
const REPEATS = 10;
const WARM_UP = 3;

/** Median milliseconds of a call. */
async function median(call) {
  for (let i = 0; i < WARM_UP; i++) await call();
  const times = [];
  for (let i = 0; i < REPEATS; i++) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return (times[REPEATS / 2 - 1] + times[REPEATS / 2]) / 2;
}

/** All measurements with the engine that BORAD_ENGINE names. */
async function measure() {
  await borad.prepareBackend();
  const rng = borad.createRng(1);
  const normal = (length) => Float32Array.from({ length }, () => rng.normal());
  const rows = [];
  const config = borad.resolveConfig();
  const size = config.data.imageSize;
  const teacher = borad.loadTeacher(config.teacher.name, config.teacher);
  const architecture = borad.architectureFor(teacher, size, config.model);
  const shapes = teacher.strides.map((stride, i) => [size / stride, size / stride, teacher.channels[i]]);
  for (const batch of [8, 16]) {
    const model = borad.initialModel(borad.createRng(1), architecture);
    const settings = { architecture, config: borad.resolveConfig({ training: { batchSize: batch } }) };
    const stepper = await borad.chooseStepper(
      { ...model, adam: borad.initialAdam(model.parameters) },
      shapes,
      settings,
    );
    const features = shapes.map(([h, w, c]) => normal(batch * h * w * c));
    const masks = borad.drawMasks(rng, shapes, batch, { enabled: true, probability: 1, ratio: 0.5 });
    const scalars = { learningRate: 5e-3, firstCorrection: 2, secondCorrection: 1000, momentum: 0.99 };
    rows.push({
      name: 'BoRAD training step',
      batch,
      ms: await median(() => stepper.step({ batch, features, masks, ...scalars })),
    });
    stepper.dispose();
  }
  const pixels = (batch) => Float32Array.from({ length: batch * size * size * 3 }, () => 255 * rng.uniform());
  for (const batch of [1, 8]) {
    const input = { shape: [batch, size, size, 3], data: pixels(batch) };
    const runner = await borad.createRunner((image) => teacher.features(image), input, 'teacher');
    rows.push({ name: 'teacher', batch, ms: await median(() => runner.run(input)) });
    runner.dispose();
  }
  const model = borad.initialModel(borad.createRng(1), architecture);
  const detector = borad.createDetector({ architecture, config, teacher, model });
  const image = pixels(1);
  rows.push({ name: 'photo to map and score', batch: 1, ms: await median(() => detector.detect(image, 1)) });
  detector.dispose();
  borad.disposeModel(model);
  return { rows, peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024) };
}

if (process.send) {
  process.send(await measure());
  process.exit(0);
}

const { values: flags } = parseArgs({ options: { json: { type: 'string' } } });
const results = {};
for (const engine of ['compiled', 'eager']) {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, BORAD_ENGINE: engine } });
  results[engine] = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The ${engine} measurements ended with exit code ${code}.`)));
  });
}
const rate = ({ batch, ms }) => (1000 * batch) / ms;
const rows = results.compiled.rows.map((row, i) => ({
  name: row.name,
  batch: row.batch,
  compiled: rate(row),
  eager: rate(results.eager.rows[i]),
}));
const machine = { cpu: cpus()[0].model.trim(), cores: availableParallelism(), node: process.versions.node };
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; images per second, medians of ${REPEATS}`);
console.log(
  borad.textTable(
    ['what', 'batch', 'compiled', 'eager', 'ratio'],
    rows.map((r) => [r.name, r.batch, r.compiled.toFixed(1), r.eager.toFixed(1), (r.compiled / r.eager).toFixed(1)]),
  ),
);
console.log(`peak memory: compiled ${results.compiled.peakMemoryMiB} MiB, eager ${results.eager.peakMemoryMiB} MiB`);
if (flags.json) {
  const list = rows.flatMap(({ name, batch, ...engines }) =>
    ['compiled', 'eager'].map((engine) => ({ name: `${name}, batch ${batch}`, engine, imgPerSecond: engines[engine] })),
  );
  borad.writeJson(flags.json, { machine, rows: list });
}
