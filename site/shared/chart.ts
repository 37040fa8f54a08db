/** Two axes with round ticks in a box of the page, drawn anew when its width changes. */
import { niceTicks } from 'borad-notebooks/report';
import { svg } from './svg';

export interface Axis {
  min: number;
  max: number;
  title: string;
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

function axes(xAxis: Axis, yAxis: Axis, { x, y, field }: Chart): SVGElement[] {
  const { left, right, top, bottom } = field;
  const across = niceTicks(xAxis.min, xAxis.max, Math.max(4, (right - left) / TICK_PIXELS)).flatMap((value) => [
    svg('line', { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 5, class: 'axis' }),
    svg('text', { x: x(value), y: bottom + 19, 'text-anchor': 'middle' }, tickText(value)),
  ]);
  const up = niceTicks(yAxis.min, yAxis.max, 4).flatMap((value) => [
    svg('line', { x1: left, x2: right, y1: y(value), y2: y(value), class: 'grid' }),
    svg('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, tickText(value)),
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

/**
 * Draws a chart into a box, in place of what was there.
 *
 * @param alt What it shows, for readers who cannot see it. @param marks What stands on the axes.
 */
export function drawChart(
  box: HTMLElement,
  { x: xAxis, y: yAxis, alt, height = 260 }: { x: Axis; y: Axis; alt: string; height?: number },
  marks: (chart: Chart) => SVGElement[],
): Chart {
  const width = Math.max(240, box.clientWidth);
  const field = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
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
