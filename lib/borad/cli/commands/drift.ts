/** `borad drift`. */
import { Command } from 'commander';
import { DataError, OptionError, writeFileAtomic, writeJson } from '../../base';
import { loadRun } from '../../training';
import { type DriftPhoto, findDrift, loadLimits } from '../../verdicts';
import { driftFigure } from '../drift/driftFigure';
import { readDriftLog } from '../drift/driftLog';
import { driftNotes } from '../drift/driftNotes';
import { driftText } from '../drift/driftText';
import { parseNumber } from '../number';
import { sayNote } from '../sayNote';
import { VerdictFound } from '../score/verdictFound';

interface DriftFlags {
  run: string;
  alpha: number;
  last: number;
  skip: number;
  json?: string;
  figure?: string;
}

function checkFlags({ alpha, last, skip }: DriftFlags): void {
  if (!(alpha > 0 && alpha < 1)) throw new OptionError(`--alpha ${alpha}: expected a chance between 0 and 1.`);
  if (!Number.isInteger(last) || last < 1) throw new OptionError(`--last ${last}: expected a number of photos.`);
  if (!Number.isInteger(skip) || skip < 0) throw new OptionError(`--skip ${skip}: expected a number of photos.`);
}

/** The photos that set the limits of a run, and its categories. Throws {DataError} where it has none. */
function referenceOf(run: string): { reference: DriftPhoto[]; categories: string[] } {
  const { record, weightsRecord } = loadRun(run);
  const limits = loadLimits(run, weightsRecord.sha256);
  if (!limits || limits.normals.length === 0)
    throw new DataError(
      `${run} has no normal photos to compare with. \`borad train --data DATA --out ${run} --resume\` on the finished run measures some.`,
      { file: run },
    );
  if (limits.normals.every(({ light }) => light === undefined))
    sayNote(
      `${run} has the scores of its normal photos, but not their light and focus: remove its limits.json and let \`borad train --resume\` measure them again.`,
    );
  if (limits.source === 'training photos')
    sayNote(
      'the run held back no photos: those it was trained on have lower scores, so new photos will look like drift.',
    );
  return { reference: limits.normals, categories: record.dataset.categories };
}

function drift(file: string, flags: DriftFlags): void {
  checkFlags(flags);
  const { run, alpha, last, skip, json, figure } = flags;
  const { reference, categories } = referenceOf(run);
  const log = readDriftLog(file, categories.length === 1 ? categories[0] : undefined).slice(skip);
  if (log.length === 0)
    throw new DataError(`${file} holds no score${skip > 0 ? ` after the first ${skip}` : ''}.`, { file });
  const found = findDrift(reference, log, { alpha, last });
  process.stdout.write(driftText(found));
  driftNotes(reference, log, { last, run }).forEach(sayNote);
  if (json) writeJson(json, { run, log: file, alpha, skip, ...found });
  if (figure) writeFileAtomic(figure, driftFigure(found));
  if (found.since !== undefined)
    throw new VerdictFound(`Drift: the photos of ${file} no longer look like those of ${run}.`);
}

export function driftCommand(): Command {
  return new Command('drift')
    .argument(
      '<log>',
      'scores.csv of "borad score --csv", the log of "borad serve --log", or a CSV file with their columns',
    )
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .option(
      '--alpha <chance>',
      'chance of an alarm without drift, at most, over all looks at this log together',
      parseNumber,
      0.01,
    )
    .option('--last <count>', 'latest photos whose medians are shown', parseNumber, 200)
    .option('--skip <count>', 'leave out the first photos, such as those from before a repair', parseNumber, 0)
    .option('--json <file>', 'also write what was found, with the evidence after each photo')
    .option('--figure <file>', 'also draw the evidence over the photos, as SVG')
    .addHelpText(
      'after',
      `
Image score, distance of the global feature to training photos, brightness and sharpness are compared with those of the normal photos
that set the limits, category by category. Evidence is the capital of a bet against there being no drift (a conformal test martingale):
it starts at 1 and, without drift, reaches 1 / alpha with a chance of at most alpha, however often and whenever you look. Defects
count: a line with many of them has drifted. Exit code 3: drift.

Examples:
  borad drift --run runs/own scored/scores.csv
  borad drift --run runs/own serve.csv --figure drift.svg || echo look at the lamp`,
    )
    .action(drift);
}
