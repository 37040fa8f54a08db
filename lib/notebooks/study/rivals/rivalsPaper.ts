/** What stands beside our own numbers: the methods in words, the paper's Table 1, recorded runs on photographs, one pair in words. */
import { DataError, present } from 'borad/base';
import { METHODS } from 'borad/methods';
import { metricColumns } from 'borad/metrics';
import { hashesIn } from 'borad/recording';
import { paperTable, type Table, table } from '../../report';
import {
  anyConfig,
  compareVariants,
  differenceText,
  loadMethodRun,
  loadStoredRun,
  namedSpec,
  openTeacherAndData,
  projectStore,
} from '../experiments';
import { hasChosenRate, RIVAL_TITLES } from './rivals';
import type { RivalRun } from './rivalTables';

/** Columns of the paper's Table 1, in the order of `metricColumns`. */
export const PAPER_KEYS: readonly string[] = [
  'image_auroc',
  'image_ap',
  'image_f1max',
  'pixel_auroc',
  'pixel_ap',
  'pixel_f1max',
  'pixel_aupro',
  'mad',
];

/** A printed number; null where the paper has none. */
export const known = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined || value === '' || Number.isNaN(Number(value)) ? null : Number(value);

/** Methods with their papers, sizes here and at their authors' size, and what is dropped at test time. */
export async function methodsTable(name: string): Promise<Table> {
  const { teacher, dataset } = await openTeacherAndData({ variant: 'BoRAD' });
  const rows = Object.values(METHODS).map((method) => {
    const config = anyConfig(namedSpec(method.name));
    const { trained } = method.cost(method.architecture(teacher, config, dataset.categories), config);
    const { parameters } = method.paperSize();
    return [
      method.title,
      method.paper.year,
      method.phases.map((phase) => phase.name).join(', ') || 'fit',
      trained,
      parameters,
      method.dropped,
    ];
  });
  return table({
    ...{ name, rows },
    caption:
      "What is trained: values on this project's default teacher, and at the authors' size without their teacher.",
    columns: ['method', 'year', 'phases', 'trained here', "at the authors' size", 'dropped at test time'],
  });
}

/** The paper's Table 1: rows of methods that are compared here, and of the others where `all`. */
export async function paperRivals(name: string): Promise<Table> {
  const rows = await paperTable('table01_main');
  const titles = metricColumns.map(({ title }) => title);
  return table({
    name,
    caption: "The paper's Table 1, percent: other images, another teacher, the authors' numbers of steps.",
    columns: ['data set', 'method', ...titles],
    rows: rows.map((row) => [String(row.dataset), String(row.method), ...PAPER_KEYS.map((key) => known(row[key]))]),
    digits: Object.fromEntries(titles.map((title) => [title, 1])),
  });
}

/**
 * Recorded runs on photographs, which need not be on this machine: recognised by the name of their data set, the preset's steps
 * and, where trials chose a method's learning rate, that rate.
 *
 * @param folder The folder's name. @throws {DataError} a recorded run cannot be read.
 */
export function recordedPhotos(folder = 'real-mini'): RivalRun[] {
  const store = projectStore();
  const runs = [
    ...hashesIn(store.results).map((hash) => loadStoredRun(store, hash)),
    ...hashesIn(present(store.methods, 'folder of runs of methods')).map((hash) => loadMethodRun(store, hash)),
  ];
  const found = runs.flatMap((run) => run ?? []);
  if (found.length < runs.length) throw new DataError('recordedPhotos: a recorded run has gone while it was read.');
  return found
    .filter((run) => run.dataset.name === folder && run.preset === 'default' && hasChosenRate(run))
    .sort((a, b) => RIVAL_TITLES.indexOf(a.variant) - RIVAL_TITLES.indexOf(b.variant) || a.seed - b.seed);
}

/** One method minus another by seed, in a sentence; that they cannot be compared where seeds are missing. */
export function pairText(runs: readonly RivalRun[], method: string, other: string): string {
  const seeds = (name: string) => runs.filter(({ variant }) => variant === name).map(({ seed }) => seed);
  const shared = seeds(method).filter((seed) => seeds(other).includes(seed)).length;
  if (shared < 2) return `${method} and ${other} share ${shared} recorded seeds; two are needed for a comparison.`;
  const said = metricColumns.map(({ key, title }) => {
    const difference = compareVariants(runs, method, other, (run) => 100 * run.mean[key]);
    return `* ${title}: ${differenceText(difference)}${difference.verdict === 'undecided' ? ' undecided' : ''}`;
  });
  return `**${method} minus ${other}**, points, mean and 95% t interval of ${shared} seeds, each row by itself:\n\n${said.join('\n')}`;
}
