#!/usr/bin/env node
// Measures what Section 5 of the paper names as limits, on trained models: ever fainter defects, and the conditional variance of
// the views. Results in data/results/limitations.json, a row per model.
//   npm run limitations -- [--variants A,B] [--seeds 1,2] [--preset notebook] [--there]
// Weights that are missing are trained first (about a minute each by the preset `notebook`); --there passes over them instead.
import { createRequire } from 'node:module';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from './flags.mjs';

keepGoingWithoutReader('limitations');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    variants: { type: 'string', default: 'baseline,masked baseline,BoRAD,without spatial' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    preset: { type: 'string', default: 'notebook' },
    there: { type: 'boolean', default: false },
  },
});

const borad = /** @type {typeof import('borad')} */ (createRequire(import.meta.url)('borad'));
const { study } = /** @type {typeof import('borad-notebooks')} */ (createRequire(import.meta.url)('borad-notebooks'));

const specs = study.comparisonSpecs({
  preset: flags.preset,
  variants: flags.variants.split(','),
  seeds: flags.seeds.split(',').map(Number),
});
const inputs = await study.openInputs(specs[0]);
const recorded = new Set(study.readLimitations().map(({ hash }) => hash));
const missing = specs.filter((spec) => !recorded.has(study.runHash(spec, inputs.dataset)));
const wanted = flags.there ? missing.filter((spec) => study.isMeasurable(spec, inputs)) : missing;
console.log(`${specs.length} models, ${specs.length - missing.length} measured, ${wanted.length} to measure`);
if (wanted.length > 0) {
  const sets = await study.gradedSets(inputs, study.specConfig(specs[0]).data.procedural.seed);
  const bar = borad.progressReporter()('limits of trained models', wanted.length);
  for (const [i, spec] of wanted.entries()) {
    study.recordLimitation(await study.measureLimitation(spec, inputs, sets));
    bar.update(i + 1);
  }
  bar.finish(`measured ${wanted.length} models`);
}
const rows = study.readLimitations();
const cell = (/** @type {number} */ value) => (100 * value).toFixed(1);
console.log(
  borad.display.textTable(
    ['method', 'steps', 'seed', ...study.CONTRASTS.map((c) => `image AUROC at ${c}`), 'Var(f2|f1) / Var(f2)'],
    rows.map(({ variant, steps, seed, contrast, views }) => [
      variant,
      steps,
      seed,
      ...contrast.map(({ mean }) => cell(mean.imageAuroc)),
      cell(views.conditional / views.total),
    ]),
  ),
);
