/** Small figures of single mechanisms: picks among points, a mask of attention, scores of places. */
import { okabeIto } from 'borad/display';
import { type Figure, figure } from './figure';
import { panelLayout } from './panelLayout';

/** Points in the plane, [n, 2] row by row, and those that were taken, in their order. */
export function coresetFigure(name: string, points: ArrayLike<number>, order: ArrayLike<number>): Figure {
  const all = Array.from({ length: points.length / 2 }, (_, i) => i);
  const at = (rows: readonly number[]) => ({
    x: rows.map((i) => points[2 * i]),
    y: rows.map((i) => points[2 * i + 1]),
  });
  const taken = Array.from(order);
  return figure({
    name,
    title: 'A greedy coreset: always the point farthest from what was taken',
    alt: `${all.length} points in two clouds, ${taken.length} of them taken, spread over both clouds by distance, not by density.`,
    data: [
      { ...at(all), name: 'points', mode: 'markers', marker: { size: 3, color: '#b0b7c0' } },
      {
        ...{ ...at(taken), name: 'taken, in this order', mode: 'markers+text', text: taken.map((_, i) => `${i + 1}`) },
        ...{ textposition: 'top center', marker: { size: 9, color: okabeIto.vermilion, symbol: 'diamond' } },
      },
    ],
    layout: {
      width: 720,
      height: 420,
      xaxis: { title: { text: 'first feature' } },
      yaxis: { title: { text: 'second feature' } },
    },
  });
}

/** Which places of a square grid are hidden (1); by default from the place in the middle. */
export function maskFigure(
  name: string,
  hidden: readonly number[],
  side: number,
  title = 'What attention hides from the place in the middle',
): Figure {
  const rows = Array.from({ length: side }, (_, row) => hidden.slice(row * side, (row + 1) * side));
  const count = hidden.filter((one) => one > 0).length;
  return figure({
    name,
    title,
    alt: `${title}: ${count} of the ${side} by ${side} places of a grid.`,
    data: [
      {
        type: 'heatmap',
        z: rows,
        colorscale: [
          [0, '#eaf3fa'],
          [1, okabeIto.blue],
        ],
        showscale: false,
        xgap: 1,
        ygap: 1,
      },
    ],
    layout: {
      ...{ width: 420, height: 420, xaxis: { title: { text: 'column' }, constrain: 'domain' } },
      yaxis: { title: { text: 'row' }, autorange: 'reversed', scaleanchor: 'x' },
    },
  });
}

/** In which order paths visit the places of a square grid: a panel per path, by its title. */
export function pathFigure(name: string, paths: { [title: string]: readonly number[] }, side: number): Figure {
  const titles = Object.keys(paths);
  const panels = panelLayout({
    ...{ titles, xTitle: 'column', yTitle: titles.map(() => 'row') },
    ...{ sharedY: true, y: { autorange: 'reversed' }, width: 340 * titles.length, height: 380 },
  });
  return figure({
    name,
    title: 'The order in which a state-space block visits a map',
    alt: `Lines through a grid of ${side} by ${side} places in the order in which they are visited: ${titles.join(', ')}.`,
    data: titles.map((title, p) => ({
      ...{ x: paths[title].map((i) => i % side), y: paths[title].map((i) => Math.floor(i / side)) },
      ...{ mode: 'lines+markers', showlegend: false, ...panels.axes[p] },
      ...{ line: { color: okabeIto.blue, width: 1.5 }, marker: { size: 4, color: okabeIto.blue } },
    })),
    layout: panels.layout,
  });
}

/** Histograms of scores of places by kind. */
export function scoresFigure(
  name: string,
  kinds: { [kind: string]: readonly number[] },
  title = 'What the discriminator says, the greater the more anomalous',
): Figure {
  const names = Object.keys(kinds);
  const colours = [okabeIto.blue, okabeIto.orange, okabeIto.vermilion];
  return figure({
    name,
    title,
    alt: `Histograms of scores: ${names.join(', ')}.`,
    data: names.map((kind, i) => ({
      ...{ type: 'histogram', name: kind, x: [...kinds[kind]], histnorm: 'probability', nbinsx: 60 },
      ...{ opacity: 0.6, marker: { color: colours[i % colours.length] } },
    })),
    layout: {
      ...{ barmode: 'overlay', width: 720, height: 380, xaxis: { title: { text: 'score of a place' } } },
      yaxis: { title: { text: 'share of places' } },
    },
  });
}
