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

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'train',
    takes: '[options]',
    summary: 'Train one model on the normal images of all categories.',
    load: async () => (await import('./commands/train.js')).trainCommand(),
  },
  {
    name: 'sweep',
    takes: '',
    summary:
      'Many runs as jobs for any queue: plan them, run them by as many workers as there are, count them, make their tables.',
    load: async () => (await import('./commands/sweep.js')).sweepCommand(),
  },
  {
    name: 'evaluate',
    takes: '[options]',
    summary: 'Measure a trained run: seven metrics and mAD for every category and their mean.',
    load: async () => (await import('./commands/evaluate.js')).evaluateCommand(),
  },
  {
    name: 'score',
    takes: '[options] [photo...]',
    summary: 'Score photos, say OK, NG or UNSURE, and write their anomaly maps, one photo after another.',
    load: async () => (await import('./commands/score.js')).scoreCommand(),
  },
  {
    name: 'limit',
    takes: '[options]',
    summary: 'Show the limits of a run and what they cost, or set new ones.',
    load: async () => (await import('./commands/limit.js')).limitCommand(),
  },
  {
    name: 'export',
    takes: '[options]',
    summary:
      'Write a run as one ONNX file: from pixels of any size to map, score, limit and verdict; with MODEL_CARD.md.',
    load: async () => (await import('./commands/export.js')).exportCommand(),
  },
  {
    name: 'serve',
    takes: '[options]',
    summary: 'Score photos that are sent by HTTP; with a page to drop photos on.',
    load: async () => (await import('./commands/serve.js')).serveCommand(),
  },
  {
    name: 'drift',
    takes: '[options] <log>',
    summary: 'Say whether the photos of a log still look like those that the limits of a run were set by.',
    load: async () => (await import('./commands/drift.js')).driftCommand(),
  },
  {
    name: 'generate',
    takes: '[options]',
    summary: 'Write the procedural set to disk in MVTec layout.',
    load: async () => (await import('./commands/generate.js')).generateCommand(),
  },
  {
    name: 'data',
    takes: '',
    summary: 'Check image sets on disk.',
    load: async () => (await import('./commands/data.js')).dataCommand(),
  },
  {
    name: 'teacher',
    takes: '',
    summary: 'List, fetch and check frozen networks.',
    load: async () => (await import('./commands/teacher.js')).teacherCommand(),
  },
  {
    name: 'methods',
    takes: '',
    summary: 'List the methods: paper, phases of training, size, and what a trained detector drops.',
    load: async () => (await import('./commands/methods.js')).methodsCommand(),
  },
  {
    name: 'doctor',
    takes: '[options]',
    summary: 'Try what training and scoring need on this machine: engine, backends, teacher, image sets.',
    load: async () => (await import('./commands/doctor.js')).doctorCommand(),
  },
  {
    name: 'prune',
    takes: '[options]',
    summary: 'List files of installed packages that nothing here can load, and remove them on request.',
    load: async () => (await import('./commands/prune.js')).pruneCommand(),
  },
];

/** The command that a command line names, if it names one: `borad score ...` or `borad help score`. */
export function namedIn(argv: readonly string[]): CommandEntry | undefined {
  const words = argv.slice(2).filter((word) => !word.startsWith('-'));
  const name = words[0] === 'help' ? words[1] : words[0];
  return COMMANDS.find((entry) => entry.name === name);
}

/** A command as the list of commands shows it, without its options. */
const listed = ({ name, summary }: CommandEntry): Command => new Command(name).description(summary);

/** All commands, those that the command line does not name as they are listed. */
export function commandsFor(argv: readonly string[]): Promise<Command[]> {
  const named = namedIn(argv);
  return Promise.all(COMMANDS.map((entry) => (entry === named ? entry.load() : listed(entry))));
}

/** How the list of commands shows a call of it, as commander does where it knows the options. */
export function termOf(command: Command): string {
  const entry = COMMANDS.find(({ name }) => name === command.name());
  return entry ? `${entry.name} ${entry.takes}`.trim() : new Help().subcommandTerm(command);
}
