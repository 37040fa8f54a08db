import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { methodColour, methodNames, okabeIto, sequentialScale } from '../../lib/borad/display';
import { figure } from '../../lib/notebooks/report';

const titled = { xaxis: { title: { text: 'step' } }, yaxis: { title: { text: 'loss (unitless)' } } };
const options = {
  name: 'loss',
  title: 'Loss',
  alt: 'A falling curve.',
  data: [{ x: [1, 2], y: [3, 4] }],
  layout: titled,
};

describe('figure', () => {
  it('refuses what a reader would miss', () => {
    expect(() => figure({ ...options, alt: ' ' })).toThrow(/text alternative/);
    expect(() => figure({ ...options, title: '' })).toThrow(/title is empty/);
    expect(() => figure({ ...options, name: 'Loss curve' })).toThrow(/lower-case/);
    expect(() => figure({ ...options, data: [] })).toThrow(/at least one trace/);
    expect(() => figure({ ...options, layout: { xaxis: titled.xaxis } })).toThrow(OptionError);
  });

  it('asks for titles of the axes in use, and of no others', () => {
    const second = { x: [1], y: [2], xaxis: 'x2', yaxis: 'y2' };
    expect(() => figure({ ...options, data: [...options.data, second] })).toThrow(/xaxis2, yaxis2/);
    const hidden = { ...titled, xaxis2: { visible: false }, yaxis2: { showticklabels: false } };
    expect(() => figure({ ...options, data: [...options.data, second], layout: hidden })).not.toThrow();
    expect(() => figure({ ...options, data: [{ type: 'pie', values: [1, 2] }], layout: {} })).not.toThrow();
  });

  it('refuses what would not be drawn: WebGL and TeX', () => {
    expect(() => figure({ ...options, data: [{ type: 'scattergl', x: [1], y: [2] }] })).toThrow(
      /scattergl cannot be drawn/,
    );
    expect(() => figure({ ...options, title: 'Loss $\\lambda$' })).toThrow(/TeX/);
    expect(() => figure({ ...options, layout: { ...titled, xaxis: { title: { text: '$t$' } } } })).toThrow(/TeX/);
  });

  it('rounds numbers to five digits, keeps integers, and turns gaps into null', () => {
    const y = Float32Array.of(0.1, 1234.56789, Number.NaN, 70000);
    const { data } = figure({ ...options, data: [{ x: [0, 1, 2, 3], y }] });
    expect(data[0].y).toEqual([0.1, 1234.6, null, 70000]);
    expect(y[1]).toBeCloseTo(1234.56789, 3);
  });

  it('carries its alternative where a report finds it', () => {
    expect(figure(options).layout.meta).toEqual({ name: 'loss', alt: 'A falling curve.' });
    expect(options.layout).not.toHaveProperty('meta');
  });
});

describe('colours', () => {
  it('are one per method, and ours are of Okabe and Ito', () => {
    const colours = methodNames.map(methodColour);
    expect(new Set(colours).size).toBe(methodNames.length);
    for (const name of ['BoRAD', 'masked baseline', 'baseline'])
      expect(Object.values(okabeIto)).toContain(methodColour(name));
    expect(() => methodColour('borad')).toThrow(/Known: BoRAD/);
  });

  it('of viridis run from dark violet to yellow', () => {
    const scale = sequentialScale('viridis', 3);
    expect(scale.map(([at]) => at)).toEqual([0, 0.5, 1]);
    expect(scale[0][1]).toBe('rgb(68,1,84)');
    expect(scale[2][1]).toBe('rgb(253,231,37)');
    expect(() => sequentialScale('viridis', 1)).toThrow(OptionError);
  });
});
