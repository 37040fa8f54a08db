/** Which reference vectors passed, by method or room and by backend: as it is stored, and as a table. */
import type { TableCells } from '../../lib/borad/display';
import { GROUPS } from './groups';
import type { Comparison } from './oracle';

/** `none`: cases that compute without tensors. */
export const RUNS_ON: readonly string[] = ['wasm', 'cpu', 'compiled', 'none'];

export interface VectorsRow {
  /** A method or a room. */
  group: string;
  backend: string;
  cases: number;
  /** Cases in which every comparison kept to its tolerance. */
  passed: number;
  /** Tensors and numbers that were compared. */
  comparisons: number;
  /** The largest deviation as a share of its tolerance; of comparisons that allow none, the deviation itself. */
  largest: number;
}

export interface VectorsTable {
  /** Folder of the vectors, from the top of the project. */
  vectors: string;
  rows: VectorsRow[];
}

export const keepsTo = ({ deviation, tolerance }: Comparison): boolean => deviation <= tolerance;

/** The largest deviation as a share of its tolerance; NaN where a deviation is. */
export const largestShare = (comparisons: readonly Comparison[]): number =>
  Math.max(0, ...comparisons.map(({ deviation, tolerance }) => (tolerance > 0 ? deviation / tolerance : deviation)));

/** Adds one case to the row of its group and backend. */
export function addCase(rows: VectorsRow[], group: string, backend: string, comparisons: readonly Comparison[]): void {
  let row = rows.find((one) => one.group === group && one.backend === backend);
  if (!row) {
    row = { group, backend, cases: 0, passed: 0, comparisons: 0, largest: 0 };
    rows.push(row);
  }
  row.cases++;
  if (comparisons.length > 0 && comparisons.every(keepsTo)) row.passed++;
  row.comparisons += comparisons.length;
  row.largest = Math.max(row.largest, largestShare(comparisons));
}

/** Rows in the order of tables. */
export function sortedRows(rows: readonly VectorsRow[]): VectorsRow[] {
  const place = ({ group, backend }: VectorsRow) => [
    GROUPS.findIndex(({ name }) => name === group),
    RUNS_ON.indexOf(backend),
  ];
  return [...rows].sort((a, b) => {
    const [[groupA = 0, backendA = 0], [groupB = 0, backendB = 0]] = [place(a), place(b)];
    return groupA - groupB || backendA - backendB;
  });
}

/** One line per group: comparisons of all backends; on each, cases passed of those there are and the largest share of a tolerance. */
export function vectorCells({ rows }: VectorsTable): TableCells {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return {
    columns: ['method or room', 'comparisons', ...RUNS_ON.map((name) => (name === 'none' ? 'no tensors' : name))],
    rows: groups.map((group) => {
      const own = rows.filter((row) => row.group === group);
      const onEach = RUNS_ON.map((backend) => {
        const row = own.find((one) => one.backend === backend);
        return row ? `${row.passed} of ${row.cases}, ${(100 * row.largest).toFixed(1)}%` : '–';
      });
      return [group, String(own.reduce((sum, row) => sum + row.comparisons, 0)), ...onEach];
    }),
  };
}
