/** `borad evaluate`. */
import { Command } from 'commander';
import { DataError, sizeText, writeJson } from '../../base';
import type { FeatureDetector } from '../../detection';
import { loadDetector } from '../../detection';
import { textTable } from '../../display';
import {
  type Evaluation,
  EvaluationStopped,
  evaluate,
  failuresText,
  isUnknown,
  publishedEvaluations,
} from '../../evaluation';
import { metricColumns, percentText } from '../../metrics';
import { checkEvaluationFile } from '../evaluationFile';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { openForRun } from '../openForRun';
import { publishedText } from '../publishedText';
import { collect, readingSettings } from '../readingSettings';

/** The image metrics of all categories together. */
const pooledText = ({ auroc, ap, f1Max }: NonNullable<Evaluation['pooled']>): string =>
  `All categories together, one limit for all: image AUROC ${percentText(auroc)}, AP ${percentText(ap)}, F1-max ${percentText(f1Max)}.`;

/** The pixel metrics of all categories together. */
const pooledPixelsText = ({ auroc, ap, f1Max, aupro }: NonNullable<Evaluation['pooledPixels']>): string =>
  `All pixels together: AUROC ${percentText(auroc)}, AP ${percentText(ap)}, F1-max ${percentText(f1Max)}, AUPRO ${percentText(aupro)}.`;

/** The table, the protocol and the notes as text. */
export function evaluationText(evaluation: Evaluation): string {
  const { protocol, mean, meanOfMeasured, pooled, pooledPixels, notes } = evaluation;
  const rows = [
    ...evaluation.categories.map(({ name, metrics, untrained }) => ({ name: untrained ? `${name} *` : name, metrics })),
    { name: 'Mean', metrics: mean },
    ...(meanOfMeasured ? [{ name: 'Mean of measured', metrics: meanOfMeasured }] : []),
  ];
  return [
    textTable(
      ['category', ...metricColumns.map(({ title }) => title)],
      rows.map(({ name, metrics }) => [name, ...metricColumns.map(({ key }) => percentText(metrics[key]))]),
    ),
    '',
    ...(pooled ? [pooledText(pooled)] : []),
    ...(pooledPixels ? [pooledPixelsText(pooledPixels)] : []),
    `All in percent. Image score: ${protocol.imageScore}. Smoothing: ${protocol.smoothing}. Size: ${sizeText(protocol.imageSize)}.`,
    `AUPRO: ${protocol.aupro}.`,
    ...(protocol.maps ? [`Maps: ${protocol.maps}.`] : []),
    `Masks: ${protocol.masks}. Averaging: ${protocol.averaging}.`,
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}

/** The table of what was finished before a stop; it has no file, since a file would pass for the whole. */
function printStopped(error: EvaluationStopped, json: string | undefined): void {
  if (error.partial)
    process.stdout.write(`${error.message} The means are over these.\n\n${evaluationText(error.partial)}`);
  if (json) process.stderr.write(`${json} was not written: the evaluation is incomplete.\n`);
}

/** Throws {DataError} where something that was to be measured could not be, or nothing could. */
function requireMeasured({ dataset, categories, failures }: Evaluation): void {
  if (failures.length > 0) throw new DataError(failuresText(failures));
  if (categories.every(({ metrics }) => isUnknown(metrics)))
    throw new DataError(`${dataset}: no metric of any category could be measured; the notes under the table say why.`);
}

interface EvaluateFlags extends ExecutionFlags {
  run: string;
  data: string;
  json?: string;
  published?: boolean;
  pooledPixels?: boolean;
  set: string[];
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .requiredOption('--data <dir>', "folder of images in a known layout (data/README.md), or 'procedural'")
    .option('--json <file>', 'also write everything as JSON, with the score of each image; null means unknown')
    .option('--published', "also measure with the method's own published post-processing, where it differs")
    .option(
      '--pooled-pixels',
      'also measure pixel metrics of all categories together, as by one limit for all; keeps all maps in memory, 5 bytes per pixel',
    )
    .option(
      '--set <key=value>',
      'data.maskLimit, where masks mark more of their images than the run allows, or data.maskRule; may be repeated',
      collect,
      [],
    );
  return withExecutionFlags(command)
    .addHelpText(
      'after',
      `
A metric that a category cannot have (no masks, no normal test images) is a dash, and a note says why. Images that cannot be
read and masks that cannot be used are listed at the end, after the table of the others; the exit code is then 1.

Example:
  borad evaluate --run runs/first --data procedural --json first.json`,
    )
    .action(async (flags: EvaluateFlags) => {
      if (flags.json !== undefined) checkEvaluationFile(flags.json);
      const { detector, config, record, step } = await loadDetector(flags.run, executionFrom(flags));
      const { signal, release } = interruptSignal();
      try {
        const dataset = await openForRun(
          flags.data,
          readingSettings(flags.set, ['data.maskLimit', 'data.maskRule'], config),
        );
        const evaluation = await evaluate({
          detector,
          dataset,
          evaluation: config.evaluation,
          trainedOn: record.dataset.categories,
          pooledPixels: flags.pooledPixels,
          signal,
        });
        process.stdout.write(evaluationText(evaluation));
        const measure = (own: FeatureDetector) =>
          evaluate({ detector: own, dataset, evaluation: config.evaluation, signal });
        const published = flags.published ? await publishedEvaluations(detector, measure) : undefined;
        if (published) process.stdout.write(publishedText(evaluation, published));
        if (flags.json)
          writeJson(flags.json, { run: flags.run, step, record, ...evaluation, ...(published ? { published } : {}) });
        requireMeasured(evaluation);
      } catch (error) {
        if (error instanceof EvaluationStopped) printStopped(error, flags.json);
        throw error;
      } finally {
        release();
        detector.dispose();
        detector.teacher.dispose();
      }
    });
}
