/** `borad generate`. */
import { Command } from 'commander';
import { progressReporter } from '../../base';
import { parseSettings, resolveConfig } from '../../config';
import { openDataset, writeMvtec } from '../../datasets';
import { parseNumber } from '../number';

interface GenerateFlags {
  out: string;
  categories?: string[];
  size?: number;
  seed?: number;
  set: string[];
}

export function generateCommand(): Command {
  return new Command('generate')
    .requiredOption('--out <dir>', 'folder to write')
    .option('--categories <name...>', 'only these categories')
    .option('--size <px>', 'height and width', parseNumber)
    .option('--seed <n>', 'seed of the images', parseNumber)
    .option(
      '--set <key=value>',
      'number of images: data.procedural.train, .testGood, .testDefective',
      (v, before: string[]) => [...before, v],
      [],
    )
    .addHelpText(
      'after',
      '\nExample:\n  borad generate --out data/procedural --categories nut capsule --set data.procedural.train=40',
    )
    .action(async (flags: GenerateFlags) => {
      const config = resolveConfig(parseSettings(flags.set), {
        data: {
          ...(flags.categories ? { categories: flags.categories } : {}),
          ...(flags.size === undefined ? {} : { imageSize: flags.size }),
          ...(flags.seed === undefined ? {} : { procedural: { seed: flags.seed } }),
        },
      });
      const dataset = openDataset('procedural', config.data);
      const progress = progressReporter()('writing images', dataset.samples.length);
      await writeMvtec(dataset, flags.out, { onProgress: (done: number) => progress.update(done) });
      progress.finish();
      process.stdout.write(
        `${flags.out}: ${dataset.samples.length} images of ${dataset.categories.length} categories\n`,
      );
    });
}
