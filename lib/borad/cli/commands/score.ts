/** `borad score`. */

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CancelledError, DataError, lockFolder, OptionError, present, progressReporter } from '../../base';
import { type LoadedDetector, loadDetector, scoreText } from '../../detection';
import { MAP_FORMS, type MapForm } from '../../display';
import { type Judging, limitsIdentity, openJudging } from '../../verdicts';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { parseNumber } from '../number';
import { sayNote } from '../sayNote';
import { colourScale, parseScale } from '../score/colourScale';
import { jsonLine } from '../score/csv';
import { type FoundPhotos, findPhotos } from '../score/findPhotos';
import { withListed } from '../score/listedPhotos';
import { type Outputs, png16Scale } from '../score/outputs';
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
import { isDone, type ScoreOptions, scorePhotos } from '../score/scorePhotos';
import { scoreLine, scoreTable } from '../score/scoreTable';
import { beginCsv, type Summaries, writeSummaries } from '../score/summaries';
import { FAIL_ON, type FailOn, failOn } from '../score/verdictFound';
import { watchPhotos } from '../score/watchPhotos';

interface ScoreFlags extends ExecutionFlags, Summaries {
  run: string;
  out: string;
  scale?: { min: number; max: number };
  resume?: boolean;
  overwrite?: boolean;
  category?: string;
  failOn?: FailOn;
  maps?: MapForm;
  masks?: boolean;
  boxes?: boolean;
  json?: boolean;
  watch?: string;
  every: number;
}

function parseFolder(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a folder; `.` is the working folder.');
  return text;
}

/** What is written of each photo. COCO's regions are read from masks. */
const outputsOf = ({ maps, masks, boxes, coco }: ScoreFlags): Outputs => ({
  ...(maps ? { maps } : {}),
  ...(masks || coco ? { masks: true } : {}),
  ...(boxes || coco ? { boxes: true } : {}),
});

function existingFrom({ resume, overwrite, watch }: ScoreFlags): Existing {
  if (resume && overwrite)
    throw new OptionError('borad score: --resume keeps the existing results, --overwrite removes them; choose one.');
  // A camera's folder is watched again after a stop: what is there counts.
  if (watch !== undefined && !overwrite) return 'resume';
  return resume ? 'resume' : overwrite ? 'overwrite' : 'refuse';
}

function scoringOf(flags: ScoreFlags, { weights, config: { detection } }: LoadedDetector, judging?: Judging): Scoring {
  const { scale, note } = colourScale(flags.scale, flags.run, weights);
  if (note) sayNote(note);
  return {
    run: flags.run,
    weights,
    imageScore: `${scoreText(detection)}, 0 to 2`,
    ...(flags.category === undefined ? {} : { category: flags.category }),
    colourScale: scale,
    ...(judging ? { limits: limitsIdentity(judging.limits) } : {}),
    ...(flags.maps === 'png16' ? { png16: png16Scale(scale) } : {}),
  };
}

/** The photos that are still to be scored, each with a name for its results: of one scored before and changed since, the same. */
async function pendingPhotos(
  photos: string[],
  results: ResultsFolder,
  outputs: Outputs,
): Promise<{ image: string; name: string }[]> {
  const pending: string[] = [];
  for (const photo of photos) if (!(await isDone(results, resolve(photo), photo, outputs))) pending.push(photo);
  const before = new Map(
    [...results.entries]
      .filter((entry): entry is [string, ScoredPhoto] => isScored(entry[1]))
      .map(([path, entry]) => [path, nameOf(entry)]),
  );
  const fresh = pending.filter((photo) => !before.has(resolve(photo)));
  const names = resultNames(fresh, before.values());
  const named = new Map(fresh.map((photo, i) => [photo, names[i]]));
  return pending.map((image) => ({
    image,
    name: before.get(resolve(image)) ?? present(named.get(image), `name for ${image}`),
  }));
}

/** Names whose pictures, if they are there, are none that this folder's scoring has made. */
function unknownNames(pending: { name: string }[], { entries, begun }: ResultsFolder): string[] {
  const known = new Set([...begun, ...[...entries.values()].filter(isScored).map(nameOf)]);
  return pending.map(({ name }) => name).filter((name) => !known.has(name));
}

async function score(given: string[], flags: ScoreFlags): Promise<void> {
  const existing = existingFrom(flags);
  if (given.length > 0 === (flags.watch !== undefined))
    throw new OptionError('borad score: name photos, folders or globs, or one folder by --watch.');
  if (!(flags.every > 0)) throw new OptionError(`--every: expected seconds above 0, got ${flags.every}.`);
  const photos = await withListed(given);
  const lock = lockFolder(flags.out);
  try {
    await scoreInto(photos, flags, existing);
  } finally {
    lock.release();
  }
}

/** Says that a run has no limits, unless a verdict was asked for: then it throws {DataError}. */
function noLimits(flags: ScoreFlags): void {
  const { run, failOn: asked } = flags;
  const text = `${run} has no limits for its weights, so photos get scores without verdicts. \`borad train --data DATA --out ${run} --resume\` on the finished run measures them.`;
  const { masks, boxes } = outputsOf(flags);
  if (asked !== undefined || masks || boxes) throw new DataError(text, { file: run });
  sayNote(text);
}

/** Throws {OptionError} where regions are asked for and limits are not of the map's values. */
function checkOutputs({ masks, boxes }: Outputs, { config: { detection } }: LoadedDetector): void {
  if ((masks || boxes) && detection.imageScore !== 'max')
    throw new OptionError(
      `The run's image score is the ${scoreText(detection)}, so its limits are not values of the map: --masks, --boxes and --coco need detection.imageScore=max.`,
    );
}

/** The photos of the arguments; of a watched folder those that are there, of which there may be none. */
async function photosOf(given: string[], { watch, out }: ScoreFlags): Promise<FoundPhotos> {
  if (watch === undefined) return findPhotos(given, out);
  if (!statSync(watch, { throwIfNoEntry: false })?.isDirectory())
    throw new DataError(`--watch ${watch}: there is no such folder.`, { file: watch });
  return { photos: [], failed: [], notes: [] };
}

async function scoreInto(given: string[], flags: ScoreFlags, existing: Existing): Promise<void> {
  const outputs = outputsOf(flags);
  checkExisting(flags.out, existing);
  const found = await photosOf(given, flags);
  found.notes.forEach(sayNote);
  if (existing === 'refuse') checkPictures(flags.out, resultNames(found.photos), outputs);
  const loaded = await loadDetector(flags.run, executionFrom(flags));
  const { detector } = loaded;
  const { signal, release } = interruptSignal('photo');
  try {
    checkOutputs(outputs, loaded);
    const judging = openJudging(flags.run, loaded.weights, flags.category);
    if (!judging) noLimits(flags);
    const scoring = scoringOf(flags, loaded, judging);
    const results = openResults(flags.out, scoring, existing);
    const scale = scoring.colourScale;
    const common = { detector, results, scale, judging, outputs, signal };
    const ended =
      flags.watch === undefined
        ? await scoreFound(found, common, flags, existing)
        : await scoreWatched(flags.watch, common, flags);
    results.close(ended.remaining);
    await writeSummaries(flags.out, scoring, results, flags);
    report(flags, scoring, results, ended);
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

/** What all photos of a call share. */
type Common = Pick<ScoreOptions, 'detector' | 'scale' | 'judging' | 'signal'> & {
  results: ResultsFolder;
  outputs: Outputs;
};

/** How far a call came. */
interface Ended {
  remaining: number;
  done: number;
}

async function scoreFound(
  { photos, failed }: FoundPhotos,
  common: Common,
  { out }: ScoreFlags,
  existing: Existing,
): Promise<Ended> {
  const { results, outputs } = common;
  failed.forEach(results.addFailed);
  const pending = await pendingPhotos(photos, results, outputs);
  if (existing === 'resume') checkPictures(out, unknownNames(pending, results), outputs);
  if (photos.length > pending.length) sayNote(`${photos.length - pending.length} photos are scored already.`);
  const { done, notes } = await scorePhotos({ ...common, photos: pending, progress: progressReporter() });
  notes.forEach(sayNote);
  return { remaining: pending.length - done, done };
}

/** Scores the photos of a folder as they come, a line each, until the user stops. */
async function scoreWatched(folder: string, common: Common, { out, every, json, csv }: ScoreFlags): Promise<Ended> {
  const { results, outputs, signal = new AbortController().signal } = common;
  const list = async () => (await findPhotos([folder], out)).photos;
  const addToCsv = csv ? beginCsv(out, results) : undefined;
  process.stderr.write(`Watching ${folder}; Ctrl-C stops.\n`);
  let done = 0;
  for await (const group of watchPhotos({ list, every: 1000 * every, signal })) {
    for (const photo of await pendingPhotos(group, results, outputs)) {
      if (signal.aborted) break;
      const { notes } = await scorePhotos({ ...common, photos: [photo], progress: progressReporter('silent') });
      notes.forEach(sayNote);
      const entry = results.entries.get(resolve(photo.image));
      if (entry) {
        addToCsv?.(entry);
        process.stdout.write(json ? jsonLine(entry) : scoreLine(entry));
      }
      done++;
    }
  }
  return { remaining: 0, done };
}

/** Prints what was found, and ends as the call did. */
function report(
  { out: folder, json, watch, csv, coco, report: page }: ScoreFlags,
  { colourScale: { min, max, source } }: Scoring,
  { entries }: ResultsFolder,
  { remaining, done }: Ended,
): void {
  const all = [...entries.values()];
  // A watched folder's lines have been printed.
  if (json && watch === undefined) process.stdout.write(all.map(jsonLine).join(''));
  if (!json) {
    const also = [csv && 'scores.csv', coco && 'coco.json', page && 'report.html'].filter(Boolean);
    process.stdout.write(
      `${scoreTable(all)}Heat maps and overlays with one colour scale, ${min.toFixed(4)} to ${max.toFixed(4)} (${source}), in ${folder}${also.length > 0 ? `, with ${also.join(', ')}` : ''}\n`,
    );
  }
  if (remaining > 0) {
    throw new CancelledError(
      `Stopped after ${done} of ${done + remaining} photos. The same command with --resume continues.`,
    );
  }
  const failed = all.filter((entry) => !isScored(entry));
  if (failed.length === 0) return;
  const names = failed.slice(0, 3).map(({ image }) => image);
  throw new DataError(
    `${failed.length} of ${all.length} could not be scored: ${names.join(', ')}${failed.length > 3 ? ', ...' : ''}. ${join(folder, 'scores.json')} says why; fix them and use --resume.`,
  );
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .argument(
      '[photo...]',
      'photos, folders (with their subfolders) and globs, or - for a list on standard input; PNG, JPEG, WebP, TIFF, BMP; any size',
    )
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
    .addOption(
      new Option(
        '--maps <form>',
        "also NAME_map, the map's numbers at the photo's size: float32, or 16 bits with their scale in scores.json",
      ).choices(Object.keys(MAP_FORMS)),
    )
    .option('--masks', 'also NAME_mask.png: white where the map lies above the limit')
    .option('--boxes', 'in scores.json, the regions above the limit: box, area, peak, centroid')
    .option('--csv', 'also scores.csv')
    .option('--coco', 'also coco.json, with the regions and their masks')
    .option('--report', 'also report.html: photos sorted by score, filters, histogram; works offline')
    .option('--json', 'print one line of JSON per photo instead of a table')
    .option(
      '--watch <dir>',
      'score the photos of a folder as they arrive, each once, until stopped; continues after a restart',
    )
    .option('--every <seconds>', 'time between checks of the folder of --watch', parseNumber, 1)
    .option('--resume', 'keep the scores in --out and add those of photos that are new, have changed or failed')
    .option('--overwrite', 'replace the scores and pictures in --out');
  return withExecutionFlags(command)
    .addHelpText(
      'after',
      `
Pictures have the size and the name of their photo, its folders included.

Verdicts: OK up to the lower end of the limit's interval ("borad limit" shows it), NG above its upper end, UNSURE between. The
category is that of the nearest training photo; a photo farther away than a distance of 1 is "unknown" and never OK.

Examples:
  borad score --run runs/first photo.jpg --out scored
  borad score --run runs/first photos --out scored
  borad score --run runs/first 'photos/*.jpg' --out scored --resume
  borad score --run runs/first photos --out scored --report --csv --boxes
  find photos -name '*.png' -print0 | borad score --run runs/first - --out scored --json
  borad score --run runs/first --watch camera --out scored
  borad score --run runs/first camera/part.png --out scored --category bottle --fail-on ng`,
    )
    .action(score);
}
