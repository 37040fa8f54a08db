import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { serialiseOnnx } from '../../lib/borad/compile';
import { loadImage, proceduralDataset } from '../../lib/borad/datasets';
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

/** Largest difference in grey levels between the graph's pixels and those of `loadImage`, of one photo at several sizes. */
async function differences(sizes: [number, number][]): Promise<number[]> {
  const few = { trainPerCategory: 1, testGoodPerCategory: 0, testDefectivePerCategory: 0 };
  const dataset = proceduralDataset({ seed: 1, imageSize: 256, categories: ['screw'], ...few });
  const photo = await dataset.read(there(dataset.samples[0]));
  const session = await ort.InferenceSession.create(squasher());
  const found: number[] = [];
  for (const [width, height] of sizes) {
    const image = sharp(photo.pixels, { raw: { width: 256, height: 256, channels: 3 } });
    const resized = image.resize(width, height, { fit: 'fill', kernel: 'cubic' });
    const png = { name: 'photo', bytes: await resized.clone().png().toBuffer() };
    const { data } = await resized.raw().toBuffer({ resolveWithObject: true });
    const { pixels } = await loadImage(png, SIZE);
    const given = { image: new ort.Tensor('uint8', Uint8Array.from(data), [height, width, 3]) };
    const [name = ''] = session.outputNames;
    const own = there((await session.run(given))[name]).data as Float32Array;
    found.push(own.reduce((most, value, i) => Math.max(most, Math.abs(value - there(pixels[i]))), 0));
  }
  await session.release();
  return found;
}

describe('a photo at the size of the model, by a graph and by loadImage', () => {
  it('has equal pixels where nothing is resized, and differs by a level where it shrinks to more than half', async () => {
    const [same, less, half] = await differences([
      [64, 64],
      [100, 80],
      [120, 127],
    ]);
    expect([same, less, half]).toEqual([0, 1, 1]);
  });

  it('differs by a few levels where libvips takes means of blocks first', async () => {
    const found = await differences([
      [256, 256],
      [600, 470],
    ]);
    for (const levels of found) expect(levels).toBeLessThanOrEqual(6);
    expect(Math.max(...found)).toBeGreaterThan(1);
  });
});
