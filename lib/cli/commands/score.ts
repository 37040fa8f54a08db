/** `borad score`. */
import { basename, extname, join } from 'node:path';
import { Command } from 'commander';
import { OptionError, writeFileAtomic, writeJson } from '../../base';
import { loadImage } from '../../datasets';
import { heatmapPng, overlayPng, textTable } from '../../report';
import { loadDetector } from '../loadDetector';
import { parseNumber } from '../number';
import { withProviderFlag } from '../providerFlag';

interface ScoreFlags {
  run: string;
  out: string;
  scale?: number;
}

interface Scored {
  image: string;
  score: number;
  map: Float32Array;
  pixels: Uint8Array;
}

/** A stem for the results of each image; images of the same name in several folders get a number. */
function stems(images: string[]): string[] {
  const used = new Map<string, number>();
  return images.map((image) => {
    const stem = basename(image, extname(image));
    const count = used.get(stem) ?? 0;
    used.set(stem, count + 1);
    return count ? `${stem}_${count + 1}` : stem;
  });
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Score photos and write their anomaly maps.')
    .argument('<image...>', 'photos: PNG, JPEG, WebP, TIFF; any size')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .requiredOption('--out <dir>', 'folder for STEM_heatmap.png, STEM_overlay.png and scores.json')
    .option(
      '--scale <max>',
      'value of the brightest colour; default: the greatest value among these photos',
      parseNumber,
    );
  return withProviderFlag(command)
    .addHelpText('after', '\nExample:\n  borad score --run runs/first photos/*.jpg --out scored')
    .action(async (images: string[], flags: ScoreFlags) => {
      if (flags.scale !== undefined && !(flags.scale > 0))
        throw new OptionError(`--scale: expected a number above 0, got ${flags.scale}.`);
      const { detector, config } = await loadDetector(flags.run);
      const size = config.data.imageSize;
      const scored: Scored[] = [];
      for (const image of images) {
        const { pixels } = await loadImage(image, size);
        const { maps, scores } = await detector.detect(Float32Array.from(pixels), 1);
        scored.push({ image, score: scores[0], map: maps, pixels });
      }
      const max = flags.scale ?? Math.max(...scored.map(({ score }) => score));
      const names = stems(images);
      for (const [i, { map, pixels }] of scored.entries()) {
        writeFileAtomic(join(flags.out, `${names[i]}_heatmap.png`), heatmapPng(map, size, size, { min: 0, max }));
        writeFileAtomic(
          join(flags.out, `${names[i]}_overlay.png`),
          overlayPng({ data: pixels, width: size, height: size }, map, { min: 0, max }),
        );
      }
      writeJson(join(flags.out, 'scores.json'), {
        run: flags.run,
        imageScore: 'maximum of the anomaly map, 0 to 2',
        colourScale: { min: 0, max },
        images: scored.map(({ image, score }, i) => ({
          image,
          score,
          heatmap: `${names[i]}_heatmap.png`,
          overlay: `${names[i]}_overlay.png`,
        })),
      });
      process.stdout.write(
        `${textTable(
          ['image', 'score'],
          scored.map(({ image, score }) => [image, score.toFixed(4)]),
        )}\nHeat maps with one colour scale, 0 to ${max.toFixed(4)}, in ${flags.out}\n`,
      );
      detector.dispose();
      detector.teacher.dispose();
    });
}
