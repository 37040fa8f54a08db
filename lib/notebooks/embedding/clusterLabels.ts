import { itemAt, ShapeError } from 'borad/base';
import { median } from 'borad/statistics';

export interface ClusterLabelOptions {
  /** Size of the panel, CSS pixels. */
  width: number;
  height: number;
  /** The text written for a category. Default: the category. */
  textOf?: (category: string) => string;
  /** Width of a letter and height of a line, CSS pixels. Default 6.5 and 15. */
  letter?: number;
  line?: number;
}

/** Where the name of a category is written in a picture: the middle of its items, and how far the text stands off. */
export interface ClusterLabel {
  category: string;
  text: string;
  /** Medians of the coordinates: a stray item does not move them. */
  x: number;
  y: number;
  /** From there to the middle of the text, CSS pixels to the right and down. */
  ax: number;
  ay: number;
}

export interface ClusterLabels {
  labels: ClusterLabel[];
  /** Ranges of the axes that the offsets were reckoned for. */
  xRange: [number, number];
  yRange: [number, number];
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Room left free at each side of a panel, as a share of the extent. */
const PADDING = 0.14;

function rangeOf(values: number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = PADDING * Math.max(most - least, 1e-9);
  return [least - room, most + room];
}

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/**
 * Places the names of categories beside their items: of 16 directions and several distances, the nearest place that covers no
 * item and no other name; where there is none, the one that covers least.
 *
 * @param points [n, 2], row by row; y grows upwards. @param categories one per item.
 * @throws {ShapeError} lengths disagree.
 */
export function clusterLabels(
  points: ArrayLike<number>,
  categories: readonly string[],
  options: ClusterLabelOptions,
): ClusterLabels {
  const { width, height, textOf = (category) => category, letter = 6.5, line = 15 } = options;
  if (points.length !== 2 * categories.length || categories.length === 0) {
    throw new ShapeError(
      `clusterLabels: expected 2 coordinates for each of ${categories.length} items, got ${points.length} values.`,
    );
  }
  const along = (k: number): number[] => categories.map((_, i) => itemAt(points, 2 * i + k, 'clusterLabels'));
  const [x, y] = [along(0), along(1)];
  const [xRange, yRange] = [rangeOf(x), rangeOf(y)];
  const right = (value: number) => ((value - xRange[0]) / (xRange[1] - xRange[0])) * width;
  const down = (value: number) => ((yRange[1] - value) / (yRange[1] - yRange[0])) * height;
  const items = x.map((value, i): Box => {
    const [px, py] = [right(value), down(itemAt(y, i, 'clusterLabels'))];
    return { left: px - 5, right: px + 5, top: py - 5, bottom: py + 5 };
  });
  const placed: Box[] = [];
  const labels = [...new Set(categories)].map((category): ClusterLabel => {
    const own = categories.flatMap((other, i) => (other === category ? [i] : []));
    const middle = (values: number[]): number => median(own.map((i) => itemAt(values, i, 'clusterLabels')));
    const [middleX, middleY] = [middle(x), middle(y)];
    const text = textOf(category);
    const [half, rise] = [(letter * text.length) / 2, line / 2];
    let best = { ax: 0, ay: 0, cost: Number.POSITIVE_INFINITY, box: itemAt(items, 0, 'clusterLabels') };
    for (let distance = 12; distance <= 100; distance += 8) {
      for (let step = 0; step < 16; step++) {
        const angle = (step * Math.PI) / 8;
        const ax = Math.cos(angle) * (distance + half);
        const ay = Math.sin(angle) * (distance + rise);
        const [px, py] = [right(middleX) + ax, down(middleY) + ay];
        const box = { left: px - half, right: px + half, top: py - rise, bottom: py + rise };
        const outside = Math.max(0, -box.left, box.right - width, -box.top, box.bottom - height);
        const covered = [...items, ...placed].reduce((sum, other) => sum + overlap(box, other), 0);
        const cost = distance + covered + 20 * outside;
        if (cost < best.cost) best = { ax, ay, cost, box };
      }
    }
    placed.push(best.box);
    return { category, text, x: middleX, y: middleY, ax: best.ax, ay: best.ay };
  });
  return { labels, xRange, yRange };
}
