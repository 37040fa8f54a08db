import { join } from 'node:path';
import { writeFileAtomic } from 'borad/base';
import { displayBundle, type MimeBundle } from './display';
import { drawnBefore } from './drawnBefore';
import type { Figure } from './figure';
import { figureJson } from './figureJson';
import type { Panel } from './mapPanel';
import { outputFolder } from './outputFolder';
import type { Prose } from './prose';
import { figureSize, renderPng } from './renderFigure';
import type { Table } from './table';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** The height of a printed page, letter or A4, between its margins, in CSS pixels: exports cut what is higher in two. */
const PAGE_HEIGHT = 900;

/** The size at which a picture is shown: its own, or smaller, so that it stands on one page of a printed export. */
function shownSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, PAGE_HEIGHT / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function imageBundle(png: Buffer, size: { width: number; height: number }, alt: string): MimeBundle {
  return {
    data: { 'image/png': png.toString('base64'), 'text/plain': alt },
    metadata: { 'image/png': { ...shownSize(size), alt } },
  };
}

/** What {@link show} takes. */
export type Shown = Figure | Table | Panel | Prose;

async function bundleOf(shown: Shown): Promise<MimeBundle> {
  const folder = outputFolder();
  const picture = (name: string, extension: string): string => join(folder, 'figures', `${name}.${extension}`);
  if (shown.kind === 'prose')
    return { data: { 'text/markdown': shown.markdown, 'text/plain': shown.markdown }, metadata: {} };
  if (shown.kind === 'table') {
    if (shown.save) writeFileAtomic(join(folder, 'data', 'results', `${shown.name}.csv`), shown.csv);
    return { data: { 'text/html': shown.html, 'text/plain': shown.text }, metadata: {} };
  }
  if (shown.kind === 'figure') {
    const png = drawnBefore(shown) ?? (await renderPng(shown));
    if (shown.save) {
      writeFileAtomic(picture(shown.name, 'png'), png);
      writeFileAtomic(picture(shown.name, 'json'), figureJson(shown));
    }
    const { data, metadata } = imageBundle(png, figureSize(shown), shown.alt);
    const plotly = { data: shown.data, layout: shown.layout, config: { displaylogo: false, responsive: true } };
    return { data: { [PLOTLY]: plotly, ...data }, metadata };
  }
  const { name, png, svg, alt, width, height } = shown;
  if (shown.save) {
    writeFileAtomic(picture(name, 'png'), png);
    if (svg) writeFileAtomic(picture(name, 'svg'), svg);
    else writeFileAtomic(picture(name, 'json'), `${JSON.stringify({ name, alt, width, height })}\n`);
  }
  const { data, metadata } = imageBundle(png, { width, height }, alt);
  if (!svg) return { data, metadata };
  return { data: { 'image/svg+xml': svg, ...data }, metadata: { ...metadata, 'image/svg+xml': { alt } } };
}

/**
 * Shows figures, tables, panels, drawings and prose in a notebook's cell, each as one output with fallbacks (plotly or SVG, PNG,
 * HTML, Markdown, plain text), and writes `figures/NAME.png` with `.json` or `.svg`, or `data/results/NAME.csv`. Outside a
 * notebook the plain text is printed.
 *
 * The same content gives the same bytes. Await it: a cell that does not may end before its figure.
 *
 * @throws {DataError} a file cannot be written.
 * @throws {BackendError} a package that draws is not installed.
 */
export async function show(...shown: Shown[]): Promise<void> {
  for (const one of shown) displayBundle(await bundleOf(one));
}
