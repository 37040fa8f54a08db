/** `borad export`. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { checkWritable, DataError, OptionError, progressReporter, readJson } from '../../base';
import { type Dataset, loadPhoto } from '../../datasets';
import {
  type CardFigures,
  type ExportOptions,
  exportDetector,
  openExported,
  resizingText,
  WEIGHT_FORMS,
  type WeightForm,
  writeCard,
} from '../../deploy';
import { type Detector, loadDetector } from '../../detection';
import { loadLimits, loadProducts } from '../../verdicts';
import { type Comparison, compareExported } from '../compareExported';
import { exportedLoss, lossText, requireBothKinds } from '../exportedLoss';
import { interruptSignal } from '../interrupt';
import { openForRun } from '../openForRun';
import { findPhotos } from '../score/findPhotos';

interface ExportFlags {
  run: string;
  to: string;
  figures?: string;
  check?: string[];
  weights: WeightForm;
  data?: string;
}

/** The file of `borad evaluate --json`, as far as the card shows it. Throws {DataError} where it is none. */
function figuresFrom(file: string): CardFigures {
  const found = readJson<Partial<CardFigures> | null>(file);
  if (found && Array.isArray(found.categories) && typeof found.dataset === 'string') return found as CardFigures;
  throw new DataError(`${file} holds no evaluation. Make one with "borad evaluate --json ${file}".`, { file });
}

function comparisonText({ photos, map, score, verdicts, mapOfSize }: Comparison): string {
  const exact =
    mapOfSize === undefined ? '' : `; for photos of the size of the model: map ${mapOfSize.toExponential(1)}`;
  return `Compared with borad score on ${photos} photos, largest difference: map ${map.toExponential(1)}, score ${score.toExponential(1)}; ${verdicts} of ${photos} have the same verdict${exact}\n`;
}

/** The labelled photos of --data. Throws {OptionError} for what are no files, {DataError} where nothing can be measured on them. */
async function labelledPhotos(data: string, { config }: Detector): Promise<Dataset> {
  if (data === 'procedural')
    throw new OptionError('borad export --data takes a folder: "borad generate" writes the procedural set to one.');
  const dataset = await openForRun(data, { ...config.data, categories: [] });
  requireBothKinds(dataset);
  return dataset;
}

/** What a file loses against its run on labelled photos, in words. */
async function measuredLoss(file: string, detector: Detector, dataset: Dataset, data: string): Promise<string> {
  const exported = await openExported(readFileSync(file));
  const { signal, release } = interruptSignal('photo');
  try {
    return lossText(await exportedLoss(exported, detector, dataset, { signal, progress: progressReporter() }), data);
  } finally {
    release();
    exported.dispose();
  }
}

async function exportRun({ run, to, figures, check = [], weights: form, data }: ExportFlags): Promise<void> {
  if (!to.toLowerCase().endsWith('.onnx')) throw new OptionError(`--to ${to}: expected a name that ends in .onnx.`);
  checkWritable(to);
  const measured = figures === undefined ? undefined : figuresFrom(figures);
  const { detector, record, step, weights } = await loadDetector(run);
  try {
    // What is wrong with it is said before anything is written.
    const dataset = data === undefined ? undefined : await labelledPhotos(data, detector);
    const [limits, products] = [loadLimits(run, weights), loadProducts(run, weights)];
    if (!limits || !products)
      throw new DataError(
        `${run} has no limits for its weights. \`borad train --data DATA --out ${run} --resume\` on the finished run measures them.`,
        { file: run },
      );
    const options: ExportOptions = {
      ...{ detector, record, limits, products, step, weights, form },
      ...(measured ? { figures: measured } : {}),
    };
    const bytes = await exportDetector(to, options);
    process.stdout.write(
      `${to}: ${bytes.length.toLocaleString('en')} bytes, with MODEL_CARD.md\n${resizingText(record.config.data)}\n`,
    );
    if (dataset && data !== undefined) {
      const loss = await measuredLoss(to, detector, dataset, data);
      writeCard(to, bytes, { ...options, loss });
      process.stdout.write(`${loss}\n`);
    }
    const { photos } = check.length > 0 ? await findPhotos(check, '') : { photos: [] };
    if (photos.length === 0) return;
    const exported = await openExported(readFileSync(to));
    const images = async (photo: string) => loadPhoto(photo, { range: record.config.data.range });
    process.stdout.write(
      comparisonText(await compareExported(exported, { detector, limits, products }, photos, images)),
    );
    exported.dispose();
  } finally {
    detector.dispose();
    detector.teacher.dispose();
  }
}

export function exportCommand(): Command {
  return new Command('export')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .requiredOption('--to <file>', 'the ONNX file')
    .option('--figures <file>', 'what "borad evaluate --json" wrote, for the card')
    .addOption(
      new Option(
        '--weights <form>',
        'how weights are stored (half or a quarter of the bytes); computation stays in float32',
      )
        .choices(WEIGHT_FORMS)
        .default('float32'),
    )
    .option('--data <dir>', 'labelled photos in a known layout on which the loss of image AUROC is measured')
    .option('--check <photo...>', 'photos, folders or globs on which the file is compared with borad score')
    .addHelpText(
      'after',
      `
Input: image, uint8 [height, width, 3], RGB. Outputs: map [height, width], score, category, distance, limit and verdict (0 OK, 1 UNSURE,
2 NG), as the file's metadata say. Any onnxruntime from 1.14 on runs it: in Node, in a browser, in Python.

Examples:
  borad export --run runs/own --to detector.onnx --check photos
  borad export --run runs/own --to small.onnx --weights int8 --data data/labelled`,
    )
    .action(exportRun);
}
