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
  load: () => Command;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'train',
    takes: '[options]',
    summary: 'Train one model on the normal images of all categories.',
    load: () => (require('./commands/train') as typeof import('./commands/train')).trainCommand(),
  },
  {
    name: 'sweep',
    takes: '',
    summary:
      'Many runs as jobs for any queue: plan them, run them by as many workers as there are, count them, make their tables.',
    load: () => (require('./commands/sweep') as typeof import('./commands/sweep')).sweepCommand(),
  },
  {
    name: 'evaluate',
    takes: '[options]',
    summary: 'Measure a trained run: seven metrics and mAD for every category and their mean.',
    load: () => (require('./commands/evaluate') as typeof import('./commands/evaluate')).evaluateCommand(),
  },
  {
    name: 'score',
    takes: '[options] [photo...]',
    summary: 'Score photos, say OK, NG or UNSURE, and write their anomaly maps, one photo after another.',
    load: () => (require('./commands/score') as typeof import('./commands/score')).scoreCommand(),
  },
  {
    name: 'limit',
    takes: '[options]',
    summary: 'Show the limits of a run and what they cost, or set new ones.',
    load: () => (require('./commands/limit') as typeof import('./commands/limit')).limitCommand(),
  },
  {
    name: 'export',
    takes: '[options]',
    summary:
      'Write a run as one ONNX file: from pixels of any size to map, score, limit and verdict; with MODEL_CARD.md.',
    load: () => (require('./commands/export') as typeof import('./commands/export')).exportCommand(),
  },
  {
    name: 'serve',
    takes: '[options]',
    summary: 'Score photos that are sent by HTTP; with a page to drop photos on.',
    load: () => (require('./commands/serve') as typeof import('./commands/serve')).serveCommand(),
  },
  {
    name: 'drift',
    takes: '[options] <log>',
    summary: 'Say whether the photos of a log still look like those that the limits of a run were set by.',
    load: () => (require('./commands/drift') as typeof import('./commands/drift')).driftCommand(),
  },
  {
    name: 'generate',
    takes: '[options]',
    summary: 'Write the procedural set to disk in MVTec layout.',
    load: () => (require('./commands/generate') as typeof import('./commands/generate')).generateCommand(),
  },
  {
    name: 'data',
    takes: '',
    summary: 'Check image sets on disk.',
    load: () => (require('./commands/data') as typeof import('./commands/data')).dataCommand(),
  },
  {
    name: 'teacher',
    takes: '',
    summary: 'List, fetch and check frozen networks.',
    load: () => (require('./commands/teacher') as typeof import('./commands/teacher')).teacherCommand(),
  },
  {
    name: 'methods',
    takes: '',
    summary: 'List the methods: paper, phases of training, size, and what a trained detector drops.',
    load: () => (require('./commands/methods') as typeof import('./commands/methods')).methodsCommand(),
  },
  {
    name: 'doctor',
    takes: '[options]',
    summary: 'Try what training and scoring need on this machine: engine, backends, teacher, image sets.',
    load: () => (require('./commands/doctor') as typeof import('./commands/doctor')).doctorCommand(),
  },
  {
    name: 'prune',
    takes: '[options]',
    summary: 'List files of installed packages that nothing here can load, and remove them on request.',
    load: () => (require('./commands/prune') as typeof import('./commands/prune')).pruneCommand(),
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
export function commandsFor(argv: readonly string[]): Command[] {
  const named = namedIn(argv);
  return COMMANDS.map((entry) => (entry === named ? entry.load() : listed(entry)));
}

/** How the list of commands shows a call of it, as commander does where it knows the options. */
export function termOf(command: Command): string {
  const entry = COMMANDS.find(({ name }) => name === command.name());
  return entry ? `${entry.name} ${entry.takes}`.trim() : new Help().subcommandTerm(command);
}
