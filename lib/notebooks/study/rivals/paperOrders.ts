/** The orders of methods in the paper's Table 1, and what runs under one protocol say of each. */
import { METHODS } from 'borad/methods';
import { type CategoryMetrics, metricColumns, titleOfMetric } from 'borad/metrics';
import type { PairedDifference } from 'borad/statistics';
import { paperTable, type Table, table } from '../../report';
import { compareVariants, type NamedRun, signedInterval } from '../experiments';
import { methodOrders } from './orders';
import { known, PAPER_KEYS } from './rivalsPaper';
import type { RivalRun } from './rivalTables';

/** What a comparison says of an order of the paper. */
export type OrderVerdict = 'confirmed' | 'contradicted' | 'undecided';

/** A row of Table 1: its data set, its method, and values in percent, null where none is printed. */
export interface PrintedValue {
  dataset: string;
  method: string;
  value: number | null;
}

/** Two methods that the paper ranks alike on all data sets on which it has both. */
export interface PaperOrder {
  /** Ahead in the paper. */
  ahead: string;
  behind: string;
  /** The paper's lead in points, by data set. */
  leads: { dataset: string; points: number }[];
  /** What was measured: the first minus the second, paired by seed. */
  difference: PairedDifference;
  /** Two-sided p of the paired t test after Holm's correction over all pairs. */
  p: number;
  verdict: OrderVerdict;
}

/** Orders of the paper that can be judged, and pairs that it ranks one way on one data set and the other way on another. */
export interface PaperOrders {
  judged: PaperOrder[];
  /** Pairs of methods. */
  divided: [string, string][];
}

/**
 * Judges the paper's orders by paired runs: confirmed or contradicted where the order of the two is decided, p after Holm's
 * correction over all pairs of these methods; undecided otherwise.
 *
 * @param rows Of one metric. @param value Of a run, greater is better.
 */
export function judgePaperOrders<R extends NamedRun>(
  rows: readonly PrintedValue[],
  runs: readonly R[],
  value: (run: R) => number,
): PaperOrders {
  const printed = new Set(rows.map(({ method }) => method));
  const judged: PaperOrder[] = [];
  const divided: [string, string][] = [];
  for (const measured of methodOrders(
    runs.filter(({ variant }) => printed.has(variant)),
    value,
  )) {
    const leads = leadsOf(rows, measured.ahead, measured.behind);
    if (leads.length === 0) continue;
    const same = leads.every(({ points }) => points > 0);
    const opposite = leads.every(({ points }) => points < 0);
    if (!same && !opposite) {
      divided.push([measured.ahead, measured.behind]);
      continue;
    }
    const [ahead, behind] = same ? [measured.ahead, measured.behind] : [measured.behind, measured.ahead];
    judged.push({
      ...{ ahead, behind, p: measured.p, difference: compareVariants(runs, ahead, behind, value) },
      leads: leads.map(({ dataset, points }) => ({ dataset, points: Math.abs(points) })),
      verdict: !measured.decided ? 'undecided' : same ? 'confirmed' : 'contradicted',
    });
  }
  return { judged, divided };
}

/** What the paper prints of one method minus what it prints of another, on each data set that has both. */
function leadsOf(rows: readonly PrintedValue[], method: string, other: string): PaperOrder['leads'] {
  const of = (name: string, dataset: string) =>
    rows.find((row) => row.method === name && row.dataset === dataset)?.value ?? undefined;
  return [...new Set(rows.map(({ dataset }) => dataset))].flatMap((dataset) => {
    const [own, theirs] = [of(method, dataset), of(other, dataset)];
    return own === undefined || theirs === undefined ? [] : [{ dataset, points: own - theirs }];
  });
}

/** Table 1 by one metric; methods by the titles of this collection. */
async function paperRows(key: keyof CategoryMetrics): Promise<PrintedValue[]> {
  const column = PAPER_KEYS[metricColumns.findIndex((one) => one.key === key)];
  const titles = new Set(Object.values(METHODS).map(({ title }) => title));
  const rows = await paperTable('table01_main');
  return rows
    .filter(({ method }) => titles.has(String(method)))
    .map((row) => ({ dataset: String(row.dataset), method: String(row.method), value: known(row[column]) }));
}

/** The paper's orders of its ten methods by a metric, judged by recorded runs. */
export async function paperOrders(runs: readonly RivalRun[], key: keyof CategoryMetrics): Promise<PaperOrders> {
  return judgePaperOrders(await paperRows(key), runs, (run) => run.mean[key]);
}

const count = ({ judged }: PaperOrders, verdict: OrderVerdict) =>
  judged.filter((one) => one.verdict === verdict).length;

/** How many of the paper's orders each metric confirms, contradicts and leaves open. */
export async function paperOrderCounts(
  name: string,
  runs: readonly RivalRun[],
  keys: readonly (keyof CategoryMetrics)[],
): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (const key of keys) {
    const orders = await paperOrders(runs, key);
    const counts = (['confirmed', 'contradicted', 'undecided'] as const).map((verdict) => count(orders, verdict));
    rows.push([titleOfMetric(key), ...counts, orders.divided.length]);
  }
  return table({
    ...{ name, rows },
    columns: ['metric', 'confirmed', 'contradicted', 'undecided', 'data sets of the paper disagree'],
    caption:
      "The paper's orders of two methods (Table 1), where it ranks them alike on all its data sets: paired by seed here, Holm over all pairs of the paper's methods, 5%.",
  });
}

/** Each order of the paper by one metric, with the paper's lead and ours with its interval; decided ones first. */
export async function paperOrderTable(
  name: string,
  runs: readonly RivalRun[],
  key: keyof CategoryMetrics,
): Promise<Table> {
  const { judged } = await paperOrders(runs, key);
  const places: { [verdict in OrderVerdict]: number } = { contradicted: 0, confirmed: 1, undecided: 2 };
  const rows = [...judged]
    .sort((a, b) => places[a.verdict] - places[b.verdict] || a.p - b.p)
    .map(({ ahead, behind, leads, difference, p, verdict }) => {
      const points = leads.map((lead) => lead.points);
      return [
        `${ahead} before ${behind}`,
        `${Math.min(...points).toFixed(1)} to ${Math.max(...points).toFixed(1)}`,
        signedInterval(difference, 1, 100),
        p,
        verdict,
      ];
    });
  return table({
    ...{ name, rows, digits: { p: 3 } },
    columns: ["the paper's order", 'its lead, points', 'here, points', 'p', 'verdict'],
    caption: `Orders of the paper's Table 1 by ${titleOfMetric(key)}: least and greatest lead over its data sets; here the mean over seeds with the 95% t interval of each row by itself, and p after Holm's correction over all pairs of the paper's methods.`,
  });
}
