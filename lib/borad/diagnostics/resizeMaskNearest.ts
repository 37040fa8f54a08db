import { checkStack, type MaskStack } from './featureMap';

/**
 * Masks at another size by nearest neighbour, source index floor(i * in / out) (PyTorch's mode='nearest'). A small
 * anomaly can vanish at a coarse scale: no pixel is averaged.
 *
 * @param masks [batch, h, w]; above 0 means anomalous.
 * @returns batch * height * width values, 0 or 1.
 * @throws {ShapeError} the data do not fit the shape.
 */
export function resizeMaskNearest(masks: MaskStack, height: number, width: number): Uint8Array {
  checkStack(masks, 3, 'resizeMaskNearest');
  const [batch, inHeight, inWidth] = masks.shape;
  const out = new Uint8Array(batch * height * width);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < height; y++) {
      const row = (b * inHeight + Math.floor((y * inHeight) / height)) * inWidth;
      for (let x = 0; x < width; x++, at++) {
        out[at] = masks.data[row + Math.floor((x * inWidth) / width)] > 0 ? 1 : 0;
      }
    }
  }
  return out;
}
