import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../lib/borad/base';
import {
  edgeDots,
  lineFigure,
  methodDots,
  panelFigure,
  panelLayout,
  rowAxis,
  scoreTable,
} from '../../lib/notebooks/report';

const named = { name: 'panels', title: 'Panels', alt: 'Two panels.', save: false };

describe('panelFigure', () => {
  const figure = panelFigure({
    ...{ ...named, titles: ['a', 'b'], xTitle: 'x', yTitle: 'y', legend: 'right' as const },
    draw: (p) => [{ name: 'line', y: [p] }, { y: [1] }, ...(p === 1 ? [{ name: 'later', y: [2] }] : [])],
    layout: { margin: { l: 200 }, yaxis2: { type: 'log' }, barmode: 'stack' },
  });

  it('draws in the axes of each panel and names everything once', () => {
    expect(figure.data.map(({ xaxis, y, showlegend }) => [xaxis, y, showlegend])).toEqual([
      ...[
        ['x', [0], true],
        ['x', [1], false],
      ],
      ...[
        ['x2', [1], false],
        ['x2', [1], false],
        ['x2', [2], true],
      ],
    ]);
  });

  it('adds attributes to those of the panels', () => {
    const { margin } = panelLayout({ titles: ['a', 'b'], xTitle: 'x', yTitle: 'y', legend: 'right' }).layout;
    expect(figure.layout.margin).toEqual({ ...margin, l: 200 });
    expect(figure.layout.yaxis2).toMatchObject({ type: 'log', matches: 'y' });
    expect(figure.layout.barmode).toBe('stack');
  });
});

describe('panelLayout', () => {
  it('gives rows their heights', () => {
    const { layout } = panelLayout({ titles: ['a', 'b'], columns: 1, heights: [1, 3], sharedX: false });
    const [one, three] = [layout.yaxis.domain, layout.yaxis2.domain].map(([from, to]: [number, number]) => to - from);
    expect(three / one).toBeCloseTo(3, 9);
    expect([layout.yaxis.domain[1], layout.yaxis2.domain[0]]).toEqual([1, 0]);
    expect(() => panelLayout({ titles: ['a', 'b'], columns: 1, heights: [1] })).toThrow(OptionError);
  });
});

describe('lineFigure', () => {
  it('tells lines apart by colour and dash, and needs no legend for one', () => {
    const line = { x: [1, 2], y: [3, 4] };
    const axes = { x: { title: 'step', type: 'log' }, y: 'loss' };
    const { data, layout } = lineFigure({
      ...{ ...named, ...axes },
      lines: [
        { ...line, name: 'a' },
        { ...line, name: 'b' },
      ],
    });
    expect(new Set(data.map((trace) => trace.line.color)).size).toBe(2);
    expect(data.map((trace) => trace.line.dash)).toEqual(['solid', 'dash']);
    expect(layout.xaxis).toEqual({ title: { text: 'step' }, type: 'log' });
    expect(lineFigure({ ...named, ...axes, lines: [line] }).data[0]?.showlegend).toBe(false);
  });
});

describe('edgeDots', () => {
  it('puts what is beyond the limit at the edge, with its number', () => {
    const [dots, edges] = edgeDots({
      ...{ values: [0.1, -3, -2, 5], labels: ['a', 'a', 'a', 'b'], colors: ['red', 'red', 'red', 'blue'], limit: 1 },
    });
    expect([dots?.x, dots?.y]).toEqual([[0.1], ['a']]);
    expect(edges?.text).toEqual(['−3.0 to −2.0 (2)', '5.0']);
    expect(edges?.x).toEqual([-1.1, 1.1]);
    expect(edgeDots({ values: [0], labels: ['a'], colors: ['red'], limit: 1 })).toHaveLength(1);
    expect(() => edgeDots({ values: [0], labels: [], colors: ['red'], limit: 1 })).toThrow(ShapeError);
  });
});

describe('methodDots', () => {
  it('sets methods beside each other in every row', () => {
    const interval = (_: string, row: number) => ({ mean: row, lower: row - 1, upper: row + 2 });
    const [one, other] = methodDots({ labels: ['a', 'b'], methods: ['baseline', 'BoRAD'], interval });
    expect(one?.y.map((y: number, row: number) => y + other?.y[row])).toEqual([0, 2]);
    expect([one?.error_x.array, one?.error_x.arrayminus]).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(rowAxis(['a', 'b']).range).toEqual([1.5, -0.5]);
  });
});

describe('scoreTable', () => {
  it('has a column for each metric and marks the best', () => {
    const table = (best: boolean) =>
      scoreTable({
        ...{ name: 'scores', caption: 'Scores.', heads: ['method', 'seeds'], best },
        rows: [
          [['a', 1], (key) => (key === 'mad' ? 50 : 1)],
          [['b', 2], (key) => (key === 'mad' ? 60 : 1)],
        ],
      });
    expect(table(true).columns.slice(0, 2)).toEqual(['method', 'seeds']);
    expect(table(true).csv.split('\n')[0]?.split(',')).toHaveLength(10);
    expect(table(true).html).toContain('<strong>60.0</strong>');
    expect(table(false).html).not.toContain('<strong>');
  });
});
