/** `borad evaluate`. */
import { Command } from 'commander';
import { writeJson } from '../../base';
import { type Evaluation, evaluate } from '../../evaluation';
import { metricColumns, textTable } from '../../report';
import { interruptSignal } from '../interrupt';
import { loadDetector } from '../loadDetector';
import { openForRun } from '../openForRun';
import { withProviderFlag } from '../providerFlag';

/** In percent; a dash for what cannot be measured without masks. */
const percent = (value: number): string => (Number.isNaN(value) ? '–' : (100 * value).toFixed(1));

/** The table and the protocol as text. */
export function evaluationText(evaluation: Evaluation): string {
  const rows = [
    ...evaluation.categories.map(({ name, metrics }) => ({ name, metrics })),
    { name: 'Mean', metrics: evaluation.mean },
  ];
  const { protocol } = evaluation;
  return [
    textTable(
      ['category', ...metricColumns.map(({ title }) => title)],
      rows.map(({ name, metrics }) => [name, ...metricColumns.map(({ key }) => percent(metrics[key]))]),
    ),
    '',
    `All in percent. Image score: ${protocol.imageScore}. Smoothing: ${protocol.smoothing}. Size: ${protocol.imageSize} px.`,
    `AUPRO: ${protocol.aupro}.`,
    `Masks: ${protocol.masks}. Averaging: ${protocol.averaging}.`,
    '',
  ].join('\n');
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('Measure a trained run: seven metrics and mAD for every category and their mean.')
    .requiredOption('--run <run>', 'folder that `borad train` made')
    .requiredOption('--data <dir>', "folder of images in a known layout (data/README.md), or 'procedural'")
    .option('--json <file>', 'also write everything, scores of single images included, as JSON');
  return withProviderFlag(command)
    .addHelpText('after', '\nExample:\n  borad evaluate --run runs/first --data procedural --json first.json')
    .action(async (flags: { run: string; data: string; json?: string }) => {
      const { detector, config, record, step } = await loadDetector(flags.run);
      const { signal, release } = interruptSignal();
      try {
        const dataset = await openForRun(flags.data, config.data);
        const evaluation = await evaluate({ detector, dataset, evaluation: config.evaluation, signal });
        process.stdout.write(evaluationText(evaluation));
        if (flags.json) writeJson(flags.json, { run: flags.run, step, record, ...evaluation });
      } finally {
        release();
        detector.dispose();
        detector.teacher.dispose();
      }
    });
}
