import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { serialiseOnnx } from '../../lib/borad/compile';
import { antialiased } from '../../lib/borad/datasets/antialiased';
import { graphBuilder } from '../../lib/borad/deploy/graphBuilder';
import { squashed } from '../../lib/borad/deploy/squashed';
import { there } from '../there';

const SIZE = 64;

/** A file that only squashes. */
function squasher(): Uint8Array {
  const to = graphBuilder('photo');
  const last = squashed(to, SIZE);
  return serialiseOnnx({
    ...{ name: 'squash', nodes: to.nodes, constants: to.constants, laidOut: false },
    inputs: [{ name: 'image', type: 'uint8', shape: ['height', 'width', 3] }],
    outputs: [{ name: last, type: 'float32', shape: [1, SIZE, SIZE, 3] }],
  });
}

/** Widths and heights: smaller, larger, of other aspects. */
const SIZES = [
  [SIZE, SIZE],
  [1, 1],
  [1, 100],
  [100, 1],
  [40, 50],
  [63, 65],
  [SIZE, 97],
  [97, SIZE],
  [128, 128],
  [150, 97],
  [257, 255],
  [1001, 37],
  [640, 480],
] as const;

describe('a photo at the size of the model', () => {
  it('has the same pixels by a graph as by data.resize=antialias, whatever its size', async () => {
    const session = await ort.InferenceSession.create(squasher());
    const rng = createRng(1);
    for (const [width, height] of SIZES) {
      const pixels = Uint8Array.from({ length: 3 * width * height }, () => rng.int(256));
      const given = { image: new ort.Tensor('uint8', pixels, [height, width, 3]) };
      const found = there((await session.run(given))['photo/pixels']).data as Float32Array;
      expect(
        Buffer.from(Uint8Array.from(found)).equals(antialiased(pixels, width, height, SIZE)),
        `${width} x ${height}`,
      ).toBe(true);
    }
    await session.release();
  });
});
