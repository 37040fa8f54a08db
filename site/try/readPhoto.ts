/** Photos as the detector takes them: turned as their EXIF says, on black where transparent, RGB. */

export interface Photo {
  width: number;
  height: number;
  /** [height, width, 3], 0 to 255. */
  pixels: Uint8Array<ArrayBuffer>;
  /** Width and height before a large photo was reduced. */
  originalWidth: number;
  originalHeight: number;
}

/** Pixels of the largest photo that is taken as it is; the map has as many values. */
const LARGEST = 4e6;

/** RGB of a canvas's RGBA. */
function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array((3 * rgba.length) / 4);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) pixels.set(rgba.subarray(from, from + 3), to);
  return pixels;
}

/**
 * Decodes a photo.
 *
 * @throws {Error} the browser cannot read it.
 */
export async function readPhoto(file: Blob): Promise<Photo> {
  const image = await createImageBitmap(file);
  const { width: originalWidth, height: originalHeight } = image;
  const factor = Math.min(1, Math.sqrt(LARGEST / (originalWidth * originalHeight)));
  const [width, height] = [originalWidth, originalHeight].map((side) => Math.max(1, Math.floor(side * factor)));
  const canvas = new OffscreenCanvas(width as number, height as number);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gives no canvas to read pixels from.');
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, pixels: withoutAlpha(data), originalWidth, originalHeight };
}
