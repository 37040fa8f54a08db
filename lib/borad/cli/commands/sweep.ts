/** `borad sweep`. */
import { Command } from 'commander';
import { prepareBackend } from '../../backend';
import { formatDuration, OptionError, writeFileAtomic } from '../../base';
import { parseSettings, presets } from '../../config';
import { markdownTable, textTable } from '../../display';
import { METHODS } from '../../methods';
import {
  collectSweep,
  findJob,
  type JobDone,
  jobText,
  openSweep,
  planSweep,
  resultOf,
  runJob,
  runNextJob,
  STUDY_NAMES,
  type StudyTables,
  type SweepStatus,
  studiesOf,
  sweepStatus,
  type WorkOptions,
} from '../../sweeps';
import { type ExecutionFlags, executionFrom, withExecutionFlags } from '../executionFlags';
import { interruptSignal } from '../interrupt';
import { parseNumber } from '../number';

const collect = (value: string, before: string[]) => [...before, value];

/**
 * Seeds as `1-5` or `1,2,7-9`.
 *
 * @throws {OptionError} it is neither.
 */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last ?? first)];
    if (first === undefined || to < from)
      throw new OptionError(`--seeds ${text}: expected seeds such as 1-5 or 1,2,7-9.`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return [...new Set(seeds)];
}

interface PlanFlags {
  study: string;
  method?: string;
  data: string;
  preset: string;
  seeds: string;
  set: string[];
  out: string;
  results?: string;
  features?: string;
  known: string[];
}

function plan(flags: PlanFlags): void {
  const sweep = planSweep({
    ...flags,
    studies: studiesOf(flags.study),
    seeds: parseSeeds(flags.seeds),
    settings: parseSettings(flags.set),
  });
  const done = sweep.jobs.filter((hash) => resultOf(sweep, hash)).length;
  process.stdout.write(
    `${flags.out}: ${sweep.jobs.length} jobs, ${done} of them there, ${sweep.jobs.length - done} to run\n`,
  );
}

function planCommand(): Command {
  return new Command('plan')
    .description('Write the jobs of a study, one small file per run; an existing sweep gains those that are new.')
    .requiredOption('--study <name>', `${STUDY_NAMES.join(', ')}, or a JSON file (docs/sweeps.md)`)
    .requiredOption('--out <sweep>', 'folder of the sweep')
    .option('--method <name>', `what is trained: ${Object.keys(METHODS).join(', ')}`, 'borad')
    .option('--data <dir>', "folder of images in a known layout, or 'procedural'", 'procedural')
    .option('--preset <name>', `named settings: ${Object.keys(presets).join(', ')}`, 'notebook')
    .option('--seeds <list>', 'such as 1-5 or 1,2,7-9', '1')
    .option('--set <key=value>', 'one setting that all runs share; may be repeated', collect, [])
    .option('--results <dir>', 'folder for results (default: in the sweep)')
    .option('--features <dir>', "folder for the teacher's features, which all workers read (default: in the sweep)")
    .option('--known <dir>', 'results from elsewhere that are not made again; may be repeated', collect, [])
    .action(plan);
}

interface RunFlags extends ExecutionFlags {
  job?: string;
  next?: boolean;
  retry?: boolean;
  data?: string;
  cacheGb: number;
  checkpointEvery: number;
}

function sayDone({ job, run, made }: JobDone): void {
  const { training, measuring } = run.seconds;
  const seconds = made ? `${(training + measuring).toFixed(0)} s` : 'was there';
  const percent = (value: number) => (100 * value).toFixed(1);
  const { imageAuroc, pixelAp, mad } = run.mean;
  process.stdout.write(
    `${job.hash}  ${jobText(job)}: image AUROC ${percent(imageAuroc)}, pixel AP ${percent(pixelAp)}, mAD ${percent(mad)}  ${seconds}\n`,
  );
}

/** One job, the next, or one after the other until none is left. */
async function work(folder: string, { job, next, retry }: RunFlags, options: WorkOptions): Promise<void> {
  const sweep = openSweep(folder);
  if (job !== undefined) return sayDone(await runJob(sweep, findJob(sweep, job), options));
  for (;;) {
    const done = await runNextJob(sweep, { ...options, retry });
    if (!done) break;
    sayDone(done);
    if (next) return;
  }
  const { total, running, failed } = sweepStatus(sweep);
  const others = [`${running.length} run elsewhere`, `${failed.length} have failed`].join(', ');
  process.stdout.write(`${folder}: no job is left to take; of ${total}, ${others}\n`);
}

async function run(folder: string, flags: RunFlags): Promise<void> {
  if (flags.job !== undefined && flags.next) throw new OptionError('borad sweep run: --job or --next, not both.');
  const { signal, release } = interruptSignal();
  try {
    await prepareBackend();
    const { data, checkpointEvery } = flags;
    await work(folder, flags, {
      ...{ data, checkpointEvery, cacheBytes: 1e9 * flags.cacheGb, signal },
      ...executionFrom(flags),
    });
  } finally {
    release();
  }
}

function runCommand(): Command {
  const command = new Command('run')
    .description(
      'Run one job of a sweep, or one after another until none is left. Several workers may do so at the same time.',
    )
    .argument('<sweep>', 'folder that `borad sweep plan` made')
    .option('--job <n>', 'this job: its number, from 1 in the order of the plan, or its name')
    .option('--next', 'only one, the first that is neither done nor being run by another worker')
    .option('--retry', 'also retry jobs that have failed')
    .option('--data <dir>', 'where the images lie on this machine')
    .option('--cache-gb <n>', 'room for features of sets above 1 GiB, GB', parseNumber, 20)
    .option('--checkpoint-every <n>', 'steps between checkpoints', parseNumber, 100);
  return withExecutionFlags(command).action(run);
}

function statusText(
  folder: string,
  { total, done, running, failed, open, secondsEach, secondsLeft }: SweepStatus,
): string {
  const lines = [
    `${folder}: ${total} jobs, ${done} done, ${running.length} running, ${failed.length} failed, ${open} open`,
  ];
  for (const { hash, text, pid, host, since } of running)
    lines.push(`running  ${hash}  ${text}: process ${pid} on ${host}, since ${since}`);
  for (const { hash, text, reason } of failed) lines.push(`failed   ${hash}  ${text}: ${reason}`);
  if (secondsEach !== undefined && secondsLeft !== undefined && open + running.length > 0) {
    const workers = Math.max(1, running.length);
    lines.push(
      `about ${formatDuration(secondsLeft)} left with ${workers} worker${workers > 1 ? 's' : ''}, ${formatDuration(secondsEach)} for each job`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function statusCommand(): Command {
  return new Command('status')
    .description('Count what is done, running and failed, with reasons and the time left.')
    .argument('<sweep>', 'folder that `borad sweep plan` made')
    .option('--json', 'as JSON')
    .action((folder: string, { json }: { json?: boolean }) => {
      const status = sweepStatus(openSweep(folder));
      process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : statusText(folder, status));
    });
}

function tablesText(studies: readonly StudyTables[], isMarkdown: boolean): string {
  const tableText = isMarkdown ? markdownTable : ({ columns, rows }: StudyTables['values']) => textTable(columns, rows);
  return studies
    .map(({ study, about, made, there, wanted, values, differences }) => {
      const title = `${study}: ${about} ${made}; ${there} of ${wanted} runs are done. Percent, mean ± deviation over seeds.`;
      return `${[isMarkdown ? `**${title}**` : title, tableText(values), ...(differences.rows.length > 0 ? [tableText(differences)] : [])].join('\n\n')}\n`;
    })
    .join('\n');
}

interface CollectFlags {
  markdown?: boolean;
  out?: string;
}

function collectCommand(): Command {
  return new Command('collect')
    .description('Make the tables of a sweep from its finished runs, and count these.')
    .argument('<sweep>', 'folder that `borad sweep plan` made')
    .option('--markdown', 'as Markdown')
    .option('--out <file>', 'write them to a file')
    .action((folder: string, { markdown, out }: CollectFlags) => {
      const text = tablesText(collectSweep(openSweep(folder)), markdown ?? false) || 'There are no runs yet.\n';
      if (out) writeFileAtomic(out, text);
      else process.stdout.write(text);
    });
}

export function sweepCommand(): Command {
  const command = new Command('sweep');
  for (const part of [planCommand(), runCommand(), statusCommand(), collectCommand()]) command.addCommand(part);
  return command.addHelpText(
    'after',
    `
Examples:
  borad sweep plan --study ablations --preset notebook --seeds 1-3 --out runs/ablations
  borad sweep run runs/ablations                 until no job is left; start it as often as there are processors
  borad sweep run runs/ablations --next          one job
  borad sweep run runs/ablations --job 7         the seventh job, as an array job of a queue asks for it
  borad sweep status runs/ablations
  borad sweep collect runs/ablations --markdown
  borad sweep plan --study plain --method uniad --seeds 1-5 --out runs/uniad
tools/sweep/ has ready files for GNU parallel, Slurm and Kubernetes.`,
  );
}
