/** Still pictures of plotly figures, without a browser. */
import { Resvg } from '@resvg/resvg-js';
import { DEFAULT_SIZE, type Figure } from './figure';
import { fontOptions } from './fonts';
import { openPlotlyWindow, type PlotlyWindow } from './plotlyWindow';
import { shrinkPng } from './shrinkPng';

let shared: PlotlyWindow | undefined;

/** Closes the document that figures are drawn in; the next figure opens another. */
export function closeRenderer(): void {
  shared?.close();
  shared = undefined;
}

/** Width and height of a figure in CSS pixels. */
export function figureSize(figure: Figure): { width: number; height: number } {
  return { width: figure.layout.width ?? DEFAULT_SIZE.width, height: figure.layout.height ?? DEFAULT_SIZE.height };
}

/** The figure as SVG text: the same text for the same figure. */
export async function renderSvg(figure: Figure): Promise<string> {
  shared ??= openPlotlyWindow();
  const { width, height } = figureSize(figure);
  return shared.toSvg(figure.data, figure.layout, width, height);
}

/** resvg knows `optimizeSpeed` (hard pixels) where plotly writes the CSS names of the same wish. */
const hardPixels = (svg: string): string =>
  svg
    .replace(/<image (?=[^>]*image-rendering)/g, '<image image-rendering="optimizeSpeed" ')
    .replace(/image-rendering: ?[^;"]*;?/g, '');

/** The figure as PNG, `scale` pixels per CSS pixel: the same bytes for the same figure. */
export async function renderPng(figure: Figure, scale = 2): Promise<Buffer> {
  const svg = hardPixels(await renderSvg(figure));
  return shrinkPng(
    new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, background: '#ffffff', font: fontOptions() })
      .render()
      .asPng(),
  );
}
