/**
 * The `borad` command. Exit codes: 0 done, 1 something failed at run time, 2 the command line or a setting is wrong, 3 a verdict that
 * `--fail-on` names or drift, 130 stopped by the user.
 */
import { Command, CommanderError } from 'commander';
import { BoradError, CancelledError, environment, OptionError, VERSION } from '../base';
import { shortReason } from '../base/shortReason';
import { commandsFor, termOf } from './commands';
import { VerdictFound } from './score/verdictFound';

/** The parser of a command line, without running anything. Of the commands only the one that it names is loaded. */
export async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command('borad')
    .description(
      'Train and use BoRAD, a one-model-for-all anomaly detector (arXiv 2606.14129), and methods to compare it with.',
    )
    .version(VERSION)
    .configureHelp({ subcommandTerm: termOf })
    .showHelpAfterError('(borad --help and borad COMMAND --help show examples)')
    .addHelpText(
      'after',
      `
Examples:
  borad train --data procedural --out runs/first --preset quick
  borad sweep plan --study ablations --seeds 1-3 --out runs/ablations
  borad evaluate --run runs/first --data procedural
  borad score --run runs/first photo.jpg --out scored
  borad limit --run runs/first
  borad export --run runs/first --to detector.onnx
  borad serve --run runs/first --port 8080
  borad drift --run runs/first scored/scores.csv
  borad generate --out data/procedural
  borad data check data/mvtec
  borad teacher list
  borad methods
  borad doctor
  borad prune`,
    );
  for (const command of await commandsFor(argv)) program.addCommand(command);
  // Errors must come back as exceptions, so that usage errors exit with code 2.
  const visit = (command: Command) => {
    command.exitOverride();
    command.commands.forEach(visit);
  };
  visit(program);
  return program;
}

/** What was not foreseen: one line with what to do, and where it came from only for those who ask. */
function reportUnexpected(error: unknown): void {
  const advice = environment().BORAD_DEBUG === '1' ? '' : ' Set BORAD_DEBUG=1 to see where.';
  process.stderr.write(
    `borad: unexpected error: ${shortReason(error)}. Try "borad doctor"; if this machine is in order, please report it.${advice}\n`,
  );
  if (!advice && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

/**
 * Parses and runs a command line.
 *
 * @param argv As `process.argv`. @param program Its parser. Default: made here.
 * @returns The exit code.
 */
export async function main(argv: readonly string[], program?: Command): Promise<number> {
  try {
    const parser = program ?? (await createProgram(argv));
    await parser.parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CancelledError) {
      process.stderr.write(`${error.message}\n`);
      return 130;
    }
    if (error instanceof VerdictFound) {
      process.stderr.write(`${error.message}\n`);
      return 3;
    }
    if (error instanceof BoradError) {
      process.stderr.write(`borad: ${error.message}\n`);
      if (environment().BORAD_DEBUG === '1') process.stderr.write(`${error.stack}\n`);
      return error instanceof OptionError ? 2 : 1;
    }
    reportUnexpected(error);
    return 1;
  }
}
