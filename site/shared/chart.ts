/** Two axes with round ticks in a box of the page, drawn anew when its width changes. */
import { niceTicks } from 'borad-notebooks/report';
import { svg } from './svg';

export interface Axis {
  min: number;
  max: number;
  title: string;
  /** Where a name stands instead of a round number. */
  ticks?: { at: number; text: string }[];
}

/** Where values lie in the drawing, pixels. */
export interface Chart {
  x: (value: number) => number;
  y: (value: number) => number;
  /** The value at a place from the left, pixels. */
  valueAt: (place: number) => number;
  /** Top and bottom, left and right of the field between the axes. */
  field: { left: number; right: number; top: number; bottom: number };
}

const MARGIN = { left: 52, right: 12, top: 12, bottom: 44 };
const TICK_PIXELS = 80;

const tickText = (value: number) => `${Number(value.toPrecision(6))}`;

const ticksOf = ({ min, max, ticks }: Axis, count: number) =>
  ticks ?? niceTicks(min, max, count).map((at) => ({ at, text: tickText(at) }));

function axes(xAxis: Axis, yAxis: Axis, { x, y, field }: Chart): SVGElement[] {
  const { left, right, top, bottom } = field;
  const across = ticksOf(xAxis, Math.max(4, (right - left) / TICK_PIXELS)).flatMap(({ at, text }) => [
    svg('line', { x1: x(at), x2: x(at), y1: bottom, y2: bottom + 5, class: 'axis' }),
    svg('text', { x: x(at), y: bottom + 19, 'text-anchor': 'middle' }, text),
  ]);
  const up = ticksOf(yAxis, 4).flatMap(({ at, text }) => [
    svg('line', { x1: left, x2: right, y1: y(at), y2: y(at), class: 'grid' }),
    svg('text', { x: left - 6, y: y(at) + 4, 'text-anchor': 'end' }, text),
  ]);
  const middle = (top + bottom) / 2;
  return [
    ...up,
    ...across,
    svg('line', { x1: left, x2: right, y1: bottom, y2: bottom, class: 'axis' }),
    svg('text', { x: (left + right) / 2, y: bottom + 38, 'text-anchor': 'middle' }, xAxis.title),
    svg('text', { x: 12, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 12 ${middle})` }, yAxis.title),
  ];
}

export interface ChartOptions {
  x: Axis;
  y: Axis;
  /** What it shows, for readers who cannot see it. */
  alt: string;
  /** Pixels. */
  height?: number;
  /** Pixels above the field. */
  top?: number;
}

/**
 * Draws a chart into a box, in place of what was there.
 *
 * @param marks What stands on the axes.
 */
export function drawChart(
  box: HTMLElement,
  { x: xAxis, y: yAxis, alt, height = 260, top = MARGIN.top }: ChartOptions,
  marks: (chart: Chart) => SVGElement[],
): Chart {
  const width = Math.max(240, box.clientWidth);
  const field = { left: MARGIN.left, right: width - MARGIN.right, top, bottom: height - MARGIN.bottom };
  const across = (field.right - field.left) / (xAxis.max - xAxis.min);
  const up = (field.bottom - field.top) / (yAxis.max - yAxis.min);
  const chart: Chart = {
    x: (value) => field.left + across * (value - xAxis.min),
    y: (value) => field.bottom - up * (value - yAxis.min),
    valueAt: (place) => xAxis.min + (place - field.left) / across,
    field,
  };
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': alt }, [
    ...axes(xAxis, yAxis, chart),
    ...marks(chart),
  ]);
  box.replaceChildren(drawing);
  return chart;
}

/** Calls `draw` now and whenever the box gets another width. */
export function whenResized(box: HTMLElement, draw: () => void): void {
  let width = box.clientWidth;
  draw();
  new ResizeObserver(() => {
    if (box.clientWidth === width) return;
    width = box.clientWidth;
    draw();
  }).observe(box);
}
