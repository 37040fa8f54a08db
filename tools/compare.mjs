#!/usr/bin/env node
// Trains every variant with every seed on the same features and tabulates the seven metrics, mean and standard deviation.
//   npm run compare -- --data procedural --preset quick --seeds 1,2,3 --json data/results/comparison-procedural.json
// A run whose result is in the file already is not trained again, so the command can be stopped and repeated.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { featuresBySplit } from './featuresBySplit.mjs';

keepGoingWithoutReader('compare');

const borad = createRequire(import.meta.url)('borad');
const { report } = createRequire(import.meta.url)('borad-notebooks');

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    preset: { type: 'string', default: 'quick' },
    set: { type: 'string', multiple: true, default: [] },
    seeds: { type: 'string', default: '1,2,3' },
    steps: { type: 'string' },
    variants: { type: 'string', default: Object.keys(borad.variants).join(',') },
    json: { type: 'string' },
  },
});
if (!flags.data || !flags.json)
  throw new Error('compare: --data and --json are needed; see the head of tools/compare.mjs.');

const base = [borad.presetOverrides(flags.preset), borad.parseSettings(flags.set)];
const first = borad.resolveConfig(...base);
const dataset = borad.openDataset(flags.data, first.data);
await borad.prepareBackend();
const teacher = borad.loadTeacher(first.teacher.name, first.teacher);
const features = await featuresBySplit(borad, teacher, dataset);

const store = existsSync(flags.json) ? borad.base.readJson(flags.json) : { dataset: dataset.name, runs: [] };
const stepCounts = flags.steps ? flags.steps.split(',').map(Number) : [first.training.steps];
for (const steps of stepCounts) {
  for (const seed of flags.seeds.split(',').map(Number)) {
    for (const variant of flags.variants.split(',')) {
      const config = borad.resolveConfig(...base, borad.variants[variant].settings, { seed, training: { steps } });
      const key = JSON.stringify({ variant, config });
      if (store.runs.some((run) => JSON.stringify({ variant: run.variant, config: run.config }) === key)) continue;
      const trained = await borad.train({ config, teacher, dataset, features: features.train });
      const detector = borad.createDetector({
        architecture: trained.record.architecture,
        config,
        teacher,
        model: trained.model,
      });
      const result = borad.evaluation.requireWhole(
        await borad.evaluate({
          detector,
          dataset,
          evaluation: config.evaluation,
          features: features.test,
        }),
      );
      detector.dispose();
      borad.disposeModel(trained.model);
      store.runs.push({
        variant,
        seed,
        steps,
        config,
        environment: trained.record.environment,
        imagesPerSecond: trained.imagesPerSecond,
        loss: trained.history.at(-1),
        mean: result.mean,
        categories: result.categories,
        scores: result.scores,
        protocol: result.protocol,
      });
      borad.base.writeJson(flags.json, store);
      console.log(
        `${steps} steps, seed ${seed}, ${variant}: ${summary(result.mean)}, ${trained.imagesPerSecond.toFixed(1)} images/s`,
      );
    }
  }
}

/** The seven metrics and mAD in percent. */
function summary(metrics) {
  return borad.metricColumns.map(({ key }) => report.percentText(metrics[key])).join(' / ');
}

for (const steps of stepCounts) {
  const runs = store.runs.filter((run) => run.steps === steps);
  console.log(`\n${dataset.name}, ${steps} steps: mean ± standard deviation over seeds, percent\n`);
  console.log(borad.evaluation.markdownTable(borad.evaluation.comparisonTable(runs)));
  console.log('\nDifferences by seed, percentage points: mean [least, greatest]\n');
  console.log(borad.evaluation.markdownTable(borad.evaluation.pairedTable(runs, 'BoRAD')));
}
