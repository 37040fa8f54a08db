/** `borad doctor`. */
import { Command } from 'commander';
import { BackendError } from '../../base';
import { collectFacts, factsText } from '../doctor';

export function doctorCommand(): Command {
  return new Command('doctor')
    .option('--data <dir>', 'also try to open this folder')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      '\nExits with code 0 if this machine can train and score, otherwise with 1.\n\nExample:\n  borad doctor --data photos/mvtec',
    )
    .action(async (flags: { data?: string; json?: boolean }) => {
      const facts = await collectFacts(flags.data);
      process.stdout.write(flags.json ? `${JSON.stringify(facts, null, 2)}\n` : factsText(facts));
      if (facts.problems.length > 0)
        throw new BackendError('This machine cannot train and score; the reasons are above.');
    });
}
