import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeRenderer, figure, show, table } from '../../lib/notebooks/report';

const loaded = createRequire(__filename).cache;
const kernel = '/nowhere/node_modules/tslab/dist/jupyter.js';
const shownTable = table({ name: 'small', caption: 'One number.', columns: ['name', 'x'], rows: [['a', 1]] });
const curve = {
  name: 'curve',
  title: 'Curve',
  alt: 'A rising line.',
  data: [{ x: [1, 2], y: [1, 2] }],
  layout: { xaxis: { title: { text: 'x' } }, yaxis: { title: { text: 'y' } } },
};

describe('show', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'borad-show-'));
    vi.stubEnv('BORAD_OUTPUT', folder);
  });
  afterEach(() => {
    delete loaded[kernel];
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  afterAll(closeRenderer);

  it('sends one bundle with fallbacks to the kernel and writes the same picture', async () => {
    const sink = vi.fn();
    loaded[kernel] = { exports: { lastWriteDisplayData: sink } } as unknown as NodeModule;
    await show(figure(curve));
    expect(sink).toHaveBeenCalledTimes(1);
    const [content, update] = sink.mock.calls[0];
    expect(update).toBe(false);
    expect(Object.keys(content.data)).toEqual(['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
    expect(content.data['text/plain']).toBe('A rising line.');
    expect(content.metadata['image/png']).toEqual({ width: 720, height: 440, alt: 'A rising line.' });
    const png = readFileSync(join(folder, 'figures', 'curve.png'));
    expect(png.toString('base64')).toBe(content.data['image/png']);
    const json = JSON.parse(readFileSync(join(folder, 'figures', 'curve.json'), 'utf8'));
    expect(json).toEqual({
      data: content.data['application/vnd.plotly.v1+json'].data,
      layout: content.data['application/vnd.plotly.v1+json'].layout,
    });
    await show(figure(curve));
    expect(sink.mock.calls[1][0]).toEqual(content);
  });

  it('declares a picture that is higher than a printed page smaller, and stores all of it', async () => {
    const sink = vi.fn();
    loaded[kernel] = { exports: { lastWriteDisplayData: sink } } as unknown as NodeModule;
    await show(figure({ ...curve, layout: { ...curve.layout, width: 600, height: 1200 } }));
    const { data, metadata } = sink.mock.calls[0][0];
    expect(metadata['image/png']).toEqual({ width: 450, height: 900, alt: 'A rising line.' });
    const stored = Buffer.from(data['image/png'], 'base64');
    expect(stored.readUInt32BE(20) / stored.readUInt32BE(16)).toBe(2);
    expect(stored.readUInt32BE(20)).toBeGreaterThanOrEqual(1200);
  });

  it('prints the plain text where there is no kernel, and writes the table', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await show(shownTable);
    expect(log).toHaveBeenCalledWith(shownTable.text);
    expect(readFileSync(join(folder, 'data', 'results', 'small.csv'), 'utf8')).toBe('name,x\na,1\n');
  });

  it('writes nothing when it is not to save', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    await show(figure({ ...curve, save: false }));
    expect(existsSync(join(folder, 'figures'))).toBe(false);
  });
});
