/** Pictures of categories in the plane, each category with its name beside its items. */
import { itemAt, OptionError } from 'borad/base';
import {
  categoryStyle,
  categoryTraces,
  type Figure,
  type PanelFigureOptions,
  type PlotlyObject,
  panelFigure,
} from '../report';
import { clusterLabels } from './clusterLabels';

/** A letter of the figures' font is about so wide and a line so high, in its size. */
const LETTER = 0.59;
const LINE = 1.36;

const LOOK = { showarrow: true, arrowhead: 0, arrowwidth: 0.6, arrowcolor: '#888888' };

const column = (points: ArrayLike<number>, k: number): number[] =>
  Array.from({ length: points.length / 2 }, (_, i) => itemAt(points, 2 * i + k, 'clusterFigure'));

/**
 * The figure with the names of categories beside their items, in its first panels. Ranges of these panels' axes are fixed, since
 * names are placed for a size in pixels.
 *
 * @param pictures [n, 2] for each panel, row by row, in the order of the panels. @param categories one per item.
 * @param size of the names, CSS pixels. @throws {OptionError} the figure has fewer panels.
 */
export function nameClusters(
  figure: Figure,
  pictures: readonly ArrayLike<number>[],
  categories: readonly string[],
  size = 11,
): Figure {
  const layout: PlotlyObject = { ...figure.layout, annotations: [...(figure.layout.annotations ?? [])] };
  const { width, height, margin } = layout;
  pictures.forEach((points, p) => {
    const suffix = p === 0 ? '' : String(p + 1);
    const [x, y] = [layout[`xaxis${suffix}`], layout[`yaxis${suffix}`]];
    if (!x?.domain || !y?.domain)
      throw new OptionError(`nameClusters: figure "${figure.name}" has fewer than ${pictures.length} panels.`);
    const { labels, xRange, yRange } = clusterLabels(points, categories, {
      width: Math.round((width - margin.l - margin.r) * (x.domain[1] - x.domain[0])),
      height: Math.round((height - margin.t - margin.b) * (y.domain[1] - y.domain[0])),
      ...{ letter: LETTER * size, line: LINE * size, textOf: (category: string) => categoryStyle(category).label },
    });
    layout[`xaxis${suffix}`] = { ...x, range: xRange };
    layout[`yaxis${suffix}`] = { ...y, range: yRange };
    for (const { text, x: at, y: up, ax, ay } of labels)
      layout.annotations.push({
        ...{ text, x: at, y: up, ax, ay, xref: `x${suffix}`, yref: `y${suffix}` },
        ...{ ...LOOK, font: { size } },
      });
  });
  return { ...figure, layout };
}

export interface ClusterFigureOptions extends Omit<PanelFigureOptions, 'draw'> {
  /** [n, 2] for each panel, row by row. */
  pictures: readonly ArrayLike<number>[];
  /** The category of each item, the same in all panels. */
  categories: readonly string[];
  /** Size of a point and of a name in CSS pixels. Default 7 and 11. */
  point?: number;
  letters?: number;
}

/** Pictures of the same items in the plane, coloured by category, with the names of the categories: one panel per picture. */
export function clusterFigure(options: ClusterFigureOptions): Figure {
  const { pictures, categories, point = 7, letters = 11, ...panels } = options;
  const drawn = panelFigure({
    ...{ legend: 'right', sharedX: false, sharedY: false, ...panels },
    draw: (p) => {
      const points = pictures[p] ?? [];
      return categoryTraces({ x: column(points, 0), y: column(points, 1), categories, size: point });
    },
  });
  return nameClusters(drawn, pictures, categories, letters);
}
