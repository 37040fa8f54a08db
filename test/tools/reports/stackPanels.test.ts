import { beforeAll, describe, expect, it } from 'vitest';
import { panelLayout } from '../../../lib/notebooks/report';
import { loadTool } from '../loadTool';

// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
let stackPanels: any;
beforeAll(async () => {
  ({ stackPanels } = await loadTool('reports/stackPanels.mjs'));
});

const titles = ['first', 'second', 'third'];
const spec = () => {
  const { layout } = panelLayout({ titles, xTitle: 'step', yTitle: 'percent', width: 1000, height: 400 });
  layout.title.text = 'A title of many words that no telephone shows in one line';
  layout.annotations.push({ xref: 'x2 domain', yref: 'y2 domain', x: 1, y: 1, text: 'best' });
  const data = titles.map((name, i) => ({ name, x: [1, 2], y: [i, 2 * i], xaxis: i ? `x${i + 1}` : 'x' }));
  return { data, layout };
};

describe('a figure on a narrow page', () => {
  it('has its panels below one another, each as wide as the page allows, in their order', () => {
    const { layout } = stackPanels(spec(), 350);
    const axes = ['', '2', '3'];
    for (const i of axes) expect(layout[`xaxis${i}`].domain).toEqual([0, 1]);
    const bounds = axes.map((i) => layout[`yaxis${i}`].domain);
    expect(bounds[0][1]).toBe(1);
    expect(bounds[0][0]).toBeGreaterThan(bounds[1][1]);
    expect(bounds[1][0]).toBeGreaterThan(bounds[2][1]);
    expect(bounds[2][0]).toBeCloseTo(0, 12);
    const inner = layout.height - layout.margin.t - layout.margin.b;
    for (const [low, high] of bounds) expect((high - low) * inner).toBeGreaterThanOrEqual(200);
  });

  it('has numbers and titles at the axes of every panel, the common title of x below the last', () => {
    const { layout } = stackPanels(spec(), 350);
    expect(['', '2', '3'].map((i) => layout[`yaxis${i}`].title.text)).toEqual(['percent', 'percent', 'percent']);
    expect(['', '2', '3'].map((i) => layout[`yaxis${i}`].showticklabels)).toEqual([true, true, true]);
    expect(layout.xaxis3.title.text).toBe('step');
    expect(layout.xaxis.title?.text).toBeUndefined();
  });

  it('takes the titles of panels along, and leaves what belongs to axes', () => {
    const { layout } = stackPanels(spec(), 350);
    const titled = layout.annotations.filter(({ text }: { text: string }) => titles.includes(text));
    expect(titled.map(({ x }: { x: number }) => x)).toEqual([0.5, 0.5, 0.5].map((x) => expect.closeTo(x, 12)));
    const tops = ['', '2', '3'].map((i) => expect.closeTo(layout[`yaxis${i}`].domain[1], 12));
    expect(titled.map(({ y }: { y: number }) => y)).toEqual(tops);
    expect(layout.annotations).toHaveLength(4);
    expect(layout.annotations[3]).toEqual({ xref: 'x2 domain', yref: 'y2 domain', x: 1, y: 1, text: 'best' });
  });

  it('ends the title of a panel at its right edge where words at its side take the room', () => {
    const given = spec();
    given.data = given.data.map((trace, i) =>
      i === 1 ? { ...trace, y: ['a long name', 'another'], yaxis: 'y2' } : trace,
    ) as never;
    const { layout } = stackPanels(given, 350);
    const titled = layout.annotations.filter(({ text }: { text: string }) => titles.includes(text));
    expect(titled.map(({ xanchor }: { xanchor?: string }) => xanchor === 'right')).toEqual([false, true, false]);
    expect(titled[1].x).toBe(1);
  });

  it('breaks its title and stands its legend below', () => {
    const { layout } = stackPanels(spec(), 350);
    expect(layout.title.text.split('<br>').length).toBeGreaterThan(1);
    expect(layout.title.text.replaceAll('<br>', ' ')).toBe(spec().layout.title.text);
    expect(layout.legend).toMatchObject({ orientation: 'h', yanchor: 'top' });
    expect(layout.legend.y).toBeLessThan(0);
  });

  it('keeps as many small panels beside one another as are still readable', () => {
    const { layout } = panelLayout({ titles: ['a', 'b', 'c', 'd', 'e'], columns: 5, width: 720, height: 300 });
    const stacked = stackPanels({ data: [], layout }, 350).layout;
    expect(stacked.yaxis.domain).toEqual(stacked.yaxis2.domain);
    expect(stacked.xaxis2.domain[0]).toBeGreaterThan(stacked.xaxis.domain[1]);
    expect(stacked.yaxis4.domain[1]).toBeLessThan(stacked.yaxis.domain[0]);
  });

  it('does not change what it is given, takes a figure without axes, and stands by itself as text', () => {
    const given = spec();
    const before = structuredClone(given);
    const alone = new Function(`return ${stackPanels}`)();
    expect(alone(given, 350)).toEqual(stackPanels(given, 350));
    expect(given).toEqual(before);
    expect(stackPanels({ data: [], layout: {} }, 350).layout.xaxis.domain).toEqual([0, 1]);
  });
});
