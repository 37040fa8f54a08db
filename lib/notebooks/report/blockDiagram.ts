/** Boxes on a grid, joined by arrows, as SVG text: the same text for the same input. */
import { OptionError } from 'borad/base';
import { escapeMarkup } from './escapeMarkup';
import { measureText } from './measureText';

/** How a kind of box or arrow looks; distinguished by line and fill, so that it reads in greyscale. */
export interface DiagramStyle {
  /** In the legend. */
  label: string;
  stroke: string;
  fill: string;
  dashed?: boolean;
}

export interface DiagramBox {
  id: string;
  column: number;
  row: number;
  /** Bold. */
  title: string;
  lines: string[];
  /** A key of the diagram's styles. */
  style: string;
}

/** A place on a box's edge: the side, and how far along it (0 to 1, from left or top). */
export interface DiagramPort {
  box: string;
  side: 'left' | 'right' | 'top' | 'bottom';
  at?: number;
}

/**
 * An arrow with at most two right angles. From right to left side it turns in the gap before the target's column; from top
 * or bottom to a side it turns once; from bottom to bottom it runs below both boxes.
 */
export interface DiagramArrow {
  from: DiagramPort;
  to: DiagramPort;
  style: string;
  /** Where in the gap between columns the arrow turns, 0 to 1. Default 0.5. */
  turn?: number;
}

export interface BlockDiagramOptions {
  styles: Record<string, DiagramStyle>;
  boxes: DiagramBox[];
  arrows: DiagramArrow[];
}

export interface BlockDiagram {
  svg: string;
  width: number;
  height: number;
}

const PADDING = 10;
const COLUMN_GAP = 40;
const ROW_GAP = 26;
const MARGIN = 14;
const TITLE = 14;
const BODY = 12;
const LINE = 17;
const LEGEND = 44;

interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

const text = (x: number, y: number, content: string, size: number, more = ''): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="#1f2328" ${more}>${escapeMarkup(content)}</text>`;

/** Starts of columns or rows, and the end of the last, from their sizes. */
function offsets(sizes: number[], gap: number): number[] {
  const starts: number[] = [MARGIN];
  for (const size of sizes) starts.push(starts[starts.length - 1] + size + gap);
  return starts;
}

function layout(boxes: DiagramBox[]): { rects: Map<string, Rect>; width: number; height: number } {
  const columns = Math.max(...boxes.map(({ column }) => column)) + 1;
  const rows = Math.max(...boxes.map(({ row }) => row)) + 1;
  const widths = Array.from({ length: columns }, () => 0);
  const heights = Array.from({ length: rows }, () => 0);
  for (const { column, row, title, lines } of boxes) {
    const width = Math.max(
      measureText(title, TITLE, true).width,
      ...lines.map((line) => measureText(line, BODY).width),
    );
    widths[column] = Math.max(widths[column], Math.ceil(width) + 2 * PADDING);
    heights[row] = Math.max(heights[row], (1 + lines.length) * LINE + 2 * PADDING - 2);
  }
  const left = offsets(widths, COLUMN_GAP);
  const top = offsets(heights, ROW_GAP);
  const rects = new Map(
    boxes.map(({ id, column, row }) => [
      id,
      { x: left[column], y: top[row], width: widths[column], height: heights[row] },
    ]),
  );
  return { rects, width: left[columns] - COLUMN_GAP + MARGIN, height: top[rows] - ROW_GAP + MARGIN };
}

function portPoint(port: DiagramPort, rects: Map<string, Rect>): [number, number] {
  const rect = rects.get(port.box);
  if (!rect) throw new OptionError(`blockDiagram: an arrow names the box "${port.box}", which is not there.`);
  const { side, at = 0.5 } = port;
  if (side === 'left' || side === 'right') {
    return [rect.x + (side === 'right' ? rect.width : 0), rect.y + at * rect.height];
  }
  return [rect.x + at * rect.width, rect.y + (side === 'bottom' ? rect.height : 0)];
}

const isLevel = ({ side }: DiagramPort): boolean => side === 'left' || side === 'right';

function arrowPath({ from, to, turn = 0.5 }: DiagramArrow, rects: Map<string, Rect>): string {
  const [x1, y1] = portPoint(from, rects);
  const [x2, y2] = portPoint(to, rects);
  if (isLevel(from) && isLevel(to)) {
    const x = x2 - COLUMN_GAP * (1 - turn);
    return y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}H${x}V${y2}H${x2}`;
  }
  if (isLevel(from)) return `M${x1} ${y1}H${x2}V${y2}`;
  if (isLevel(to)) return `M${x1} ${y1}V${y2}H${x2}`;
  if (x1 === x2) return `M${x1} ${y1}V${y2}`;
  // Two equal sides are joined around the outside, by a line beyond both.
  const beyond = from.side === 'bottom' ? Math.max(y1, y2) + ROW_GAP / 2 : Math.min(y1, y2) - ROW_GAP / 2;
  return `M${x1} ${y1}V${from.side === to.side ? beyond : (y1 + y2) / 2}H${x2}V${y2}`;
}

/**
 * Draws boxes, arrows and a legend of the styles. Columns are as wide as their widest text, rows as high as their fullest
 * box.
 *
 * @throws {OptionError} no box, a style or box that is not there, or two boxes of one name or place.
 */
export function blockDiagram({ styles, boxes, arrows }: BlockDiagramOptions): BlockDiagram {
  if (boxes.length === 0) throw new OptionError('blockDiagram: expected at least one box, got none.');
  const twice = boxes.find((box, i) =>
    boxes.slice(0, i).some((other) => other.id === box.id || (other.row === box.row && other.column === box.column)),
  );
  if (twice) throw new OptionError(`blockDiagram: the name or place of "${twice.id}" is taken by another box.`);
  const styleOf = (name: string): DiagramStyle => {
    if (!styles[name])
      throw new OptionError(`blockDiagram: no style "${name}". Known: ${Object.keys(styles).join(', ')}.`);
    return styles[name];
  };
  const { rects, width, height } = layout(boxes);
  const names = Object.keys(styles);
  const dash = (style: DiagramStyle): string => (style.dashed ? ' stroke-dasharray="6 4"' : '');
  const heads = names.map(
    (name, i) =>
      `<marker id="head-${i}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="${styles[name].stroke}"/></marker>`,
  );
  const lines = arrows.map((arrow) => {
    const style = styleOf(arrow.style);
    return `<path d="${arrowPath(arrow, rects)}" fill="none" stroke="${style.stroke}" stroke-width="1.6"${dash(style)} marker-end="url(#head-${names.indexOf(arrow.style)})"/>`;
  });
  const drawn = boxes.map((box) => {
    const style = styleOf(box.style);
    const { x, y, width: w, height: h } = rects.get(box.id) as Rect;
    const shape = `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="6" fill="${style.fill}" stroke="${style.stroke}" stroke-width="1.8"${dash(style)}/>`;
    const first = y + (h - (1 + box.lines.length) * LINE) / 2 + 13;
    const middle = x + w / 2;
    const words = [
      text(middle, first, box.title, TITLE, 'font-weight="700" text-anchor="middle"'),
      ...box.lines.map((line, i) => text(middle, first + (i + 1) * LINE, line, BODY, 'text-anchor="middle"')),
    ];
    return shape + words.join('');
  });
  let at = MARGIN;
  const legend = names.map((name) => {
    const style = styles[name];
    const key = `<rect x="${at}" y="${height + 16}" width="22" height="14" rx="3" fill="${style.fill}" stroke="${style.stroke}" stroke-width="1.8"${dash(style)}/>${text(at + 30, height + 27, style.label, BODY)}`;
    at += 30 + Math.ceil(measureText(style.label, BODY).width) + 24;
    return key;
  });
  const full = { width: Math.max(Math.ceil(width), at), height: Math.ceil(height) + LEGEND };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${full.width}" height="${full.height}" viewBox="0 0 ${full.width} ${full.height}" font-family="DejaVu Sans, sans-serif"><defs>${heads.join('')}</defs><rect width="100%" height="100%" fill="#ffffff"/>${lines.join('')}${drawn.join('')}${legend.join('')}</svg>`;
  return { svg, ...full };
}
