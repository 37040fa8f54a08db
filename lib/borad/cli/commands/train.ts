/** `borad train`. */
import { Command } from 'commander';
import { prepareBackend } from '../../backend';
import { type FolderLock, lockFolder, OptionError } from '../../base';
import {
  type ConfigOverrides,
  mergeSettings,
  parseSettings,
  presetOverrides,
  presets,
  type RunConfig,
  resolveConfig,
  settings,
} from '../../config';
import { readRoi, roiText } from '../../datasets';
import { DEFAULT_METHOD, METHODS, methodOf } from '../../methods';
import { loadTeacher, type Teacher } from '../../teachers';
import { isRun, loadRecord, planRun, train } from '../../training';
import { DEFAULT_RULE, parseRule, ruleText } from '../../verdicts';
import { type CacheFlags, cacheFrom, withCacheFlags } from '../cacheFlags';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { keepMeasures } from '../keepMeasures';
import { limitNotes, limitsText } from '../limitsText';
import { parseNumber } from '../number';
import { openForRun } from '../openForRun';
import { planText } from '../planText';
import { sayNote } from '../sayNote';

interface TrainFlags extends CacheFlags, ExecutionFlags {
  data: string;
  out?: string;
  dryRun?: boolean;
  method?: string;
  preset?: string;
  set: string[];
  seed?: number;
  resume?: boolean;
  checkpointEvery: number;
  holdout?: number;
  limit: string;
  roi?: string;
}

const collect = (value: string, before: string[]) => [...before, value];

/** Whose sections and appendices descriptions of settings name: those of a method's own settings are not those of the shared ones. */
function sourcesText(name: string): string {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method || name === DEFAULT_METHOD) return '';
  const { title, paper, sections } = method;
  const own = Object.keys(sections).map((section) => `${section}.`);
  const theirs = own.length > 0 ? `beside ${own.join(', ')} those of ${title}'s (${paper.arxiv ?? paper.title}); ` : '';
  return `Sources in brackets: ${theirs}beside the settings that all methods share those of BoRAD's paper (${methodOf(DEFAULT_METHOD).paper.arxiv}).\n`;
}

/** Presets, the settings of a method, and examples. */
function settingsHelp(method = DEFAULT_METHOD): string {
  const lines = settings(method).map(
    ({ key, description, defaultValue }) => `  ${`${key}=${JSON.stringify(defaultValue)}`.padEnd(46)} ${description}`,
  );
  const names = Object.entries(presets).map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`);
  return `
Presets:
${names.join('\n')}

Settings of ${METHODS[method]?.title ?? method} for --set, with their defaults (--method NAME --help lists those of another method):
${sourcesText(method)}${lines.join('\n')}

Examples:
  borad train --data procedural --out runs/first --preset quick
  borad train --data procedural --out runs/uniad --method uniad --preset quick
  borad train --data data/mvtec --out runs/mvtec --set training.steps=2000 --set 'model.widths=[64,128,256]'
  borad train --data data/own --out runs/own --preset quick --holdout 0.2 --limit conformal=0.02
  borad train --data data/own --out runs/own --set data.tiling.side=512 --roi mask.png
  borad train --data data/own --out runs/own --set data.resize=antialias    (for "borad export": equal scores for photos of any size)
  borad train --data procedural --out runs/patchcore --method patchcore
  borad train --data data/mvtec --out runs/mvtec --resume
  borad train --data data/mvtec --out runs/mvtec --resume --set training.steps=4000
  borad train --data data/mvtec --preset paper/mvtec --dry-run
  borad train --data data/realiad --preset paper/realiad --out runs/realiad --cache /scratch/features --cache-gb 150`;
}

/** The region of interest of a mask, as text. Throws {DataError} where it is none. */
async function regionFrom({ roi }: TrainFlags): Promise<ConfigOverrides> {
  return roi === undefined ? {} : { data: { roi: roiText(await readRoi(roi)) } };
}

/** Settings of the command line. Steps that are named count, whatever number of passes a preset or a run has. */
function settingsFrom(flags: TrainFlags): ConfigOverrides {
  const named: ConfigOverrides = {
    ...parseSettings(flags.set),
    ...(flags.method === undefined ? {} : { method: flags.method }),
  };
  if (flags.holdout !== undefined)
    named.data = { ...(named.data as ConfigOverrides), holdOut: flags.holdout, holdOutFrom: 'all' };
  const training = named.training as ConfigOverrides | undefined;
  return training?.steps === undefined || training.epochs !== undefined
    ? named
    : { ...named, training: { ...training, epochs: 0 } };
}

/** The configuration of a new run, or that of the run to continue. */
async function configFrom(flags: TrainFlags): Promise<RunConfig> {
  const preset = presetOverrides(flags.preset ?? 'default');
  const own = mergeSettings(settingsFrom(flags), await regionFrom(flags));
  const named = {
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.method === undefined ? {} : { method: flags.method }),
  };
  if (flags.out && flags.resume && isRun(flags.out)) {
    const saved = loadRecord(flags.out).config;
    return resolveConfig(saved, flags.preset ? preset : {}, own, named);
  }
  return resolveConfig(preset, own, named);
}

async function dryRun(flags: TrainFlags): Promise<void> {
  const config = await configFrom(flags);
  const dataset = await openForRun(flags.data, config.data);
  const teacher = await readyTeacher(config);
  try {
    process.stdout.write(
      planText(await planRun({ config, teacher, dataset, cache: cacheFrom(flags), ...executionFrom(flags) })),
    );
  } finally {
    teacher.dispose();
  }
}

async function readyTeacher(config: RunConfig): Promise<Teacher> {
  const backend = await prepareBackend();
  process.stderr.write(`backend ${backend.name} (${backend.reason})\n`);
  return loadTeacher(config.teacher.name, config.teacher);
}

/** @param isRuleNamed Whether `--limit` was typed: a rule that was not typed replaces no other. */
async function trainRun(flags: TrainFlags, out: string, lock: FolderLock, isRuleNamed: boolean): Promise<void> {
  const config = await configFrom(flags);
  const rule = parseRule(flags.limit);
  if (rule.kind === 'recall')
    throw new OptionError(
      '--limit recall=... needs defective photos: set it with "borad limit --data" after training.',
    );
  const cache = cacheFrom(flags);
  const execution = executionFrom(flags);
  const dataset = await openForRun(flags.data, config.data);
  const teacher = await readyTeacher(config);
  const { signal, release } = interruptSignal();
  try {
    const trained = await train({
      ...execution,
      config,
      teacher,
      dataset,
      cache,
      out,
      lock,
      resume: flags.resume,
      checkpointEvery: flags.checkpointEvery,
      onNote: sayNote,
      signal,
    });
    const { imagesPerSecond, history, seconds } = trained;
    const limits = await keepMeasures(out, {
      ...{ trained, teacher, dataset, rule, keepRule: !isRuleNamed, signal },
      ...execution,
    });
    const last = history.at(-1);
    const steps =
      last && `${history.length} steps, loss ${last.total.toFixed(4)}, ${imagesPerSecond.toFixed(1)} images/s`;
    process.stdout.write(
      `${out}: ${steps ?? `fitted in ${seconds.toFixed(1)} s, without steps`}\n${limitsText(limits)}`,
    );
    const notes = limitNotes(limits);
    notes.forEach(sayNote);
    if (notes.length > 0)
      sayNote(
        `more normal photos set better limits, without training again: borad limit --run ${out} --data DIR --limit ${flags.limit}`,
      );
  } finally {
    release();
    teacher.dispose();
  }
}

export function trainCommand(): Command {
  const command = new Command('train')
    .requiredOption('--data <dir>', "folder of images in a known layout (data/README.md), or 'procedural'")
    .option('--out <run>', 'folder for weights, configuration and history')
    .option('--method <name>', `what is trained: ${Object.keys(METHODS).join(', ')} (default: ${DEFAULT_METHOD})`)
    .option('--preset <name>', `named settings: ${Object.keys(presets).join(', ')}`)
    .option('--set <key=value>', 'one setting; may be repeated', collect, [])
    .option(
      '--holdout <share>',
      "share of each category's normal photos that is held back from training to set limits; 0: none (default: a tenth, at least 8 or one in five, of categories without normal test photos)",
      parseNumber,
    )
    .option(
      '--limit <rule>',
      'how limits are set: conformal=RATE, quantile=SHARE or sigma=K; "borad limit" changes them later',
      ruleText(DEFAULT_RULE),
    )
    .option(
      '--roi <mask>',
      'region of interest, the same in all photos: an image that is white where they are looked at and black where they are ignored, in training and scoring alike',
    )
    .option('--seed <n>', 'seed of weights, order and masks', parseNumber)
    .option(
      '--resume',
      'continue from the last checkpoint of the run; --set training.steps or training.epochs moves its end',
    )
    .option('--dry-run', 'do not train: print size, memory and hours, estimated from a few steps')
    .option('--checkpoint-every <n>', 'steps between checkpoints', parseNumber, 100);
  return withExecutionFlags(withCacheFlags(command))
    .addHelpText('after', ({ command: train }) => settingsHelp(train.opts().method))
    .action(async (flags: TrainFlags, train: Command) => {
      const { out, checkpointEvery } = flags;
      if (!out && !flags.dryRun) throw new OptionError('borad train: name a folder with --out, or add --dry-run.');
      if (!Number.isSafeInteger(checkpointEvery) || checkpointEvery < 1) {
        throw new OptionError(`--checkpoint-every: expected a whole number of at least 1, got ${checkpointEvery}.`);
      }
      if (!out || flags.dryRun) return dryRun(flags);
      const lock = lockFolder(out);
      try {
        await trainRun(flags, out, lock, train.getOptionValueSource('limit') === 'cli');
      } finally {
        lock.release();
      }
    });
}
