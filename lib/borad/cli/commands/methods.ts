/** `borad methods`. */
import { Command } from 'commander';
import { textTable } from '../../display';
import { methodRows } from '../methodRows';

const COLUMNS = {
  name: 'method',
  title: 'title',
  year: 'year',
  phases: 'phases',
  parameters: 'parameters',
  paperParameters: "at the paper's size",
  dropped: 'dropped at test time',
} as const;

export function methodsCommand(): Command {
  return new Command('methods')
    .action(() => {
      const rows = methodRows();
      const keys = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
      const table = textTable(
        keys.map((key) => COLUMNS[key]),
        rows.map((row) => keys.map((key) => row[key])),
      );
      const papers = rows.map(({ title, paper, paperCounts }) => `${title}: ${paper}; counted: ${paperCounts}`);
      process.stdout.write(
        `${table}\nOnly trained parameters are counted, with the default teacher; the teacher's own are in neither count.\n\n${papers.join('\n')}\n`,
      );
    })
    .addHelpText(
      'after',
      '\n`borad train --method NAME` trains one; `borad train --method NAME --help` lists its settings.',
    );
}
