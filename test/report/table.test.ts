import { describe, expect, it } from 'vitest';
import { NumericError, OptionError, ShapeError } from '../../lib/borad/base';
import { textTable } from '../../lib/borad/display';
import { metricTable, table } from '../../lib/notebooks/report';

const options = {
  name: 'methods',
  caption: 'Three methods.',
  columns: ['method', 'auroc', 'loss'],
  rows: [
    ['BoRAD', 0.9121, 0.2],
    ['masked <baseline>', 0.9119, 0.3],
    ['a "quoted", name', 0.5, null],
  ],
};

const strong = (html: string): string[] => [...html.matchAll(/<strong>(.*?)<\/strong>/g)].map((m) => m[1]);

describe('table', () => {
  it('sets the best bold, ties as printed included', () => {
    expect(strong(table({ ...options, best: { auroc: 'max' }, digits: 3 }).html)).toEqual(['0.912', '0.912']);
    expect(strong(table({ ...options, best: { auroc: 'max' }, digits: 4 }).html)).toEqual(['0.9121']);
    expect(strong(table({ ...options, best: { loss: 'min' } }).html)).toEqual(['0.200']);
    expect(strong(table({ ...options, best: { auroc: 'max' }, digits: 3, footerRows: 2 }).html)).toEqual(['0.912']);
    expect(strong(table(options).html)).toEqual([]);
  });

  it('is HTML with header cells and a caption, and safe', () => {
    const { html } = table(options);
    expect(html).toContain('<caption>Three methods.</caption>');
    expect(html.match(/<th scope="col"/g)).toHaveLength(3);
    expect(html.match(/<th scope="row"/g)).toHaveLength(3);
    expect(html).toContain('masked &lt;baseline&gt;');
  });

  it('is printed smaller where its longest words beside each other are wider than a page', () => {
    const printed = (columns: string[], cell: string) =>
      table({ ...options, columns, rows: [columns.map(() => cell)] }).html.includes('@media print');
    const eight = 'abcdefgh'.split('');
    expect(printed(eight, '12345678')).toBe(false);
    expect(printed(eight, '123456789')).toBe(true);
    expect(printed(eight, '12345678 12345678')).toBe(false);
    expect(printed(eight, '&&&&&&&&')).toBe(false);
  });

  it('is CSV that quotes what it must', () => {
    expect(table(options).csv).toBe(
      'method,auroc,loss\nBoRAD,0.9121,0.2\nmasked <baseline>,0.9119,0.3\n"a ""quoted"", name",0.5,\n',
    );
    expect(table({ ...options, rows: [['x', 100 * 0.987654321987, 0.1 + 0.2]] }).csv).toContain('98.7654,0.3');
  });

  it('is plain text that marks the best', () => {
    const { text } = table({ ...options, best: { loss: 'min' }, digits: 2 });
    expect(text).toContain('0.20*');
    expect(text).toContain('* best in its column');
    expect(text).toContain('–');
  });

  it('is a danfo DataFrame inside', () => {
    const frame = table(options).frame();
    expect(frame.shape).toEqual([3, 3]);
    expect(frame.columns).toEqual(options.columns);
    expect(frame.values[0]).toEqual(options.rows[0]);
  });

  it('refuses unknown columns, ragged rows and numbers that are none', () => {
    expect(() => table({ ...options, best: { aurok: 'max' } })).toThrow(OptionError);
    expect(() => table({ ...options, digits: { aurok: 2 } })).toThrow(/digits names the column "aurok"/);
    expect(() => table({ ...options, rows: [['a', 1]] })).toThrow(ShapeError);
    expect(() => table({ ...options, rows: [['a', Number.NaN, 1]] })).toThrow(NumericError);
    expect(() => table({ ...options, columns: ['a', 'a', 'b'] })).toThrow(OptionError);
  });
});

describe('table of results', () => {
  const results = {
    name: 'results',
    caption: 'Image metrics.',
    columns: ['category', 'UniAD', 'BoRAD'],
    rows: [
      ['Bottle', [99.7, 100, 99.96], [100, 100, 99]],
      ['Cable', [95.2, 95.9, 88], [97.6, 98.5, 94.2]],
    ],
    bestOfRow: 'max' as const,
    digits: 1,
    parts: ['AUROC', 'AP', 'F1-max'],
  };

  it('prints lists as Tables 11 to 14 do, each part compared along its row', () => {
    const { html, csv, text } = table(results);
    expect(html).toContain('<td align="right">99.7/<strong>100.0</strong>/<strong>100.0</strong></td>');
    expect(html).toContain('<td align="right">95.2/95.9/88.0</td>');
    expect(text).toContain('97.6*/98.5*/94.2*');
    expect(text).toContain('* best in its row');
    expect(csv.split('\n')[0]).toBe('category,UniAD AUROC,UniAD AP,UniAD F1-max,BoRAD AUROC,BoRAD AP,BoRAD F1-max');
    expect(csv.split('\n')[2]).toBe('Cable,95.2,95.9,88,97.6,98.5,94.2');
  });

  it('prints deviations as Table 1 does, and marks the second best', () => {
    const { html, csv } = table({
      name: 'main',
      caption: 'Means.',
      columns: ['method', 'AUROC'],
      rows: [
        ['a', 98.8],
        ['b', { mean: 99.12, sd: 0.134 }],
        ['c', { mean: 98.83, sd: null }],
      ],
      best: { AUROC: 'max' },
      second: true,
      digits: 1,
    });
    expect(strong(html)).toEqual(['99.1 ± 0.13']);
    expect([...html.matchAll(/<u>(.*?)<\/u>/g)].map((m) => m[1])).toEqual(['98.8', '98.8 ± –']);
    expect(csv).toBe('method,AUROC,AUROC sd\na,98.8,\nb,99.12,0.134\nc,98.83,\n');
  });

  it('says in its file that what follows a mean is half of an interval', () => {
    const { html, csv } = table({
      name: 'intervals',
      caption: 'Means.',
      columns: ['method', 'AUROC'],
      rows: [
        ['a', { mean: 99.12, half: 0.134 }],
        ['b', { mean: 98.83, half: null }],
      ],
      digits: 1,
    });
    expect(html).toContain('99.1 ± 0.13');
    expect(csv).toBe('method,AUROC,AUROC half of 95% interval\na,99.12,0.134\nb,98.83,\n');
  });

  it('takes a danfo DataFrame', () => {
    const frame = table(options).frame();
    expect(table({ name: 'again', caption: 'Same.', frame }).csv).toBe(table(options).csv);
    expect(() => table({ ...options, frame })).toThrow(/not both/);
    expect(() => table({ name: 'none', caption: 'x' })).toThrow(OptionError);
  });
});

describe('metricTable', () => {
  const metrics = (x: number) => ({
    imageAuroc: x,
    imageAp: x / 2,
    imageF1Max: x,
    pixelAuroc: x,
    pixelAp: x,
    pixelF1Max: x,
    pixelAupro: x,
    mad: x,
  });

  it('is in percent with one decimal, the mean last', () => {
    const { html, rows, columns } = metricTable([
      { name: 'bottle', metrics: metrics(0.9) },
      { name: 'cable', metrics: metrics(0.4) },
    ]);
    expect(columns).toHaveLength(9);
    expect(rows.map((row) => row[0])).toEqual(['bottle', 'cable', 'Mean']);
    expect(rows[2][1]).toBeCloseTo(65, 9);
    expect(rows[2][2]).toBeCloseTo(32.5, 9);
    expect(html).toContain('<td align="right">90.0</td><td align="right">45.0</td>');
    expect(strong(html)).toEqual([]);
  });

  it('compares rows that are methods', () => {
    const { html, rows } = metricTable(
      [
        { name: 'BoRAD', metrics: metrics(0.9) },
        { name: 'baseline', metrics: metrics(0.4) },
      ],
      { mean: false },
    );
    expect(rows).toHaveLength(2);
    expect(strong(html)).toEqual(['90.0', '45.0', '90.0', '90.0', '90.0', '90.0', '90.0', '90.0']);
  });

  const withoutMasks = (x: number, unknown: number) => ({
    ...metrics(x),
    pixelAuroc: unknown,
    pixelAp: unknown,
    pixelF1Max: unknown,
    pixelAupro: unknown,
    mad: unknown,
  });

  it.each([
    ['NaN', Number.NaN],
    ['the null of a JSON file', null as unknown as number],
  ])('shows %s as a dash without a mean, and the means of what is known', (_, unknown) => {
    const { html, rows, text, csv } = metricTable([
      { name: 'bottle', metrics: metrics(0.9) },
      { name: 'cable', metrics: withoutMasks(0.4, unknown) },
    ]);
    expect(rows.map((row) => row[0])).toEqual(['bottle', 'cable', 'Mean', 'Mean of measured']);
    expect(rows[1].slice(4)).toEqual([null, null, null, null, null]);
    expect(rows[2].slice(4)).toEqual([null, null, null, null, null]);
    expect(rows[2][1]).toBeCloseTo(65, 9);
    expect(rows[3].slice(4)).toEqual([90, 90, 90, 90, 90]);
    expect(html).not.toMatch(/NaN/);
    expect(text).toMatch(/^cable +40\.0 +20\.0 +40\.0 +– +– +– +– +–$/m);
    expect(csv).toMatch(/^cable,40,20,40,,,,,$/m);
  });

  it('shows a set of which nobody drew masks', () => {
    const { rows } = metricTable([{ name: 'own', metrics: withoutMasks(0.4, Number.NaN) }]);
    expect(rows.map((row) => row[0])).toEqual(['own', 'Mean']);
    const none = Object.fromEntries(Object.keys(metrics(1)).map((key) => [key, Number.NaN]));
    expect(metricTable([{ name: 'own', metrics: none as never }]).rows[1].slice(1)).toEqual(Array(8).fill(null));
  });

  it('never makes a dash bold', () => {
    const { html } = metricTable(
      [
        { name: 'a', metrics: withoutMasks(0.9, Number.NaN) },
        { name: 'b', metrics: withoutMasks(0.4, Number.NaN) },
        { name: 'c', metrics: { ...withoutMasks(0.3, Number.NaN), pixelAp: 0.1 } },
      ],
      { mean: false },
    );
    expect(strong(html)).toEqual(['90.0', '45.0', '90.0', '10.0']);
  });

  it('refuses an empty list, a metric that is missing and one that is infinite', () => {
    expect(() => metricTable([])).toThrow(OptionError);
    const { mad: _, ...missing } = metrics(0.5);
    expect(() => metricTable([{ name: 'a', metrics: missing as never }])).toThrow(NumericError);
    expect(() => metricTable([{ name: 'a', metrics: { ...metrics(0.5), mad: Number.POSITIVE_INFINITY } }])).toThrow(
      NumericError,
    );
  });
});

describe('textTable', () => {
  it('aligns numbers to the right and words to the left', () => {
    expect(
      textTable(
        ['name', 'n'],
        [
          ['a', 1],
          ['bcdef', 23],
        ],
      ),
    ).toBe('name    n\n-----  --\na       1\nbcdef  23');
  });
});
