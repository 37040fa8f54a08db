/** Photo, overlay and map on their canvases, with the colours and the scale of the reports. */
import { colourTableStrip, heatmapPixels, type MapScale, overlayPixels } from 'borad/display';
import { element } from '../shared/element';
import { paint, peakText } from '../shared/paint';
import type { Photo } from './readPhoto';

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
  for (const { id, data, alt } of shown) {
    const canvas = element(id, HTMLCanvasElement);
    paint(canvas, data, width, height);
    canvas.setAttribute('aria-label', alt);
  }
}

/** The bar that says which colour is which value. */
export function showBar({ min, max }: MapScale): void {
  paint(element('bar', HTMLCanvasElement), colourTableStrip('inferno'), 1, 256);
  element('bar-max', HTMLElement).textContent = max.toFixed(2);
  element('bar-min', HTMLElement).textContent = min.toFixed(2);
}
