/** Photo, overlay and map on their canvases, with the colours and the scale of the reports. */
import { colourTableStrip, heatmapPixels, type MapScale, overlayPixels } from 'borad/display';
import { element } from '../shared/element';
import type { Photo } from './readPhoto';

/** Puts pixels [height, width, 3] on a canvas of that size. */
function paint(id: string, pixels: ArrayLike<number>, width: number, height: number): HTMLCanvasElement {
  const canvas = element(id, HTMLCanvasElement);
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    for (let c = 0; c < 3; c++) image.data[to + c] = pixels[from + c] as number;
    image.data[to + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** Where the map is highest, in words. */
function peakText(map: Float32Array, width: number, height: number): string {
  const at = map.reduce((best, value, i) => (value > (map[best] as number) ? i : best), 0);
  const percent = (place: number, of: number) => `${Math.round((100 * (place + 0.5)) / of)}%`;
  const from = `${percent(at % width, width)} from the left and ${percent(Math.floor(at / width), height)} from the top`;
  return `highest value ${(map[at] as number).toFixed(3)}, ${from}`;
}

/** Shows a photo with its map. @param name What the photo is called. */
export function showPictures(photo: Photo, map: Float32Array, scale: MapScale, name: string): void {
  const { width, height, pixels } = photo;
  const peak = peakText(map, width, height);
  const shown = [
    { id: 'photo', data: pixels, alt: `The photo: ${name}` },
    {
      id: 'overlay',
      data: overlayPixels({ width, height, data: pixels }, map, scale),
      alt: `Map over ${name}: ${peak}`,
    },
    { id: 'map', data: heatmapPixels(map, scale), alt: `Anomaly map of ${name}: ${peak}` },
  ];
  for (const { id, data, alt } of shown) paint(id, data, width, height).setAttribute('aria-label', alt);
}

/** The bar that says which colour is which value. */
export function showBar({ min, max }: MapScale): void {
  paint('bar', colourTableStrip('inferno'), 1, 256);
  element('bar-max', HTMLElement).textContent = max.toFixed(2);
  element('bar-min', HTMLElement).textContent = min.toFixed(2);
}
