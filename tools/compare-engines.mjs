#!/usr/bin/env node
// The same training by both engines, from the same weights, batches and masks: do they end in the same detection figures?
//   npm run compare:engines -- --json data/results/engines.json
// Rounding differs between engines and grows from step to step, so runs part as two seeds do; the spread between seeds is
// the measure. Every seed runs compiled; the first two eagerly too, which is slow.
import { createRequire } from 'node:module';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { featuresBySplit } from './featuresBySplit.mjs';
import { readFlags } from './flags.mjs';

keepGoingWithoutReader('compare-engines');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    steps: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
  },
});

const borad = /** @type {typeof import('borad')} */ (createRequire(import.meta.url)(process.env.BORAD_DIST ?? 'borad'));

/** Small enough for the eager engine: three categories, 128 pixels, half the widths. */
const SMALL = {
  data: {
    imageSize: 128,
    categories: ['nut', 'capsule', 'wood'],
    procedural: { train: 24, testGood: 10, testDefective: 15 },
  },
  teacher: { pooling: 1 },
  model: { widths: [16, 32, 64] },
  training: { batchSize: 4, steps: Number(flags.steps) },
};
const EAGER_SEEDS = 2;

const resolve = (/** @type {number} */ seed) => borad.resolveConfig(SMALL, borad.parseSettings(flags.set), { seed });
const seeds = flags.seeds.split(',').map(Number);
const config = resolve(seeds[0]);
const dataset = borad.openDataset('procedural', config.data);
await borad.prepareBackend();
const teacher = borad.loadTeacher(config.teacher.name, config.teacher);
const features = await featuresBySplit(borad, teacher, dataset);

/**
 * @param {import('borad').engine.Engine} engine
 * @param {number} seed
 */
async function run(engine, seed) {
  const settings = resolve(seed);
  const trained = await borad.train({ config: settings, teacher, dataset, features: features.train, engine });
  const { engine: used } = trained.record.environment;
  if (used !== engine) throw new Error(`compare-engines: asked for ${engine}, ran ${used}.`);
  // Scored by one engine, so that only training differs.
  const { architecture } = trained.record;
  const detector = borad.createDetector({ architecture, config: settings, teacher, model: trained.model });
  const { mean } = await borad.evaluate({
    detector,
    dataset,
    evaluation: settings.evaluation,
    features: features.test,
  });
  detector.dispose();
  borad.disposeModel(trained.model);
  const losses = trained.history.map(({ total }) => total);
  console.log(`seed ${seed}, ${engine}: mAD ${(100 * mean.mad).toFixed(2)}, last loss ${losses.at(-1)?.toFixed(4)}`);
  return {
    engine,
    seed,
    mean,
    losses,
    imagesPerSecond: trained.imagesPerSecond,
    environment: trained.record.environment,
  };
}

/** @type {Awaited<ReturnType<typeof run>>[]} */
const runs = [];
for (const seed of seeds) runs.push(await run('compiled', seed));
for (const seed of seeds.slice(0, EAGER_SEEDS)) runs.push(await run('eager', seed));

/** @typedef {keyof typeof runs[0]['mean']} Metric */

/** @type {(engine: string, seed: number, key: Metric) => number} */
const value = (engine, seed, key) =>
  /** @type {typeof runs[0]} */ (runs.find((r) => r.engine === engine && r.seed === seed)).mean[key];
const metrics = /** @type {Metric[]} */ (Object.keys(runs[0].mean)).map((key) => {
  const compiled = seeds.map((seed) => value('compiled', seed, key));
  const between = seeds
    .slice(0, EAGER_SEEDS)
    .map((seed) => Math.abs(value('compiled', seed, key) - value('eager', seed, key)));
  const pairs = compiled.flatMap((a, i) => compiled.slice(i + 1).map((b) => Math.abs(a - b)));
  return {
    metric: key,
    betweenEngines: Math.max(...between),
    firstTwoSeeds: Math.abs(compiled[0] - compiled[1]),
    betweenSeeds: Math.max(...pairs),
    within: Math.max(...between) <= Math.max(...pairs),
  };
});
const percent = (/** @type {number} */ x) => (100 * x).toFixed(2);
console.log(
  borad.display.textTable(
    ['percentage points', 'between engines', 'first two seeds', 'between any two seeds', 'within'],
    metrics.map((m) => [
      m.metric,
      percent(m.betweenEngines),
      percent(m.firstTwoSeeds),
      percent(m.betweenSeeds),
      m.within ? 'yes' : 'no',
    ]),
  ),
);
if (flags.json) borad.base.writeJson(flags.json, { config, runs, metrics });
if (metrics.some(({ within }) => !within)) process.exitCode = 1;
