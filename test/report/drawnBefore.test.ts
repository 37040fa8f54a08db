import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { closeRenderer, type Figure, figure, renderPng } from '../../lib/notebooks/report';
import { drawnBefore } from '../../lib/notebooks/report/drawnBefore';
import { figureJson } from '../../lib/notebooks/report/figureJson';

const folder = mkdtempSync(join(tmpdir(), 'borad-drawn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

const bars = (height: number): Figure =>
  figure({
    name: 'bars',
    title: 'Bars',
    alt: 'One bar.',
    data: [{ type: 'bar', x: ['a'], y: [height] }],
    layout: { xaxis: { title: { text: 'part' } }, yaxis: { title: { text: 'share' } } },
  });

describe('a figure that was drawn before', () => {
  it('has the picture that lies beside the same numbers, where a folder is named', () => {
    writeFileSync(join(folder, 'bars.json'), figureJson(bars(1)));
    expect(drawnBefore(bars(1))).toBeUndefined();
    vi.stubEnv('BORAD_DRAWN', folder);
    expect(drawnBefore(bars(1))).toBeUndefined();
    writeFileSync(join(folder, 'bars.png'), 'picture');
    expect(String(drawnBefore(bars(1)))).toBe('picture');
    expect(drawnBefore(bars(2))).toBeUndefined();
    expect(drawnBefore({ ...bars(1), save: false })).toBeUndefined();
  });
});

/** One of each kind of trace: notebooks are compared without drawing what has not changed. */
describe('the pictures of the collection', () => {
  afterAll(closeRenderer);

  it.each(['ablations-modules', 'datasets-location-confusion', 'global-copying', 'rivals-noise'])(
    'are what their numbers give: %s',
    async (name) => {
      const file = (extension: string) => resolve(__dirname, '../../figures', `${name}.${extension}`);
      const { data, layout } = JSON.parse(readFileSync(file('json'), 'utf8'));
      const drawn = await renderPng({ kind: 'figure', name, title: '', alt: '', save: true, data, layout });
      expect(drawn.equals(readFileSync(file('png')))).toBe(true);
    },
  );
});
