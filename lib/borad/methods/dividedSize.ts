import { type ImageSize, ShapeError, sidesOf } from '../base';

/**
 * Height and width of an image in units of so many pixels.
 *
 * @param unit Pixels that both sides must be a multiple of. @param why What asks for it, as the message goes on: `for strides [4,8,16]`.
 * @throws {ShapeError} a side is no multiple.
 */
export function dividedSize(size: ImageSize, unit: number, why: string): [height: number, width: number] {
  const [height, width] = sidesOf(size);
  if (height % unit !== 0 || width % unit !== 0) {
    const expected = typeof size === 'number' ? 'a multiple' : 'multiples';
    throw new ShapeError(
      `data.imageSize: expected ${expected} of ${unit} ${why}, got ${typeof size === 'number' ? size : `[${height}, ${width}]`}.`,
    );
  }
  return [height / unit, width / unit];
}

/**
 * The side of squares, for a method that reads nothing else.
 *
 * @param what Asks for squares, as the message begins: `MambaAD's paths`.
 * @throws {ShapeError} the images are not squares.
 */
export function squareSide(size: ImageSize, what: string): number {
  if (typeof size === 'number') return size;
  const [height, width] = size;
  throw new ShapeError(
    `data.imageSize: ${what} need squares, one number, got [${height}, ${width}]. Set data.imageSize=${Math.max(height, width)}, or take another method ("borad methods"): BoRAD reads other shapes.`,
  );
}
