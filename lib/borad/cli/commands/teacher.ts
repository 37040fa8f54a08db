/** `borad teacher`. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { prepareBackend } from '../../backend';
import { BoradError, CancelledError, DataError, OptionError, progressReporter, sha256OfFile } from '../../base';
import { textTable } from '../../display';
import { CATALOGUE, cachePlace, catalogueEntry, downloadFile, howToGet } from '../../teachers';
import { interruptSignal } from '../interrupt';
import { teacherRows } from '../teacherRows';
import { weightsReport } from '../weightsReport';

function listCommand(): Command {
  return new Command('list')
    .description('List the teachers, and say whether their weights are on this machine.')
    .action(() => {
      const rows = teacherRows();
      const columns = ['name', 'channels', 'strides', 'parameters', 'state', 'file', 'licence'] as const;
      const table = textTable(
        [...columns],
        rows.map((row) => columns.map((column) => row[column])),
      );
      process.stdout.write(
        `${table}\nParameters are those up to the third map; strides are without pooling. Weights trained on ImageNet-1k are also\nunder the terms of its images.\n`,
      );
    });
}

async function fetchTeacher(name: string, url?: string): Promise<void> {
  const entry = catalogueEntry(name);
  if (!entry) {
    const names = CATALOGUE.map((one) => one.name).join(', ');
    throw new OptionError(`borad teacher fetch: there is no download of ${JSON.stringify(name)}, only of ${names}.`);
  }
  const place = cachePlace(entry);
  if (existsSync(place) && (await sha256OfFile(place)).startsWith(entry.sha256Prefix)) {
    process.stdout.write(`${place}: already there, checksum as expected\n`);
    return;
  }
  const { signal, release } = interruptSignal();
  try {
    const { bytes, sha256, resumedFrom } = await downloadFile({
      url: url ?? entry.url,
      place,
      sha256Prefix: entry.sha256Prefix,
      progress: progressReporter(),
      title: `fetching ${entry.name}`,
      signal,
    });
    const went = resumedFrom ? `, of which ${resumedFrom} were already there` : '';
    process.stdout.write(`${place}: ${bytes} bytes${went}, SHA-256 ${sha256}\n`);
  } catch (error) {
    if (signal.aborted) throw new CancelledError(`Stopped; "borad teacher fetch ${name}" continues from there.`);
    if (!(error instanceof BoradError)) throw error;
    throw new DataError(`${error.message} ${howToGet(entry)}`, { file: place, cause: error });
  } finally {
    release();
  }
}

function fetchCommand(): Command {
  return new Command('fetch')
    .description("Download a teacher's weights into the cache; an interrupted download resumes.")
    .argument('<name>', CATALOGUE.map(({ name }) => name).join(', '))
    .option('--url <address>', "download from here instead of the publisher's address; the hash must be the same")
    .addHelpText(
      'after',
      '\nThe cache is BORAD_CACHE or the usual folder of the system; `borad teacher list` names it.',
    )
    .action((name: string, flags: { url?: string }) => fetchTeacher(name, flags.url));
}

function checkCommand(): Command {
  return new Command('check')
    .description(
      'Say which network a file holds, what is missing or extra, and what it returns for two images. No code in the file is run.',
    )
    .argument('<file>', 'weights: .pth or .safetensors; or a network: .onnx')
    .option('--outputs <name...>', 'of an ONNX file with more than three outputs: the three maps, finest first')
    .action(async (file: string, { outputs }: { outputs?: string[] }) => {
      await prepareBackend();
      const { lines, problem } = await weightsReport(file, outputs);
      const width = Math.max(...lines.map(([what]) => what.length));
      process.stdout.write(lines.map(([what, found]) => `${what.padEnd(width)}  ${found}\n`).join(''));
      if (problem) throw new DataError(problem, { file });
    });
}

export function teacherCommand(): Command {
  const command = new Command('teacher').addHelpText(
    'after',
    `
Examples:
  borad teacher list
  borad teacher fetch wide-resnet50-2
  borad teacher check wide_resnet50_2.safetensors
  borad train --data data/mvtec --out runs/mine --set teacher.name=onnx --set teacher.file=net.onnx`,
  );
  for (const sub of [listCommand(), fetchCommand(), checkCommand()]) command.addCommand(sub);
  return command;
}
