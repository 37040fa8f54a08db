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
