import { describe, expect, it } from 'vitest';
import { DataError, NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import {
  bandTraces,
  categoryTraces,
  curveTrace,
  figure,
  histogramTraces,
  intervalBars,
  matrixTrace,
  panelLayout,
} from '../../lib/notebooks/report';

describe('bandTraces', () => {
  const options = {
    name: 'm',
    x: [0, 1, 2],
    curves: [
      [1, 2, 3],
      [3, 4, 5],
    ],
    color: '#000000',
  };

  it('goes around the band and through its middle', () => {
    const [band, line] = bandTraces({ ...options, interval: 'range', axes: { xaxis: 'x2', yaxis: 'y2' } });
    expect(band.x).toEqual([0, 1, 2, 2, 1, 0]);
    expect(band.y).toEqual([3, 4, 5, 3, 2, 1]);
    expect(line.y).toEqual([2, 3, 4]);
    expect([band.showlegend, line.showlegend, band.xaxis, line.yaxis]).toEqual([false, true, 'x2', 'y2']);
  });

  it('thins with both ends, smooths each curve, and has no band for one', () => {
    const x = Array.from({ length: 1001 }, (_, i) => i);
    const [line] = bandTraces({ ...options, x, curves: [x.map((v) => v % 2)], points: 11, smooth: 101 });
    expect(line.x).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    for (const y of line.y.slice(1, -1)) expect(Math.abs(y - 0.5)).toBeLessThan(0.01);
    expect(line.y[0]).toBe(0);
  });

  it('refuses curves of another length', () => {
    expect(() => bandTraces({ ...options, x: [1] })).toThrow(ShapeError);
    expect(() => bandTraces({ ...options, smooth: 0 })).toThrow(OptionError);
  });
});

describe('categoryTraces', () => {
  it('is one trace per category', () => {
    const traces = categoryTraces({ x: [1, 2, 3], y: [4, 5, 6], categories: ['wood', 'nylon_nut', 'wood'] });
    expect(traces.map(({ name, x, y }) => [name, x, y])).toEqual([
      ['nylon nut', [2], [5]],
      ['wood', [1, 3], [4, 6]],
    ]);
    expect(() => categoryTraces({ x: [1], y: [1, 2], categories: ['a', 'b'] })).toThrow(ShapeError);
  });
});

describe('histogramTraces', () => {
  const group = (values: number[]) => ({ name: 'g', values, color: '#000000' });

  it('counts every value once, those beyond the range at its ends', () => {
    const [trace] = histogramTraces({
      groups: [group([-9, 0.1, 0.2, 0.9, 1, 9])],
      bins: 2,
      range: [0, 1],
      height: 'count',
    });
    expect(trace.y).toEqual([0, 3, 3, 3, 0]);
    expect(trace.x).toEqual([0, 0, 0.5, 1, 1]);
    const [a, b] = histogramTraces({ groups: [group([1, 2, 3]), group([3, 3])], bins: 2 });
    expect(a.y.slice(1, 3)).toEqual([1 / 3, 2 / 3]);
    expect(b.y.slice(1, 3)).toEqual([0, 1]);
  });

  it('leaves out what is not known, and says how much that is', () => {
    const [part, none] = histogramTraces({
      groups: [group([0, Number.NaN, 1, 1]), { ...group([Number.NaN]), name: 'n' }],
      bins: 2,
    });
    expect([part.name, none.name]).toEqual(['g (1 of 4 unknown)', 'n (no values)']);
    expect(part.y.slice(1, 3)).toEqual([1 / 3, 2 / 3]);
    expect([none.x, none.y]).toEqual([[], []]);
    const [empty] = histogramTraces({ groups: [group([]), group([1])] });
    expect(empty.name).toBe('g (no values)');
  });

  it('refuses groups without values and values that are none', () => {
    expect(() => histogramTraces({ groups: [group([])] })).toThrow(DataError);
    expect(() => histogramTraces({ groups: [group([1, Number.POSITIVE_INFINITY])] })).toThrow(NumericError);
    expect(() => histogramTraces({ groups: [group([Number.NaN])] })).toThrow(NumericError);
    expect(() => histogramTraces({ groups: [group([1])], range: [1, 1] })).toThrow(OptionError);
  });
});

describe('matrixTrace', () => {
  it('prints the numbers it colours, over a stated range', () => {
    const trace = matrixTrace({ z: [[1, null]], x: ['a', 'b'], y: ['r'], label: 'cosine', digits: 1, min: 0, max: 1 });
    expect([trace.texttemplate, trace.zmin, trace.zmax, trace.zauto]).toEqual(['%{z:.1f}', 0, 1, false]);
    expect(matrixTrace({ z: [[1]], x: ['a'], y: ['r'], label: 'c', digits: null })).not.toHaveProperty('texttemplate');
    expect(() => matrixTrace({ z: [[1]], x: ['a', 'b'], y: ['r'], label: 'c' })).toThrow(/row "r" has 1 values/);
  });
});

describe('curveTrace', () => {
  it('stays within its tolerance with a handful of points', () => {
    const x = Array.from({ length: 20001 }, (_, i) => i / 20000);
    const y = x.map((v) => v ** 0.1);
    const trace = curveTrace({ name: 'ROC', x, y, color: '#000000', tolerance: 1e-3 });
    expect(trace.x.length).toBeLessThan(60);
    expect([trace.x[0], trace.x.at(-1)]).toEqual([0, 1]);
    let k = 0;
    for (let i = 0; i < x.length; i++) {
      while (k + 2 < trace.x.length && trace.x[k + 1] < x[i]) k++;
      const [dx, dy] = [trace.x[k + 1] - trace.x[k], trace.y[k + 1] - trace.y[k]];
      const distance = Math.abs(dx * (y[i] - trace.y[k]) - dy * (x[i] - trace.x[k])) / Math.hypot(dx, dy);
      expect(distance).toBeLessThan(1.001e-3);
    }
    expect(() => curveTrace({ name: 'c', x: [], y: [], color: '#000000' })).toThrow(ShapeError);
  });

  it('breaks where a point is not known', () => {
    const y = [0, 1, 2, Number.NaN, Number.NaN, 2, 1, 0, Number.NaN];
    const trace = curveTrace({ name: 'c', x: y.map((_, i) => i), y, color: '#000000' });
    expect(trace.x).toEqual([0, 2, null, 5, 7]);
    expect(trace.y).toEqual([0, 2, null, 2, 0]);
    const unknown = curveTrace({ name: 'c', x: [0, 1], y: [Number.NaN, Number.NaN], color: '#000000' });
    expect([unknown.x, unknown.y]).toEqual([[], []]);
  });
});

describe('intervalBars', () => {
  it('has whiskers of different length to either side', () => {
    const intervals = [{ mean: 1, lower: 0.5, upper: 3 }];
    const trace = intervalBars({ labels: ['a'], intervals, color: '#000000', horizontal: true });
    expect([trace.x, trace.error_x.array, trace.error_x.arrayminus]).toEqual([[1], [2], [0.5]]);
    expect(() => intervalBars({ labels: ['a', 'b'], intervals, color: '#000000' })).toThrow(ShapeError);
  });
});

describe('panelLayout', () => {
  const { layout, axes } = panelLayout({
    titles: ['a', 'b', 'c'],
    columns: 2,
    xTitle: 'step',
    yTitle: ['p', 'q', 'r'],
    sharedY: false,
  });

  it('keeps panels apart and numbers the lowest of each column', () => {
    expect(axes.map(({ xaxis }) => xaxis)).toEqual(['x', 'x2', 'x3']);
    expect(layout.xaxis.domain[1]).toBeLessThan(layout.xaxis2.domain[0]);
    expect(layout.yaxis3.domain[1]).toBeLessThan(layout.yaxis.domain[0]);
    expect([layout.xaxis.showticklabels, layout.xaxis2.showticklabels, layout.xaxis3.showticklabels]).toEqual([
      false,
      undefined,
      undefined,
    ]);
    expect(layout.yaxis2.title.text).toBe('q');
    expect(layout.xaxis3.matches).toBe('x');
    expect(layout.yaxis3.matches).toBeUndefined();
  });

  it('satisfies a figure, which misses titles that nobody gave', () => {
    const data = axes.map((a) => ({ x: [1], y: [1], ...a }));
    const make = (more: object) =>
      figure({ name: 'panels', title: 'Panels', alt: 'Three panels.', data, layout: { ...layout, ...more } });
    expect(() => make({})).not.toThrow();
    expect(() => make({ annotations: [] })).toThrow(/no title on xaxis2, xaxis3/);
    expect(() => panelLayout({ titles: ['a'], columns: 2 })).toThrow(OptionError);
  });
});
