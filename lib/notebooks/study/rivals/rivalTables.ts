/** All methods beside each other: metrics with intervals, places with what is decided about them, costs, rates. */
import { present } from 'borad/base';
import { METHODS, type RunConfig } from 'borad/methods';
import { type CategoryMetrics, metricColumns, titleOfMetric } from 'borad/metrics';
import { mean, meanInterval } from 'borad/statistics';
import { type HalfInterval, type Table, table } from '../../report';
import { type MethodRun, type NamedRun, runsOf } from '../experiments';
import { methodOrders, rankRanges } from './orders';
import { RATE_NAMES, RATE_SEEDS, type RateChoice, rateChoice } from './rateTrials';

/** A recorded run of any method, as these tables read it. */
export type RivalRun = NamedRun & Pick<MethodRun, 'mean' | 'seconds'> & { config: RunConfig };

/** What must be said wherever these numbers are. */
export const SCALE_NOTE =
  "At teaching scale on a thin teacher; says nothing about a method's rank after the authors' 450,000 steps.";

const titles = metricColumns.map(({ title }) => title);
const methodsOf = (runs: readonly NamedRun[]) => [...new Set(runs.map(({ variant }) => variant))];

/** A cell of the mean and half of its 95% t interval over seeds; one seed has no interval. */
export function intervalCell(values: readonly number[]): HalfInterval {
  const { mean, upper } = meanInterval(values);
  return { mean, half: values.length > 1 ? upper - mean : null };
}

/** Where a method is first by its mean, and which methods are first elsewhere, in a sentence. */
export function leadersText(runs: readonly RivalRun[], name = 'BoRAD'): string {
  const level = (method: string, key: keyof CategoryMetrics) => mean(runsOf(runs, method).map((run) => run.mean[key]));
  const first = metricColumns.map(({ key, title }) => {
    const [best] = methodsOf(runs).sort((a, b) => level(b, key) - level(a, key));
    return { title, best };
  });
  const led = first.flatMap(({ title, best }) => (best === name ? [title] : []));
  const others = [...new Set(first.map(({ best }) => best))].filter((best) => best !== name);
  const said = others.map(
    (best) => `${best} (${first.flatMap((one) => (one.best === best ? [one.title] : [])).join(', ')})`,
  );
  return `By means ${name} is first in ${led.join(', ') || 'no metric'}; first elsewhere: ${said.join('; ') || 'none'}.`;
}

/**
 * The form of Table 1: percent, mean and half of the 95% t interval over seeds; one seed has no interval.
 *
 * @param caption What the runs are; the note on their scale is added.
 */
export function rivalTable(name: string, caption: string, runs: readonly RivalRun[]): Table {
  const cell = (method: string, key: keyof CategoryMetrics) =>
    intervalCell(runsOf(runs, method).map((run) => 100 * run.mean[key]));
  return table({
    ...{ name, caption: `${caption} Mean ± half of the 95% t interval over seeds, percent. ${SCALE_NOTE}` },
    columns: ['method', 'seeds', ...titles],
    rows: methodsOf(runs).map((method) => [
      method,
      runsOf(runs, method).length,
      ...metricColumns.map(({ key }) => cell(method, key)),
    ]),
    best: Object.fromEntries(titles.map((title) => [title, 'max' as const])),
    digits: Object.fromEntries(titles.map((title) => [title, 1])),
  });
}

/** Places by a metric: by means, and the range that decided orders leave. */
export function rankTable(name: string, runs: readonly RivalRun[], keys: readonly (keyof CategoryMetrics)[]): Table {
  const byKey = keys.map((key) => rankRanges(runs, (run) => run.mean[key]));
  const place = (method: string, k: number) => {
    const { rank, best, worst } = present(
      byKey[k].find((one) => one.method === method),
      `place of ${method}`,
    );
    return `${rank} (${best === worst ? best : `${best} to ${worst}`})`;
  };
  return table({
    name,
    caption:
      'Place by means over seeds, in brackets the places that decided orders leave open: paired by seed, Holm over all pairs of methods, 5%.',
    columns: ['method', ...keys.map(titleOfMetric)],
    rows: byKey[0].map(({ method }) => [method, ...keys.map((_, k) => place(method, k))]),
  });
}

/** How many orders of pairs are decided, and those that are not, in words. */
export function ordersText(runs: readonly RivalRun[], key: keyof CategoryMetrics): string {
  const orders = methodOrders(runs, (run) => run.mean[key]);
  const open = orders.filter(({ decided }) => !decided).map(({ ahead, behind }) => `${ahead} and ${behind}`);
  return `${orders.length - open.length} of ${orders.length} orders are decided${open.length ? `; not decided: ${open.join(', ')}` : ''}.`;
}

/** The choice of a rate in words; nothing for a rate that was not chosen. */
export function choiceText({ rate, sets, atEnd }: RateChoice, trial: number): string {
  if (rate !== trial) return '';
  const notes = [
    ...(sets < RATE_SEEDS.length ? [`provisional, on ${sets} of ${RATE_SEEDS.length} sets`] : []),
    ...(atEnd ? ['at the end of what was tried'] : []),
  ];
  return ['chosen', ...notes].join(', ');
}

/** What each rate of the trials gave, and which is chosen. */
export function rateTable(name: string): Table {
  const rows = RATE_NAMES.flatMap((method) => {
    const choice = rateChoice(method);
    return choice.trials.map(({ rate, mad }) => [
      ...[METHODS[method]?.title ?? method, rate],
      ...mad.map((value) => (value === undefined ? null : 100 * value)),
      choiceText(choice, rate),
    ]);
  });
  const sets = RATE_SEEDS.map((seed) => `mAD, set ${seed}`);
  return table({
    ...{ name, rows, columns: ['method', 'learning rate', ...sets, 'choice'] },
    digits: { 'learning rate': 4, ...Object.fromEntries(sets.map((title) => [title, 1])) },
    caption:
      'Trials on procedural sets of other images than the compared ones, 400 steps of 8. The greatest mean over the sets on which all three rates were tried is chosen; where there is none, the method keeps its default.',
  });
}
