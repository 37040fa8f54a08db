#!/usr/bin/env node
// Makes all committed results: every method with every seed by the preset `notebook`, results in data/results/runs.
//   npm run experiments -- [--parallel 2] [--variants A,B] [--seeds 1,2] [--preset notebook] [--data procedural]
//   npm run experiments -- --data DIR --preset quick --set training.steps=200     other data, another preset, other settings
//   npm run experiments -- --list        which runs there are
//   npm run experiments -- --summary     tables in the form of Tables 5 and 6, from the runs that there are, which it counts
//   npm run experiments -- --summary --markdown     all metrics as Markdown, and BoRAD minus the others seed by seed
//   npm run experiments -- --preset long [--summary]     the same after 100 epochs; eight seeds of the three main methods, five of the rest
//   npm run experiments -- --methods rd4ad,hvqtrans:nearest,...|all [--list|--summary]     other methods, with or without --variants, at the rates chosen for them; the quickest are made first
//   npm run experiments -- --rates [--methods ...] [--list|--summary]     the trials that choose learning rates, in data/results/rates, and what they choose
//   npm run experiments -- --let-through --methods all --variants BoRAD,baseline     what their recorded runs let through, in data/results/passed
//   npm run experiments -- --published --methods all     their recorded runs under their authors' own post-processing, in data/results/published
//   npm run experiments -- --keep --variants BoRAD,baseline --seeds 1     commits their models for test time to data/results/models
// A run that is there is not made again, so the command can be stopped and repeated.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { keepGoingWithoutReader } from '../lib/borad/bin/closedOutput.js';
import { readFlags } from './flags.mjs';
import { canPin, runPinned } from './pinned.mjs';

keepGoingWithoutReader('experiments');

const { values: flags } = readFlags(import.meta.url, {
  options: {
    parallel: { type: 'string' },
    variants: { type: 'string' },
    methods: { type: 'string' },
    rates: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    preset: { type: 'string', default: 'notebook' },
    data: { type: 'string', default: 'procedural' },
    set: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    summary: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'let-through': { type: 'boolean', default: false },
    published: { type: 'boolean', default: false },
    // What a worker is given: a specification as JSON; with --rates it is a trial.
    run: { type: 'string' },
  },
});

const borad = /** @type {typeof import('borad')} */ (createRequire(import.meta.url)('borad'));
const { study } = /** @type {typeof import('borad-notebooks')} */ (createRequire(import.meta.url)('borad-notebooks'));

/** @typedef {import('borad-notebooks').study.AnySpec} Spec */
/** @typedef {NonNullable<ReturnType<typeof study.findRun>>} Run */
/** @typedef {import('borad-notebooks').study.ExperimentRun} DetailedRun */
/**
 * @template {Run} R
 * @typedef {{ name: string, digits: number, value: (run: R) => number }} Column
 */

/**
 * One run in a process of its own, on one processor if it is pinned.
 *
 * @param {Spec} spec
 * @param {number} [processor]
 */
function runInProcess(spec, processor) {
  const which = ['--run', JSON.stringify(spec), ...(flags.rates ? ['--rates'] : [])];
  return runPinned([fileURLToPath(import.meta.url), ...which], processor).catch((error) => {
    throw new Error(`${study.specName(spec)}, seed ${spec.seed}: ${error.message}`);
  });
}

const percent = (/** @type {number} */ value) => (100 * value).toFixed(1);
const store = flags.rates ? study.rateStore() : undefined;
const open = study.dataOpener();
const found = (/** @type {Spec} */ spec) => study.findRun(spec, { store, dataset: open(spec) });
/** Test images of a kind per category on which it is measured what a run lets through. */
const MEASURED_IMAGES = 9;
const listed = (/** @type {string | undefined} */ text) => text?.split(',');

/** Rows of methods by name; `all` are those that are not BoRAD. */
function askedMethods() {
  if (!flags.methods) return [];
  return flags.methods === 'all' ? study.RIVAL_METHODS : flags.methods.split(',');
}

/** The specifications that the flags name. */
function askedSpecs() {
  const seeds = flags.seeds ? { seeds: flags.seeds.split(',').map(Number) } : {};
  const settings = borad.parseSettings(flags.set);
  const shared = { settings, preset: flags.preset, data: flags.data, ...seeds };
  const names = [...(listed(flags.variants) ?? []), ...askedMethods()];
  if (flags.rates) {
    const trials = study.rateSpecs(names.length > 0 ? triedNames(names) : undefined);
    return trials.filter(({ seed }) => !seeds.seeds || seeds.seeds.includes(Number(seed)));
  }
  if (flags.methods) return study.rivalSpecs({ ...shared, names });
  if (flags.preset === 'long' && !flags.variants && !flags.seeds)
    return study.longSpecs({ data: flags.data, settings });
  return study.comparisonSpecs({ ...shared, ...(flags.variants ? { variants: names } : {}) });
}

/**
 * `all` holds methods without a learning rate, which have no trials.
 *
 * @param {string[]} names
 */
const triedNames = (names) =>
  flags.methods === 'all' ? names.filter((name) => study.RATE_NAMES.includes(name)) : names;

if (flags.run) {
  const spec = JSON.parse(flags.run);
  const started = performance.now();
  const run = await study.getRun(spec, { store, progress: borad.progressReporter('silent') });
  const seconds = (performance.now() - started) / 1000;
  const { imageAuroc, pixelAp, pixelAupro, mad } = run.mean;
  console.log(
    `${run.hash}  ${run.variant}, seed ${run.seed}: image AUROC ${percent(imageAuroc)}, pixel AP ${percent(pixelAp)}, AUPRO ${percent(pixelAupro)}, mAD ${percent(mad)}  ${seconds.toFixed(0)} s`,
  );
} else {
  const specs = askedSpecs();
  // Trials go set by set, so that an interrupted set compares rates on equal images.
  const inOrder = () => (flags.methods && !flags.rates ? study.shortFirst(specs) : specs);
  if (flags.list) {
    for (const spec of inOrder()) {
      const rate = flags.rates ? `, learning rate ${/** @type {any} */ (spec.settings).training.learningRate}` : '';
      console.log(
        `${study.runHash(spec, open(spec))}  ${found(spec) ? 'there  ' : 'missing'}  ${study.specName(spec)}, seed ${spec.seed}${rate}`,
      );
    }
  } else if (flags.summary && flags.rates) summariseRates(specs);
  else if (flags.summary)
    summarise(
      specs.map(found).filter((run) => run !== undefined),
      specs.length,
    );
  else if (flags['let-through']) await measureAll(specs);
  else if (flags.published) await measureScorings(specs);
  else if (flags.keep) for (const spec of specs) console.log(await study.keepModel(spec));
  else
    await makeAll(
      inOrder().filter((spec) => !found(spec)),
      specs.length,
    );
}

/**
 * Mean and deviation over seeds, then BoRAD minus each other method with its 95% interval; '*' where it excludes zero.
 *
 * @template {Run} R
 * @param {string} title
 * @param {R[]} runs
 * @param {Column<R>[]} columns
 */
function printTable(title, runs, columns) {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const rows = variants.map((variant) => [
    variant,
    study.runsOf(runs, variant).length,
    ...columns.map(({ value, digits }) => {
      const { mean, sd } = study.summaryOf(runs, variant, value);
      return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)}`;
    }),
  ]);
  const differences = variants
    .filter((variant) => variant !== 'BoRAD')
    .map((variant) => [
      `BoRAD − ${variant}`,
      '',
      ...columns.map(({ value, digits }) => {
        const pairs = runs.filter(
          (run) => run.variant === 'BoRAD' && runs.some((o) => o.variant === variant && o.seed === run.seed),
        );
        if (pairs.length < 2) return '–';
        const d = study.compareVariants(runs, 'BoRAD', variant, value);
        return `${study.signedInterval(d, digits)}${d.verdict === 'undecided' ? '' : ' *'}`;
      }),
    ]);
  console.log(
    `${title}\n\n${borad.display.textTable(['method', 'seeds', ...columns.map(({ name }) => name)], [...rows, ...differences])}\n`,
  );
}

/**
 * What each rate gave, and which is chosen.
 *
 * @param {Spec[]} specs
 */
function summariseRates(specs) {
  const rows = [...new Set(specs.map(study.specName))].flatMap((name) => {
    const choice = study.rateChoice(name);
    return choice.trials.map(({ rate, mad }) => [
      ...[name, rate],
      ...mad.map((value) => (value === undefined ? '–' : (100 * value).toFixed(2))),
      study.choiceText(choice, rate),
    ]);
  });
  const titles = ['method', 'learning rate', ...study.RATE_SEEDS.map((seed) => `mAD, set ${seed}`), 'choice'];
  console.log(
    `Trials on procedural sets that are not compared, preset notebook\n\n${borad.display.textTable(titles, rows)}\n`,
  );
}

/**
 * Mean and deviation over seeds, then the differences from BoRAD seed by seed, as a page shows them.
 *
 * @param {Run[]} runs
 */
function printMarkdown(runs) {
  console.log(`${borad.display.markdownTable(study.comparisonTable(runs))}\n`);
  console.log(borad.display.markdownTable(study.pairedTable(runs, 'BoRAD')));
}

/**
 * @param {Run[]} runs
 * @param {number} wanted
 */
function summarise(runs, wanted) {
  console.log(`${study.coverageText({ runs, wanted })} * marks an interval that excludes zero.\n`);
  if (runs.length === 0) return;
  if (flags.markdown) return printMarkdown(runs);
  /** @type {(name: string, key: typeof borad.metricColumns[number]['key']) => Column<Run>} */
  const metric = (name, key) => ({ name, digits: 2, value: (run) => 100 * run.mean[key] });
  printTable(
    'As Table 5, percent',
    runs,
    borad.metricColumns.map(({ key, title }) => metric(title, key)),
  );
  const anchors = study.anchorsOf(flags.data);
  if (anchors.length === 0) console.log('No nearest-neighbour detector is recorded for this data set.\n');
  else {
    const cells = anchors.map((anchor) => [
      anchor.method,
      anchor.seed,
      ...borad.metricColumns.map(({ key }) => (100 * anchor.mean[key]).toFixed(2)),
    ]);
    const titles = ['anchor', 'seed', ...borad.metricColumns.map(({ title }) => title)];
    console.log(`Beside them, percent\n\n${borad.display.textTable(titles, cells)}\n`);
  }
  const detailed = runs.filter((run) => 'diagnostics' in run);
  if (detailed.length === 0) return;
  /** @type {(name: string, value: (all: DetailedRun['diagnostics']['all']) => number) => Column<DetailedRun>} */
  const diagnostic = (name, value) => ({ name, digits: 3, value: (run) => value(run.diagnostics.all) });
  printTable('As Table 6', detailed, [
    diagnostic('CopySim anom', (all) => all.copySim?.copySimAnom ?? Number.NaN),
    diagnostic('LeakageGap', (all) => all.copySim?.leakageGap ?? Number.NaN),
    diagnostic('silhouette', (all) => all.silhouette),
    diagnostic('Separation', (all) => all.separation),
    diagnostic('sampled pixel AP', (all) => all.sampledPixelAp),
  ]);
}

/**
 * What the recorded runs of the specifications let through, one after another on the same images.
 *
 * @param {Spec[]} specs
 */
async function measureAll(specs) {
  const missing = specs.filter(
    (spec) => study.rebuilds(spec) && found(spec) && !study.findPassed(spec, { dataset: open(spec) }),
  );
  console.log(`${specs.length} runs, ${missing.length} recorded and not measured`);
  if (missing.length === 0) return;
  const sets = await study.twinSets({ each: MEASURED_IMAGES });
  for (const spec of missing) {
    const passed = await study.measurePassed(spec, sets, MEASURED_IMAGES, { dataset: open(spec) });
    if (!passed) continue;
    const { copiedShare, copySimNormal } = passed;
    console.log(
      `${study.specName(spec)}, seed ${spec.seed}: copied share ${copiedShare.value.toFixed(3)}, fidelity ${copySimNormal.toFixed(3)}`,
    );
  }
}

/**
 * The recorded runs of the specifications by their authors' own post-processing, one after another.
 *
 * @param {Spec[]} specs
 */
async function measureScorings(specs) {
  const missing = specs.filter(
    (spec) => study.hasPublished(spec) && found(spec) && !study.findPublished(spec, { dataset: open(spec) }),
  );
  console.log(`${specs.length} runs, ${missing.length} recorded and not measured`);
  for (const spec of missing) {
    const options = { dataset: open(spec), progress: borad.progressReporter('silent') };
    const published = await study.measurePublished(spec, options);
    for (const { name, mean } of published?.scorings ?? [])
      console.log(
        `${study.specName(spec)}, seed ${spec.seed}, ${name}: image AUROC ${percent(mean.imageAuroc)}, AUPRO ${percent(mean.pixelAupro)}, mAD ${percent(mean.mad)}`,
      );
  }
}

/**
 * @param {Spec[]} missing
 * @param {number} wanted
 */
async function makeAll(missing, wanted) {
  console.log(`${wanted} runs, ${wanted - missing.length} there, ${missing.length} to make`);
  if (missing.length === 0) return;
  const pin = canPin();
  const workers = Math.max(1, flags.parallel ? Number(flags.parallel) : pin ? availableParallelism() : 1);
  const started = performance.now();
  await study.openInputs(missing[0]);
  const queue = [...missing];
  let done = 0;
  const work = async (/** @type {number} */ worker) => {
    for (let spec = queue.shift(); spec; spec = queue.shift()) {
      await runInProcess(spec, pin && workers > 1 ? worker : undefined);
      done++;
      const spent = (performance.now() - started) / 1000;
      const left = (spent / done) * (missing.length - done);
      console.log(
        `${done}/${missing.length}, ${borad.base.formatDuration(spent)} so far, ${borad.base.formatDuration(left)} left`,
      );
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, i) => work(i)));
}
