/**
 * plotly.js in a document without a browser (jsdom), with what jsdom lacks: sizes of text, and a canvas for heat maps.
 */
import { readFileSync } from 'node:fs';
import { TextDecoder, TextEncoder } from 'node:util';
import { BackendError, createRng } from 'borad/base';
import { CanvasContext } from './canvasContext';
import type { PlotlyObject } from './figure';
import { addSvgBoxes } from './svgBoxes';

// biome-ignore lint/suspicious/noExplicitAny: jsdom's window, whose types would need the DOM library
type Any = any;

export interface PlotlyWindow {
  /** Draws the figure and returns its SVG text. */
  toSvg(data: PlotlyObject[], layout: PlotlyObject, width: number, height: number): Promise<string>;
  close(): void;
}

function addCanvas(window: Any): void {
  const contexts = new WeakMap<object, CanvasContext>();
  const canvas = window.HTMLCanvasElement.prototype;
  canvas.getContext = function (kind: string) {
    if (kind !== '2d') return null;
    let context = contexts.get(this);
    if (!context) {
      context = new CanvasContext(this);
      contexts.set(this, context);
    }
    return context;
  };
  canvas.toDataURL = function () {
    return this.getContext('2d').toDataUrl();
  };
}

/** plotly names its elements by random numbers; the same sequence for each figure gives equal text for equal figures. */
function repeatedRandom(): { random: () => number; restart: () => void } {
  let rng = createRng(0);
  return {
    random: () => rng.uniform(),
    restart: () => {
      rng = createRng(0);
    },
  };
}

const decodeSvg = (uri: string): string =>
  uri.startsWith('data:') ? decodeURIComponent(uri.slice(uri.indexOf(',') + 1)) : uri;

/**
 * A window with plotly.js loaded; a second or two of work, so keep it for several figures and close it.
 *
 * @throws {BackendError} jsdom or plotly.js-dist is not installed.
 */
export function openPlotlyWindow(): PlotlyWindow {
  let jsdom: Any;
  let source: string;
  try {
    jsdom = require('jsdom');
    source = readFileSync(require.resolve('plotly.js-dist/plotly.js'), 'utf8');
  } catch (cause) {
    throw new BackendError(
      'Figures need the npm packages jsdom and plotly.js-dist, and one cannot be loaded. Run npm install.',
      { cause },
    );
  }
  // A virtual console of its own: what plotly logs does not belong in a notebook.
  const { window }: { window: Any } = new jsdom.JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    virtualConsole: new jsdom.VirtualConsole(),
  });
  const { random, restart } = repeatedRandom();
  window.Math.random = random;
  Object.assign(window, { TextDecoder, TextEncoder });
  window.URL.createObjectURL = () => 'blob:none';
  window.matchMedia = () => ({ matches: false, addListener() {}, addEventListener() {} });
  addSvgBoxes(window);
  addCanvas(window);
  window.eval(source);
  return {
    async toSvg(data, layout, width, height) {
      restart();
      const copy = structuredClone({ data, layout: { ...layout, width, height } });
      return decodeSvg(await window.Plotly.toImage(copy, { format: 'svg', imageDataOnly: true, width, height }));
    },
    close: () => window.close(),
  };
}
