/** Height and width of the images that a model reads. */

/** Pixels: one number for squares, [height, width] for others. Equal sides are one number, so that a size has one form. */
export type ImageSize = number | [height: number, width: number];

/** Height and width. */
export const sidesOf = (size: ImageSize): [height: number, width: number] =>
  typeof size === 'number' ? [size, size] : [size[0], size[1]];

/** The size of two sides in its one form. */
export const imageSizeOf = (height: number, width: number): ImageSize => (height === width ? height : [height, width]);

/** Pixels of an image. */
export const areaOf = (size: ImageSize): number => {
  const [height, width] = sidesOf(size);
  return height * width;
};

/** `256 px`, or both sides by name: settings say height first, photos width first. */
export const sizeText = (size: ImageSize): string =>
  typeof size === 'number' ? `${size} px` : `${size[0]} px high and ${size[1]} px wide`;

/** As sizes of photos are told, width first: `256 x 128`. */
export const photoSizeText = (size: ImageSize): string => {
  const [height, width] = sidesOf(size);
  return `${width} x ${height}`;
};
