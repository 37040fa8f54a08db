import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { methodColour } from '../../lib/borad/display';
import { closeRenderer, figure, renderPng, renderSvg } from '../../lib/notebooks/report';

const methods = ['BoRAD', 'masked baseline', 'baseline'];
const curves = figure({
  name: 'curves',
  title: 'Loss of σ² ≤ 1',
  alt: 'Three parallel lines.',
  data: methods.map((name, k) => ({
    mode: 'lines',
    name,
    x: [0, 1],
    y: [k, k],
    line: { color: methodColour(name), width: 4 },
  })),
  layout: { xaxis: { title: { text: 'step' } }, yaxis: { title: { text: 'loss' } } },
});
const heat = figure({
  name: 'heat',
  title: 'Heat',
  alt: 'Two squares.',
  data: [
    {
      type: 'heatmap',
      z: [[0, 1]],
      colorscale: [
        [0, '#ff0000'],
        [1, '#0000ff'],
      ],
      showscale: false,
    },
  ],
  layout: { width: 300, height: 200, xaxis: { title: { text: 'x' } }, yaxis: { title: { text: 'y' } } },
});

/** How many pixels have the colour, within 12 of each channel. */
async function count(png: Buffer, [r, g, b]: number[]): Promise<number> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let found = 0;
  for (let i = 0; i < data.length; i += info.channels) {
    if (Math.abs(data[i] - r) < 12 && Math.abs(data[i + 1] - g) < 12 && Math.abs(data[i + 2] - b) < 12) found++;
  }
  return found;
}

const rgb = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

describe('a figure without a browser', () => {
  afterAll(closeRenderer);

  it('has its words and its traces', async () => {
    const svg = await renderSvg(curves);
    for (const text of ['Loss of σ² ≤ 1', 'masked baseline', 'step']) expect(svg).toContain(text);
    expect(svg.match(/class="trace scatter/g)).toHaveLength(3);
  });

  it('is the same each time', async () => {
    expect(await renderSvg(curves)).toBe(await renderSvg(curves));
    closeRenderer();
    const first = await renderPng(heat);
    closeRenderer();
    expect((await renderPng(heat)).equals(first)).toBe(true);
  });

  it('is a picture of the stated size with text, lines and heat map drawn', async () => {
    const png = await renderPng(curves);
    const { width, height } = await sharp(png).metadata();
    expect([width, height]).toEqual([1440, 880]);
    // A line 4 px thick over a plot several hundred wide, at two pixels a unit, and its sample in the legend.
    for (const name of methods) expect(await count(png, rgb(methodColour(name)))).toBeGreaterThan(4000);
    const ink = await count(png, rgb('#1f2328'));
    expect(ink).toBeGreaterThan(1500);
    const map = await renderPng(heat, 1);
    const [red, blue] = [await count(map, [255, 0, 0]), await count(map, [0, 0, 255])];
    expect(red).toBeGreaterThan(5000);
    expect(Math.abs(red - blue)).toBeLessThan(0.05 * red);
  });
});
