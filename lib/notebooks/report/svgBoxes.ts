/**
 * Sizes of SVG elements, which a document without a browser does not know. Only text takes space here: that is all plotly
 * asks for (margins, legends, titles).
 */
import { measureText } from './measureText';

// biome-ignore lint/suspicious/noExplicitAny: jsdom's window and elements, whose types would need the DOM library
type Any = any;

/** [a, b, c, d, e, f] of SVG: x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = [number, number, number, number, number, number];
type Point = [number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
/** Height above and below the baseline of DejaVu Sans, in units of the font size. */
const ASCENT = 0.93;
const DESCENT = 0.24;
/** Distance of the lines that plotly makes of `<br>`, in units of the font size. */
const LINE_HEIGHT = 1.3;

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

const apply = (m: Matrix, [x, y]: Point): Point => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];

function transformOf(element: Any): Matrix {
  let matrix = IDENTITY;
  for (const [, kind, list] of (element.getAttribute?.('transform') ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    const v = list
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    if (kind === 'translate') matrix = multiply(matrix, [1, 0, 0, 1, v[0], v[1] ?? 0]);
    else if (kind === 'scale') matrix = multiply(matrix, [v[0], 0, 0, v[1] ?? v[0], 0, 0]);
    else if (kind === 'matrix') matrix = multiply(matrix, v as Matrix);
    else if (kind === 'rotate') {
      const [cos, sin] = [Math.cos((v[0] * Math.PI) / 180), Math.sin((v[0] * Math.PI) / 180)];
      const [x, y] = [v[1] ?? 0, v[2] ?? 0];
      matrix = multiply(matrix, [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]);
    }
  }
  return matrix;
}

/** A property set on the element or on the nearest element around it. */
function inherited(element: Any, property: string, attribute: string): string {
  for (let node = element; node?.style; node = node.parentNode) {
    const value = node.style[property] || node.getAttribute(attribute);
    if (value) return value;
  }
  return '';
}

/** Width in pixels of the text of an element, on one line. */
export function textWidth(element: Any): number {
  const size = parseFloat(inherited(element, 'fontSize', 'font-size')) || 12;
  const weight = inherited(element, 'fontWeight', 'font-weight');
  return measureText(element.textContent ?? '', size, weight === 'bold' || Number(weight) >= 600).width;
}

/** The corners of a text element in its own coordinates. */
function textCorners(element: Any): Point[] {
  const size = parseFloat(inherited(element, 'fontSize', 'font-size')) || 12;
  const anchor = inherited(element, 'textAnchor', 'text-anchor');
  const lines = [...element.querySelectorAll('tspan.line')];
  const width = Math.max(...(lines.length ? lines : [element]).map(textWidth));
  if (width === 0) return [];
  const left =
    Number(element.getAttribute('x') ?? 0) - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0);
  const top = Number(element.getAttribute('y') ?? 0) - ASCENT * size;
  const bottom = top + (ASCENT + DESCENT + LINE_HEIGHT * Math.max(0, lines.length - 1)) * size;
  return [
    [left, top],
    [left + width, top],
    [left, bottom],
    [left + width, bottom],
  ];
}

function corners(element: Any, matrix: Matrix): Point[] {
  const name = String(element.tagName).toLowerCase();
  if (element.style?.display === 'none' || name === 'defs') return [];
  if (name === 'text') return textCorners(element).map((p) => apply(matrix, p));
  if (name === 'rect' && element.getAttribute('width')) {
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((a) => Number(element.getAttribute(a) ?? 0));
    return (
      [
        [x, y],
        [x + w, y + h],
      ] as Point[]
    ).map((p) => apply(matrix, p));
  }
  return [...(element.children ?? [])].flatMap((child) => corners(child, multiply(matrix, transformOf(child))));
}

function box(points: Point[]): {
  x: number;
  y: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  width: number;
  height: number;
} {
  const xs = points.length ? points.map((p) => p[0]) : [0];
  const ys = points.length ? points.map((p) => p[1]) : [0];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}

/** The corners of a path; a curve counts as the line between its ends. plotly asks for the paths of arrows and contours. */
function pathPoints(element: Any): Point[] {
  const points: Point[] = [];
  let at: Point = [0, 0];
  for (const [, letter, list] of (element.getAttribute('d') ?? '').matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = (list.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    const command = letter.toUpperCase();
    const origin: Point = letter === command ? [0, 0] : at;
    if (command === 'Z' && points.length) points.push(points[0]);
    else if (command === 'H') points.push([origin[0] + numbers[0], at[1]]);
    else if (command === 'V') points.push([at[0], origin[1] + numbers[0]]);
    else if (command === 'M' || command === 'L') {
      for (let i = 0; i + 1 < numbers.length; i += 2) points.push([origin[0] + numbers[i], origin[1] + numbers[i + 1]]);
    } else {
      const [x, y] = numbers.slice(-2);
      if (y !== undefined) points.push([origin[0] + x, origin[1] + y]);
    }
    at = points.at(-1) ?? at;
  }
  return points.length ? points : [[0, 0]];
}

const pathLength = (points: Point[]): number =>
  points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p[0] - points[i][0], p[1] - points[i][1]), 0);

function pointAlong(points: Point[], distance: number): Point {
  let left = Math.max(0, distance);
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (left <= length && length > 0)
      return [a[0] + ((b[0] - a[0]) * left) / length, a[1] + ((b[1] - a[1]) * left) / length];
    left -= length;
  }
  return points[points.length - 1];
}

/** Gives the SVG elements of a window `getBBox`, `getBoundingClientRect` and their relatives. */
export function addSvgBoxes(window: Any): void {
  const svg = window.SVGElement.prototype;
  svg.getBBox = function () {
    return box(corners(this, IDENTITY));
  };
  svg.getBoundingClientRect = function () {
    let matrix = IDENTITY;
    for (let node = this; node instanceof window.SVGElement; node = node.parentNode)
      matrix = multiply(transformOf(node), matrix);
    return box(corners(this, matrix));
  };
  svg.getComputedTextLength = function () {
    return textWidth(this);
  };
  svg.getTotalLength = function () {
    return pathLength(pathPoints(this));
  };
  svg.getPointAtLength = function (distance: number) {
    const [x, y] = pointAlong(pathPoints(this), distance);
    return { x, y };
  };
  svg.getScreenCTM = () => null;
  svg.getCTM = () => null;
}
