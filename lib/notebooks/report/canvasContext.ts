import { encodePng } from 'borad/display';
import { measureText } from './measureText';

interface Canvas {
  width: number;
  height: number;
}

/** Red, green, blue, alpha (0 to 255) of a colour as plotly writes it. */
function parseColour(colour: string): number[] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (hex) return [...hex.slice(1).map((h) => parseInt(h, 16)), 255];
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
  return [numbers[0], numbers[1], numbers[2], Math.round(255 * (numbers[3] ?? 1))];
}

/**
 * The part of a canvas's 2D context that plotly uses for heat maps and images: filled rectangles and pixel blocks.
 * jsdom has no canvas of its own.
 */
export class CanvasContext {
  fillStyle = '#000000';
  font = '12px sans-serif';
  private pixels = new Uint8ClampedArray(0);

  constructor(readonly canvas: Canvas) {}

  private buffer(): Uint8ClampedArray {
    const length = this.canvas.width * this.canvas.height * 4;
    if (this.pixels.length !== length) this.pixels = new Uint8ClampedArray(length);
    return this.pixels;
  }

  createImageData(width: number, height: number): { width: number; height: number; data: Uint8ClampedArray } {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }

  putImageData(image: { width: number; height: number; data: Uint8ClampedArray }, left: number, top: number): void {
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        const at = 4 * (y * image.width + x);
        this.put(x + left, y + top, image.data.subarray(at, at + 4));
      }
    }
  }

  fillRect(left: number, top: number, width: number, height: number): void {
    const colour = parseColour(this.fillStyle);
    for (let y = Math.round(top); y < Math.round(top + height); y++) {
      for (let x = Math.round(left); x < Math.round(left + width); x++) this.put(x, y, colour);
    }
  }

  private put(x: number, y: number, colour: ArrayLike<number>): void {
    const { width, height } = this.canvas;
    if (x >= 0 && y >= 0 && x < width && y < height) this.buffer().set(colour, 4 * (y * width + x));
  }

  measureText(text: string): { width: number } {
    return { width: measureText(text, parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? '12')).width };
  }

  clearRect(): void {
    this.buffer().fill(0);
  }

  toDataUrl(): string {
    return `data:image/png;base64,${encodePng(this.buffer(), this.canvas.width, this.canvas.height).toString('base64')}`;
  }
}
