import { expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { clusterFigure, nameClusters } from '../../lib/notebooks/embedding';

const pictures = [Float64Array.from([0, 0, 0, 1, 9, 9]), Float64Array.from([5, 5, 5, 6, 0, 0])];
const categories = ['nut', 'nut', 'metal_nut'];
const options = {
  ...{ name: 'clusters', title: 'Clusters', alt: 'Two pictures.', save: false },
  ...{ titles: ['a', 'b'], x: { visible: false }, y: { visible: false } },
};

it('draws each picture by category and names the categories beside their items', () => {
  const figure = clusterFigure({ ...options, pictures, categories });
  expect(figure.data.map(({ name, xaxis, x }) => [name, xaxis, x])).toEqual([
    ...[
      ['metal nut', 'x', [9]],
      ['nut', 'x', [0, 0]],
    ],
    ...[
      ['metal nut', 'x2', [0]],
      ['nut', 'x2', [5, 5]],
    ],
  ]);
  const names = figure.layout.annotations.filter(({ arrowwidth }: { arrowwidth?: number }) => arrowwidth);
  expect(names.map(({ text, xref }: { text: string; xref: string }) => `${text} ${xref}`)).toEqual([
    ...['nut x', 'metal nut x', 'nut x2', 'metal nut x2'],
  ]);
  expect(figure.layout.xaxis2.range[0]).toBeLessThan(0);
  expect(() => nameClusters(figure, [...pictures, ...pictures], categories)).toThrow(OptionError);
});
