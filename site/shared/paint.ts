/** Pixels on canvases. */

/** Puts pixels [height, width, 3], 0 to 255, on a canvas, which gets that size. */
export function paint(canvas: HTMLCanvasElement, pixels: ArrayLike<number>, width: number, height: number): void {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    for (let c = 0; c < 3; c++) image.data[to + c] = pixels[from + c] as number;
    image.data[to + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** Where a map is highest, in words. @param map [height, width]. */
export function peakText(map: Float32Array, width: number, height: number): string {
  const at = map.reduce((best, value, i) => (value > (map[best] as number) ? i : best), 0);
  const percent = (place: number, of: number) => `${Math.round((100 * (place + 0.5)) / of)}%`;
  const from = `${percent(at % width, width)} from the left and ${percent(Math.floor(at / width), height)} from the top`;
  return `highest value ${(map[at] as number).toFixed(3)}, ${from}`;
}
