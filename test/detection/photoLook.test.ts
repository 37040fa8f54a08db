import { expect, it } from 'vitest';
import { photoLook } from '../../lib/borad/detection';

/** A chequered photo: squares of so many pixels, dark and light by so much. */
const chequered = (square: number, contrast: number, size = 16): Uint8Array =>
  Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    return 100 + ((Math.floor(x / square) + Math.floor(y / square)) % 2 ? contrast : 0);
  });

it('measures light as mean brightness, and sharpness as the deviation of the Laplacian', () => {
  const grey = photoLook(chequered(1, 0), 16);
  expect(grey.light).toBeCloseTo(100, 9);
  expect(grey.focus).toBeCloseTo(0, 9);
  // Each pixel of the finest chequers differs from all four neighbours: the Laplacian is +-4 x contrast.
  const { light, focus } = photoLook(chequered(1, 20), 16);
  expect(light).toBeCloseTo(110, 9);
  expect(focus).toBeCloseTo(80, 9);
  expect(photoLook(chequered(4, 20), 16).focus).toBeLessThan(focus);
});

it('is that of uneven pixels, by colour and neighbour, of photos that are no squares', () => {
  const [height, width] = [4, 5];
  const pixels = Uint8Array.from({ length: 3 * height * width }, (_, i) => (i * i * 7 + 13 * i) % 251);
  const grey = (y: number, x: number) => {
    const [r = NaN, g = NaN, b = NaN] = pixels.subarray(3 * (y * width + x));
    return 0.299 * r + 0.587 * g + 0.114 * b;
  };
  const laplacians = [1, 2].flatMap((y) =>
    [1, 2, 3].map((x) => grey(y - 1, x) + grey(y + 1, x) + grey(y, x - 1) + grey(y, x + 1) - 4 * grey(y, x)),
  );
  const mean = laplacians.reduce((a, b) => a + b) / 6;
  const variance = laplacians.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6;
  const { light, focus } = photoLook(pixels, [height, width]);
  let total = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) total += grey(y, x);
  expect(light).toBeCloseTo(total / 20, 9);
  expect(focus).toBeCloseTo(Math.sqrt(variance), 7);
  // The mean of the Laplacian is far from 0 here, so that leaving it out would show.
  expect(Math.abs(mean)).toBeGreaterThan(10);
});
