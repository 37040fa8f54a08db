import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/borad/base';
import { show } from '../../lib/notebooks/report';
import { blockDiagram } from '../../lib/notebooks/report/blockDiagram';
import { type DataFlowOptions, dataFlow } from '../../lib/notebooks/report/dataFlow';

const styles = { plain: { label: 'plain', stroke: '#000000', fill: '#ffffff' } };
const box = (id: string, column: number, row: number) => ({ id, column, row, title: id, lines: [], style: 'plain' });

describe('blockDiagram', () => {
  it('joins boxes by straight and bent arrows that end at their edges', () => {
    const { svg } = blockDiagram({
      styles,
      boxes: [box('a', 0, 0), box('b', 1, 0), box('c', 1, 1)],
      arrows: [
        { from: { box: 'a', side: 'right' }, to: { box: 'b', side: 'left' }, style: 'plain' },
        { from: { box: 'a', side: 'bottom' }, to: { box: 'c', side: 'left' }, style: 'plain' },
      ],
    });
    const rects = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="6"/g)].map(
      (m) => m.slice(1).map(Number),
    );
    const paths = [...svg.matchAll(/<path d="(M[^"]*)" fill="none"/g)].map((m) => m[1]);
    const [a, b, c] = rects;
    expect(paths[0]).toBe(`M${a[0] + a[2]} ${a[1] + a[3] / 2}H${b[0]}`);
    expect(paths[1]).toBe(`M${a[0] + a[2] / 2} ${a[1] + a[3]}V${c[1] + c[3] / 2}H${c[0]}`);
    expect(b[0]).toBeGreaterThan(a[0] + a[2]);
    expect(c[1]).toBeGreaterThan(b[1] + b[3]);
  });

  it('refuses unknown names and places taken twice', () => {
    const arrows = [
      { from: { box: 'a', side: 'right' as const }, to: { box: 'x', side: 'left' as const }, style: 'plain' },
    ];
    expect(() => blockDiagram({ styles, boxes: [box('a', 0, 0)], arrows })).toThrow(/"x"/);
    expect(() => blockDiagram({ styles, boxes: [box('a', 0, 0), box('b', 0, 0)], arrows: [] })).toThrow(/taken/);
    expect(() => blockDiagram({ styles: {}, boxes: [box('a', 0, 0)], arrows: [] })).toThrow(OptionError);
    expect(() => blockDiagram({ styles, boxes: [], arrows: [] })).toThrow(OptionError);
  });
});

describe('dataFlow', () => {
  const part = { parameters: 1234567, multiplyAdds: 2.5e9 };
  const options: DataFlowOptions = {
    name: 'flow',
    alt: 'The flow of data.',
    teacherName: 'A & B',
    imageSize: 256,
    maps: [
      [64, 64, 256],
      [32, 32, 512],
      [16, 16, 1024],
    ],
    fused: [8, 8, 2048],
    prototypes: 7,
    parts: {
      teacher: part,
      projector: part,
      fusion: part,
      decoder: part,
      bank: part,
      merge: part,
      spatialPredictor: part,
      globalPredictor: part,
    },
  };

  it('states the sizes it is given, the same each time, and shows as PNG and SVG', async () => {
    const drawing = await dataFlow(options);
    for (const text of ['A &amp; B', '64×64×256', '8×8×2048', '1.23 M par, 2.50 G MAC', '7 a location']) {
      expect(drawing.svg).toContain(text);
    }
    const again = await dataFlow(options);
    expect(again.svg).toBe(drawing.svg);
    expect(again.png.equals(drawing.png)).toBe(true);
    const { width, height } = await sharp(drawing.png).metadata();
    expect([width, height]).toEqual([2 * drawing.width, 2 * drawing.height]);
    const folder = mkdtempSync(join(tmpdir(), 'borad-flow-'));
    process.env.BORAD_OUTPUT = folder;
    try {
      await show(drawing);
      expect(readFileSync(join(folder, 'figures/flow.svg'), 'utf8')).toBe(drawing.svg);
    } finally {
      delete process.env.BORAD_OUTPUT;
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('needs a text alternative', async () => {
    await expect(dataFlow({ ...options, alt: ' ' })).rejects.toThrow(OptionError);
  });
});
