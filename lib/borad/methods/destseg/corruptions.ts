/** DeSTSeg's corrupted copies of the training images. */
import type { Rng } from '../../base';
import type { CopyContext, CopySource, ImageCopies } from '../method';
import { anomalyMask } from './anomalyMask';
import type { Architecture } from './architecture';
import { blend, coarseMask } from './blend';
import type { DestsegConfig } from './settings';
import { alteredImage, colourNoise } from './textures';

type Context = CopyContext<Architecture, DestsegConfig> & CopySource;

/** The mask at the image's size; the same every time, since it has a stream of its own. */
const maskOf = (rng: Rng, size: number, { corruption }: DestsegConfig) =>
  anomalyMask(rng.split('mask'), size, corruption.threshold);

/** What covers the image. */
async function textureOf({ rng, size, config, images, readImage }: Context): Promise<Float32Array> {
  const stream = rng.split('texture');
  if (!stream.chance(config.corruption.pasted)) return colourNoise(stream, size);
  return alteredImage(stream, await readImage(stream.int(images)), size);
}

export const corruptions: ImageCopies<Architecture, DestsegConfig> = {
  stream: 'corruption',
  count: ({ corruption }) => corruption.copies,
  async pixels(context) {
    const { rng, size, config, pixels } = context;
    const beta = rng.split('beta').range(0, config.corruption.transparency);
    const mask = maskOf(rng, size, config);
    const image = Float32Array.from(pixels);
    return Uint8Array.from(blend(image, await textureOf(context), mask, beta), Math.round);
  },
  label({ rng, size, shapes, config }) {
    const [height, width] = shapes[0];
    return { shape: [height, width], data: coarseMask(maskOf(rng, size, config), size, size / width) };
  },
};
