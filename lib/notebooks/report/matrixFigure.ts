import { type Figure, type FigureOptions, figure } from './figure';
import { type MatrixOptions, matrixAxis, matrixTrace } from './matrixTrace';

export interface MatrixFigureOptions
  extends Pick<FigureOptions, 'name' | 'title' | 'alt' | 'save'>,
    Omit<MatrixOptions, 'x' | 'y' | 'axes' | 'bar'> {
  /** Names of the rows, which are those of the columns. */
  names: readonly string[];
  xTitle: string;
  yTitle: string;
}

/**
 * A square matrix of names against themselves, as a heat map with its numbers in the cells and the first row at the top.
 *
 * @throws {ShapeError} z has another number of rows or columns than there are names.
 * @throws {OptionError} as `figure` does: a name, title, text alternative or axis title is missing.
 */
export function matrixFigure(options: MatrixFigureOptions): Figure {
  const { name, title, alt, save, names, xTitle, yTitle, ...matrix } = options;
  return figure({
    ...{ name, title, alt, save },
    data: [matrixTrace({ ...matrix, x: names, y: names })],
    layout: {
      ...{ width: 760, height: 620, margin: { l: 120, b: 120 } },
      xaxis: { title: { text: xTitle }, tickangle: -45, ticks: '' },
      yaxis: { ...matrixAxis, title: { text: yTitle } },
    },
  });
}
