/** `borad export`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { checkWritable, DataError, OptionError, readJson } from '../../base';
import { loadPhoto } from '../../datasets';
import { type CardFigures, exportDetector, openExported } from '../../deploy';
import { loadDetector } from '../../detection';
import { loadLimits, loadProducts } from '../../verdicts';
import { type Comparison, compareExported } from '../compareExported';
import { findPhotos } from '../score/findPhotos';

interface ExportFlags {
  run: string;
  to: string;
  figures?: string;
  check?: string[];
}

/** The file of `borad evaluate --json`, as far as the card shows it. Throws {DataError} where it is none. */
function figuresFrom(file: string): CardFigures {
  const found = readJson<Partial<CardFigures> | null>(file);
  if (found && Array.isArray(found.categories) && typeof found.dataset === 'string') return found as CardFigures;
  throw new DataError(`${file} holds no evaluation. Make it by "borad evaluate --json ${file}".`, { file });
}

function comparisonText({ photos, map, score, verdicts, mapOfSize }: Comparison): string {
  const exact =
    mapOfSize === undefined ? '' : `; of photos that are of the size of the model: map ${mapOfSize.toExponential(1)}`;
  return `Compared with borad score on ${photos} photos, largest difference: map ${map.toExponential(1)}, score ${score.toExponential(1)}; ${verdicts} of ${photos} have the same verdict${exact}\n`;
}

async function exportRun({ run, to, figures, check = [] }: ExportFlags): Promise<void> {
  if (!to.toLowerCase().endsWith('.onnx')) throw new OptionError(`--to ${to}: expected a name that ends in .onnx.`);
  checkWritable(to);
  const measured = figures === undefined ? undefined : figuresFrom(figures);
  const { detector, record, step, weights } = await loadDetector(run);
  try {
    const [limits, products] = [loadLimits(run, weights), loadProducts(run, weights)];
    if (!limits || !products)
      throw new DataError(
        `${run} has no limits for its weights. \`borad train --data DATA --out ${run} --resume\` on the finished run measures them.`,
        { file: run },
      );
    const bytes = await exportDetector(to, {
      detector,
      record,
      limits,
      products,
      step,
      weights,
      ...(measured ? { figures: measured } : {}),
    });
    process.stdout.write(`${to}: ${bytes.length.toLocaleString('en')} bytes, with MODEL_CARD.md\n`);
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
    .description(
      'Write a run as one ONNX file: from pixels of any size to map, score, limit and verdict; with MODEL_CARD.md.',
    )
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .requiredOption('--to <file>', 'the ONNX file')
    .option('--figures <file>', 'what "borad evaluate --json" wrote, for the card')
    .option('--check <photo...>', 'photos, folders or globs on which the file is compared with borad score')
    .addHelpText(
      'after',
      `
Input: image, uint8 [height, width, 3], RGB. Outputs: map [height, width], score, category, distance, limit and verdict (0 OK, 1 UNSURE,
2 NG), as the file's metadata say. Any onnxruntime from 1.14 on runs it: in Node, in a browser, in Python.

Example:
  borad export --run runs/own --to detector.onnx --check photos`,
    )
    .action(exportRun);
}
