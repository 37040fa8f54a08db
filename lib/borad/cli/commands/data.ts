/** `borad data`. */
import { Command } from 'commander';
import { DataError, OptionError, progressReporter } from '../../base';
import { type CategoryCounts, checkDataset, type DatasetCheck, type SizeRange } from '../../datasets';
import { textTable } from '../../display';
import { parseNumber } from '../number';
import { collect, readingSettings } from '../readingSettings';

interface CheckFlags {
  fast?: boolean;
  categories?: string[];
  size?: number;
  problems: number;
  json?: boolean;
  set: string[];
}

const between = ({ min, max }: { min: number; max: number }) => (min === max ? `${min}` : `${min}–${max}`);

function row(counts: CategoryCounts, size: SizeRange | undefined): (string | number)[] {
  const { category, train, testGood, testDefective, defects } = counts;
  return [
    category,
    train,
    testGood,
    testDefective,
    size ? `${between(size.width)} x ${between(size.height)}` : '–',
    size ? `${size.common.width} x ${size.common.height} (${size.common.images})` : '–',
    defects.map(({ defect, images }) => `${defect} ${images}`).join(', ') || '–',
  ];
}

/** Problems by kind, the most frequent first: `3 missing mask, 1 leak`. */
function kindsText({ problems }: DatasetCheck): string {
  const counts = new Map<string, number>();
  for (const { kind } of problems) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

/** A check as text; of the problems at most `atMost`. */
export function checkText(check: DatasetCheck, atMost: number): string {
  const { counts, sizes, problems, notes } = check;
  const depth = check.isDecoded ? 'every file decoded' : 'names only, no file decoded';
  const sizeOf = (category: string) => sizes.find((size) => size.category === category);
  const left = problems.length - atMost;
  return [
    `${check.dir}: ${check.title}, ${counts.length} categories, ${check.images} images, ${check.masks} masks; ${depth}`,
    '',
    textTable(
      ['category', 'train', 'test good', 'test defective', 'size', 'most common', 'defects'],
      counts.map((one) => row(one, sizeOf(one.category))),
    ),
    '',
    ...notes.map((note) => `Note: ${note}`),
    problems.length === 0 ? 'No problems.' : `Problems: ${kindsText(check)}`,
    ...problems.slice(0, atMost).map(({ kind, message }) => `  ${kind}: ${message}`),
    ...(left > 0 ? [`  and ${left} more (--problems ${problems.length} lists all)`] : []),
    '',
  ].join('\n');
}

function checkCommand(): Command {
  return new Command('check')
    .description(
      'Check an image set on disk: counts, sizes, masks, files that are unreadable or left out, test images that are also training images.',
    )
    .argument('<dir>', 'MVTec AD, MPDD, VisA, Real-IAD or BTAD as shipped, or a folder with normal/ in it')
    .option('--fast', 'read names only')
    .option('--categories <name...>', 'only these categories')
    .option(
      '--size <px>',
      "side of the training images: decides which regions of masks are smaller than one pixel, and which of Real-IAD's image sizes is read",
      parseNumber,
    )
    .option('--set <key=value>', 'data.range or data.maskLimit, as in training; may be repeated', collect, [])
    .option('--problems <n>', 'list at most this many problems', parseNumber, 20)
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 without problems, 1 with some, 2 if the command line is wrong.\n\nExample:\n  borad data check data/visa',
    )
    .action(async (dir: string, flags: CheckFlags) => {
      if (!Number.isInteger(flags.problems) || flags.problems < 0)
        throw new OptionError(`--problems: expected a whole number of at least 0, got ${flags.problems}.`);
      const { range, maskLimit } = readingSettings(flags.set, ['data.range', 'data.maskLimit']);
      let progress: ReturnType<ReturnType<typeof progressReporter>> | undefined;
      const check = await checkDataset(dir, {
        fast: flags.fast,
        categories: flags.categories,
        imageSize: flags.size,
        range,
        maskLimit,
        onProgress(done, total) {
          progress ??= progressReporter()('checking images', total);
          progress.update(done);
        },
      });
      progress?.finish();
      process.stdout.write(flags.json ? `${JSON.stringify(check, null, 2)}\n` : checkText(check, flags.problems));
      if (check.problems.length > 0) throw new DataError(`${dir} has problems: ${kindsText(check)}.`, { file: dir });
    });
}

export function dataCommand(): Command {
  return new Command('data').addCommand(checkCommand());
}
