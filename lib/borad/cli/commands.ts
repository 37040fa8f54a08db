/**
 * The commands of `borad`: how each is called and what it is for, as `borad --help` lists them, and its parser, which comes with the rooms
 * that the command works with and is therefore loaded only for a call of it.
 */
import { Command, Help } from 'commander';

export interface CommandEntry {
  name: string;
  /** What follows the name. */
  takes: string;
  summary: string;
  load: () => Promise<Command>;
}

/** A command whose own help begins with what the list says of it. */
const entry = (name: string, takes: string, summary: string, make: () => Promise<Command>): CommandEntry => ({
  ...{ name, takes, summary },
  load: async () => (await make()).description(summary),
});

export const COMMANDS: readonly CommandEntry[] = [
  entry('train', '[options]', 'Train one model on the normal images of all categories.', async () =>
    (await import('./commands/train.js')).trainCommand(),
  ),
  entry(
    'sweep',
    '',
    'Many runs as jobs for any queue: plan them, run them with any number of workers, count them, make their tables.',
    async () => (await import('./commands/sweep.js')).sweepCommand(),
  ),
  entry(
    'evaluate',
    '[options]',
    'Measure a trained run: seven metrics and mAD for every category and their mean.',
    async () => (await import('./commands/evaluate.js')).evaluateCommand(),
  ),
  entry(
    'score',
    '[options] [photo...]',
    'Score photos, say OK, NG or UNSURE, and write their anomaly maps, one photo after another.',
    async () => (await import('./commands/score.js')).scoreCommand(),
  ),
  entry('limit', '[options]', 'Show the limits of a run and what they cost, or set new ones.', async () =>
    (await import('./commands/limit.js')).limitCommand(),
  ),
  entry(
    'export',
    '[options]',
    'Write a run as one ONNX file: from pixels of any size to map, score, limit and verdict; with MODEL_CARD.md.',
    async () => (await import('./commands/export.js')).exportCommand(),
  ),
  entry('serve', '[options]', 'Score photos that are sent over HTTP; with a page to drop photos on.', async () =>
    (await import('./commands/serve.js')).serveCommand(),
  ),
  entry(
    'drift',
    '[options] <log>',
    'Say whether the photos of a log still look like those that set the limits of a run.',
    async () => (await import('./commands/drift.js')).driftCommand(),
  ),
  entry('generate', '[options]', 'Write the procedural set to disk in MVTec layout.', async () =>
    (await import('./commands/generate.js')).generateCommand(),
  ),
  entry('data', '', 'Check image sets on disk.', async () => (await import('./commands/data.js')).dataCommand()),
  entry('teacher', '', 'List, fetch and check frozen networks.', async () =>
    (await import('./commands/teacher.js')).teacherCommand(),
  ),
  entry(
    'methods',
    '',
    'List the methods: paper, phases of training, size, and what a trained detector drops.',
    async () => (await import('./commands/methods.js')).methodsCommand(),
  ),
  entry(
    'doctor',
    '[options]',
    'Try what training and scoring need on this machine: engine, backends, teacher, image sets.',
    async () => (await import('./commands/doctor.js')).doctorCommand(),
  ),
  entry(
    'prune',
    '[options]',
    'List files of installed packages that nothing here can load, and remove them on request.',
    async () => (await import('./commands/prune.js')).pruneCommand(),
  ),
];

/** The command that a command line names, if it names one: `borad score ...` or `borad help score`. */
export function namedIn(argv: readonly string[]): CommandEntry | undefined {
  const words = argv.slice(2).filter((word) => !word.startsWith('-'));
  const name = words[0] === 'help' ? words[1] : words[0];
  return COMMANDS.find((each) => each.name === name);
}

/** A command as the list of commands shows it, without its options. */
const listed = ({ name, summary }: CommandEntry): Command => new Command(name).description(summary);

/** All commands, those that the command line does not name as they are listed. */
export function commandsFor(argv: readonly string[]): Promise<Command[]> {
  const named = namedIn(argv);
  return Promise.all(COMMANDS.map((each) => (each === named ? each.load() : listed(each))));
}

/** How the list of commands shows a call of it, as commander does where it knows the options. */
export function termOf(command: Command): string {
  const found = COMMANDS.find(({ name }) => name === command.name());
  return found ? `${found.name} ${found.takes}`.trim() : new Help().subcommandTerm(command);
}
