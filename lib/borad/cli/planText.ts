/** What `borad train --dry-run` prints. */
import { formatDuration } from '../base';
import { textTable } from '../display';
import type { RunPlan } from '../training';

const GIB = 2 ** 30;
const count = (value: number): string => value.toLocaleString('en');
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(2)} GiB`;
const giga = (value: number): string => `${(value / 1e9).toFixed(1)} GMAC`;

function featuresText({ place, bytes, type }: RunPlan['features']): string {
  if (place === 'teacher') return 'not kept: the teacher runs at every step (see --cache-gb)';
  return `${gib(bytes)} ${place === 'memory' ? 'in memory' : 'on disk'} as ${type}`;
}

/** A plan as a table of two columns. */
export function planText(plan: RunPlan): string {
  const { dataset, seconds, parameters, multiplyAdds } = plan;
  const rows = [
    ['teacher', plan.teacher],
    ['training images', `${count(dataset.trainImages)} of ${dataset.categories} categories (${dataset.name})`],
    ['steps', plan.steps ? `${count(plan.steps)} of ${plan.batchSize} images` : 'none: one fit'],
    ['trained parameters', count(parameters.trained)],
    ['multiply-adds, training', `${giga(multiplyAdds.training)} per image and forward pass`],
    ['multiply-adds, test', `${giga(multiplyAdds.inference)} per image, without the teacher`],
    ['memory, weights and Adam', gib(plan.stateBytes)],
    ...(plan.stepBytes ? [['memory of the steps, estimated', gib(plan.stepBytes)]] : []),
    ['features', featuresText(plan.features)],
    ['memory, largest so far', gib(plan.peakBytes)],
    ['engine', plan.engine],
    ['teacher, measured', `${seconds.teacherImage.toFixed(3)} s an image`],
    ...(plan.steps
      ? [['step, measured', `${seconds.step.toFixed(2)} s (prepared in ${seconds.prepare.toFixed(0)} s)`]]
      : []),
    ['whole run, estimated', `${formatDuration(plan.total)} on this machine${plan.steps ? '' : ', without the fit'}`],
  ];
  return `${textTable(['what', 'value'], rows)}\n`;
}
