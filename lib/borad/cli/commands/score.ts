/** `borad score`. */
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CancelledError, DataError, lockFolder, OptionError, progressReporter } from '../../base';
import { type LoadedDetector, loadDetector } from '../../detection';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { colourScale, parseScale } from '../score/colourScale';
import { findPhotos } from '../score/findPhotos';
import { type Judging, limitsIdentity, openJudging } from '../score/judgement';
import { resultNames } from '../score/resultNames';
import {
  checkExisting,
  checkPictures,
  type Existing,
  isScored,
  nameOf,
  openResults,
  type ResultsFolder,
  type ScoredPhoto,
  type Scoring,
} from '../score/resultsFolder';
import { isDone, scorePhotos } from '../score/scorePhotos';
import { scoreTable } from '../score/scoreTable';
import { FAIL_ON, type FailOn, failOn } from '../score/verdictFound';

interface ScoreFlags extends ExecutionFlags {
  run: string;
  out: string;
  scale?: { min: number; max: number };
  resume?: boolean;
  overwrite?: boolean;
  category?: string;
  failOn?: FailOn;
}

const say = (note: string) => process.stderr.write(`Note: ${note}\n`);

function parseFolder(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a folder; `.` is the working folder.');
  return text;
}

function existingFrom({ resume, overwrite }: ScoreFlags): Existing {
  if (resume && overwrite)
    throw new OptionError(
      'borad score: --resume keeps the results that are there, --overwrite removes them; name one.',
    );
  return resume ? 'resume' : overwrite ? 'overwrite' : 'refuse';
}

function scoringOf(flags: ScoreFlags, { weights }: LoadedDetector, judging?: Judging): Scoring {
  const { scale, note } = colourScale(flags.scale, flags.run, weights);
  if (note) say(note);
  return {
    run: flags.run,
    weights,
    imageScore: 'maximum of the anomaly map, 0 to 2',
    colourScale: scale,
    ...(judging ? { limits: limitsIdentity(judging.limits) } : {}),
  };
}

/** The photos that are still to be scored, each with a name for its results: of one scored before and changed since, the same. */
async function pendingPhotos(photos: string[], results: ResultsFolder): Promise<{ image: string; name: string }[]> {
  const pending: string[] = [];
  for (const photo of photos) if (!(await isDone(results, resolve(photo), photo))) pending.push(photo);
  const before = new Map(
    [...results.entries]
      .filter((entry): entry is [string, ScoredPhoto] => isScored(entry[1]))
      .map(([path, entry]) => [path, nameOf(entry)]),
  );
  const fresh = pending.filter((photo) => !before.has(resolve(photo)));
  const names = resultNames(fresh, before.values());
  const named = new Map(fresh.map((photo, i) => [photo, names[i]]));
  return pending.map((image) => ({ image, name: before.get(resolve(image)) ?? named.get(image)! }));
}

/** Names whose pictures, if they are there, are none that this folder's scoring has made. */
function unknownNames(pending: { name: string }[], { entries, begun }: ResultsFolder): string[] {
  const known = new Set([...begun, ...[...entries.values()].filter(isScored).map(nameOf)]);
  return pending.map(({ name }) => name).filter((name) => !known.has(name));
}

async function score(given: string[], flags: ScoreFlags): Promise<void> {
  const existing = existingFrom(flags);
  const lock = lockFolder(flags.out);
  try {
    await scoreInto(given, flags, existing);
  } finally {
    lock.release();
  }
}

/** Says that a run has no limits, unless a verdict was asked for: then it throws {DataError}. */
function noLimits({ run, failOn: asked }: ScoreFlags): void {
  const text = `${run} has no limits for its weights, so photos get scores without verdicts. \`borad train --data DATA --out ${run} --resume\` on the finished run measures them.`;
  if (asked !== undefined) throw new DataError(text, { file: run });
  say(text);
}

async function scoreInto(given: string[], flags: ScoreFlags, existing: Existing): Promise<void> {
  checkExisting(flags.out, existing);
  const { photos, failed, notes } = await findPhotos(given, flags.out);
  notes.forEach(say);
  if (existing === 'refuse') checkPictures(flags.out, resultNames(photos));
  const loaded = await loadDetector(flags.run, executionFrom(flags));
  const { detector } = loaded;
  const { signal, release } = interruptSignal('photo');
  try {
    const judging = openJudging(flags.run, loaded.weights, flags.category);
    if (!judging) noLimits(flags);
    const scoring = scoringOf(flags, loaded, judging);
    const results = openResults(flags.out, scoring, existing);
    failed.forEach(results.addFailed);
    const pending = await pendingPhotos(photos, results);
    if (existing === 'resume') checkPictures(flags.out, unknownNames(pending, results));
    if (photos.length > pending.length) say(`${photos.length - pending.length} photos are scored already.`);
    const scale = scoring.colourScale;
    const run = await scorePhotos({
      detector,
      photos: pending,
      results,
      scale,
      judging,
      progress: progressReporter(),
      signal,
    });
    run.notes.forEach(say);
    const remaining = pending.length - run.done;
    results.close(remaining);
    report(flags.out, scoring, results, { remaining, done: run.done });
    failOn(
      flags.failOn,
      [...results.entries.values()].filter(isScored).map(({ verdict }) => verdict),
    );
  } finally {
    release();
    detector.dispose();
    detector.teacher.dispose();
  }
}

/** Prints what was found, and ends as the call did. */
function report(
  folder: string,
  { colourScale: { min, max, source } }: Scoring,
  { entries }: ResultsFolder,
  { remaining, done }: { remaining: number; done: number },
): void {
  const all = [...entries.values()];
  process.stdout.write(
    `${scoreTable(all)}Heat maps and overlays with one colour scale, ${min.toFixed(4)} to ${max.toFixed(4)} (${source}), in ${folder}\n`,
  );
  if (remaining > 0) {
    throw new CancelledError(
      `Stopped after ${done} of ${done + remaining} photos. The same command with --resume continues.`,
    );
  }
  const failed = all.filter((entry) => !isScored(entry));
  if (failed.length === 0) return;
  const names = failed.slice(0, 3).map(({ image }) => image);
  throw new DataError(
    `${failed.length} of ${all.length} could not be scored: ${names.join(', ')}${failed.length > 3 ? ', ...' : ''}. ${join(folder, 'scores.json')} says why; mend them and use --resume.`,
  );
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Score photos, say OK, NG or UNSURE, and write their anomaly maps, one photo after another.')
    .argument('<photo...>', 'photos, folders (with what is below them) and globs; PNG, JPEG, WebP, TIFF, BMP; any size')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .requiredOption('--out <dir>', 'folder for NAME_heatmap.png, NAME_overlay.png and scores.json', parseFolder)
    .option(
      '--scale <[min,]max>',
      "values of the darkest and the brightest colour; default: the run's own, measured on normal photos",
      parseScale,
    )
    .option('--category <name>', 'the category of all photos; default: that of the nearest training photo')
    .addOption(
      new Option('--fail-on <verdict>', 'exit with code 3 if a photo is NG, or NG or UNSURE').choices(
        Object.keys(FAIL_ON),
      ),
    )
    .option('--resume', 'keep the scores in --out and add those of photos that are new, have changed or failed')
    .option('--overwrite', 'replace the scores and pictures in --out');
  return withExecutionFlags(command)
    .addHelpText(
      'after',
      `
Pictures are as large as their photos, and named as they are, with their folders.

Verdicts: OK up to the lower end of the limit's interval ("borad limit" shows it), NG above its upper end, UNSURE between. The
category is that of the nearest training photo; a photo like none of them is "unknown" and never OK. Distance 1 is where it begins.

Examples:
  borad score --run runs/first photo.jpg --out scored
  borad score --run runs/first photos --out scored
  borad score --run runs/first 'photos/*.jpg' --out scored --resume
  borad score --run runs/first camera/part.png --out scored --category bottle --fail-on ng`,
    )
    .action(score);
}
