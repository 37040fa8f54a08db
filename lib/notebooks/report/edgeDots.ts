import { ShapeError } from 'borad/base';
import type { PlotlyObject } from './figure';

export interface EdgeDotsOptions {
  /** Values along the x axis. */
  values: readonly number[];
  /** Rows that the values stand in. */
  labels: readonly string[];
  /** One colour per value. */
  colors: readonly string[];
  /** Values farther from 0 stand at this distance, as an arrow with their number, or their range and count. */
  limit: number;
}

/**
 * Dots in rows, around 0. A value beyond the limit is an arrow at the edge with its number, so that a few outliers do not flatten
 * all others. The x axis wants the range from -1.25 to 1.25 limits.
 *
 * @throws {ShapeError} values, labels and colours differ in number.
 */
export function edgeDots({ values, labels, colors, limit }: EdgeDotsOptions): PlotlyObject[] {
  if (labels.length !== values.length || colors.length !== values.length)
    throw new ShapeError(
      `edgeDots: expected a label and a colour for each of ${values.length} values, got ${labels.length} and ${colors.length}.`,
    );
  const rows = values.map((value, i) => ({ value, label: labels[i], color: colors[i] }));
  const near = rows.filter(({ value }) => Math.abs(value) <= limit);
  const far = rows.filter(({ value }) => Math.abs(value) > limit);
  const numbers = (label: string, sign: number) => {
    const own = far.filter((one) => one.label === label && Math.sign(one.value) === sign).map(({ value }) => value);
    const [least, greatest] = [Math.min(...own), Math.max(...own)].map((value) => value.toFixed(1).replace('-', '−'));
    return own.length === 1 ? least : `${least} to ${greatest} (${own.length})`;
  };
  const edges = far.filter(
    ({ label, value }, i) => far.findIndex((o) => o.label === label && Math.sign(o.value) === Math.sign(value)) === i,
  );
  const look = { mode: 'markers', showlegend: false };
  const dots = {
    ...look,
    ...{ x: near.map(({ value }) => value), y: near.map(({ label }) => label) },
    marker: { size: 8, opacity: 0.7, color: near.map(({ color }) => color) },
  };
  if (edges.length === 0) return [dots];
  return [
    dots,
    {
      ...{ ...look, mode: 'markers+text' },
      ...{ x: edges.map(({ value }) => 1.1 * Math.sign(value) * limit), y: edges.map(({ label }) => label) },
      text: edges.map(({ label, value }) => numbers(label, Math.sign(value))),
      textfont: { size: 11 },
      textposition: edges.map(({ value }) => (value < 0 ? 'top right' : 'top left')),
      marker: {
        ...{ size: 10, color: edges.map(({ color }) => color) },
        symbol: edges.map(({ value }) => (value < 0 ? 'triangle-left' : 'triangle-right')),
      },
    },
  ];
}
