/** `borad prune`. */
import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { DataError } from '../../base';
import { textTable } from '../../display';
import { type UnusedFiles, unusedFiles } from '../prune/unusedFiles';

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

function tableOf(groups: UnusedFiles[]): string {
  const rows = groups.map(({ what, files, bytes }) => [what, files.length, megabytes(bytes)]);
  const all = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  return `${textTable(['what', 'files', 'MB'], [...rows, ['all', '', megabytes(all)]])}\n`;
}

function remove(files: string[]): void {
  for (const file of files) {
    try {
      rmSync(file);
    } catch (cause) {
      throw new DataError(`Cannot remove ${file}: ${(cause as Error).message}.`, { file, cause });
    }
  }
}

export function pruneCommand(): Command {
  return new Command('prune')
    .option('--yes', 'remove it')
    .addHelpText(
      'after',
      '\nRemoves binaries of other platforms, source maps and builds for browsers, nothing else. Installing again brings them\nback ("npm ci").\n\nExample:\n  borad prune --yes',
    )
    .action(({ yes }: { yes?: boolean }) => {
      const groups = unusedFiles();
      if (groups.length === 0) {
        process.stdout.write('Nothing to remove.\n');
        return;
      }
      process.stdout.write(tableOf(groups));
      if (!yes) {
        process.stdout.write('\nNothing was removed; "borad prune --yes" does.\n');
        return;
      }
      for (const { files } of groups) remove(files);
      process.stdout.write('\nRemoved.\n');
    });
}
