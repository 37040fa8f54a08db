import { join } from 'node:path';
import { writeFileAtomic } from '../base';
import { displayBundle, type MimeBundle } from './display';
import type { Figure } from './figure';
import type { Panel } from './mapPanel';
import { outputFolder } from './outputFolder';
import { figureSize, renderPng } from './renderFigure';
import type { Table } from './table';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** The figure as JSON, a trace a line, so that a changed curve is one changed line. */
function figureJson({ data, layout }: Figure): string {
  return `{"data":[\n${data.map((trace) => JSON.stringify(trace)).join(',\n')}\n],\n"layout":${JSON.stringify(layout)}}\n`;
}

function imageBundle(png: Buffer, size: { width: number; height: number }, alt: string): MimeBundle {
  return {
    data: { 'image/png': png.toString('base64'), 'text/plain': alt },
    metadata: { 'image/png': { ...size, alt } },
  };
}

/**
 * Shows a figure, table or panel in a notebook's cell as one output with fallbacks (plotly, PNG, HTML, plain text), and writes
 * `figures/NAME.png` and `.json`, or `data/results/NAME.csv`. Outside a notebook the plain text is printed.
 *
 * The same content gives the same bytes. Await it: a cell that does not may end before its figure.
 *
 * @throws {DataError} a file cannot be written.
 * @throws {BackendError} a package that draws is not installed.
 */
export async function show(shown: Figure | Table | Panel): Promise<void> {
  const folder = outputFolder();
  const picture = (extension: string): string => join(folder, 'figures', `${shown.name}.${extension}`);
  if (shown.kind === 'table') {
    if (shown.save) writeFileAtomic(join(folder, 'data', 'results', `${shown.name}.csv`), shown.csv);
    displayBundle({ data: { 'text/html': shown.html, 'text/plain': shown.text }, metadata: {} });
    return;
  }
  if (shown.kind === 'panel') {
    if (shown.save) writeFileAtomic(picture('png'), shown.png);
    displayBundle(imageBundle(shown.png, { width: shown.width, height: shown.height }, shown.alt));
    return;
  }
  const png = await renderPng(shown);
  if (shown.save) {
    writeFileAtomic(picture('png'), png);
    writeFileAtomic(picture('json'), figureJson(shown));
  }
  const { data, metadata } = imageBundle(png, figureSize(shown), shown.alt);
  const plotly = { data: shown.data, layout: shown.layout, config: { displaylogo: false, responsive: true } };
  displayBundle({ data: { [PLOTLY]: plotly, ...data }, metadata });
}
