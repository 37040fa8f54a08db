/** Altered copies as a data set and as labels, by a method's copies that are stood in for. */
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../../lib/borad/backend';
import { createRng, progressReporter } from '../../lib/borad/base';
import { computeFeatures, planFeatures } from '../../lib/borad/features';
import type { CopyContext, CopySource, ImageCopies, RunConfig } from '../../lib/borad/methods';
import { openCopies } from '../../lib/borad/training/copySource';
import { copiedDataset, copyIndex, copyLabels, stacked } from '../../lib/borad/training/imageCopies';
import { there } from '../there';
import { tinyConfig, tinyDataset, tinyTeacher } from './tinyRun';

const SIZE = 64;
const config = tinyConfig({ seed: 5, training: { batchSize: 3 } }) as RunConfig;
const shapes = [[1, 1, 1]] as const;
const architecture = { channels: [8, 8, 8] };

/** Copies that write down what they are made from; a label is a number of the copy's own. */
function written() {
  const contexts: (CopyContext & CopySource)[] = [];
  let labels = 0;
  const copies: ImageCopies = {
    stream: 'change',
    count: () => 3,
    async pixels(context) {
      contexts.push(context);
      const other = await context.readImage(1);
      const own = context.rng.split('own').int(256);
      return Uint8Array.from(context.pixels, (value, i) => value ^ (other[i] ?? 0) ^ own);
    },
    label({ rng, size, config: own }) {
      labels++;
      return { shape: [2], data: Float32Array.of(rng.uniform(), size + own.seed) };
    },
  };
  return { copies, contexts, labels: () => labels };
}

const numberOf = (image: number, copy: number) => Math.fround(createRng(5).split(`change ${image} ${copy}`).uniform());

describe('copies as a data set', () => {
  it('stand image by image, and each is made from its image and a stream of its own', async () => {
    const dataset = tinyDataset(SIZE);
    const samples = dataset.samples.slice(0, 4).map((sample) => ({ ...sample, file: 'a.png' }));
    let reads = 0;
    const counted: typeof dataset = {
      ...dataset,
      read: (sample) => {
        reads++;
        return dataset.read(sample);
      },
      range: async () => ({ range: '12bit', note: 'n' }),
    };
    const { copies, contexts } = written();
    const set = copiedDataset(counted, samples, { copies, config, architecture, shapes });
    expect(set.samples.map(({ id }) => id)).toEqual(
      samples.flatMap(({ id }) => [1, 2, 3].map((copy) => `${id}, copy ${copy}`)),
    );
    expect(set.samples.every((sample) => !('file' in sample))).toBe(true);
    expect([set.name, set.categories, set.imageSize]).toEqual([dataset.name, dataset.categories, SIZE]);
    expect((await set.range?.())?.range).toBe('12bit');
    const { pixels, mask, width, height } = await set.read(there(set.samples[copyIndex(2, 1, 3)]));
    const [two, one] = [(await dataset.read(there(samples[2]))).pixels, (await dataset.read(there(samples[1]))).pixels];
    const own = createRng(5).split('change 2 1').split('own').int(256);
    expect(pixels).toEqual(Uint8Array.from(two, (value, i) => value ^ there(one[i]) ^ own));
    expect([width, height, mask?.length, mask?.some(Boolean)]).toEqual([SIZE, SIZE, SIZE * SIZE, false]);
    const context = there(contexts[0]);
    expect([context.images, context.size, context.shapes]).toEqual([4, SIZE, shapes]);
    expect(Math.fround(context.rng.uniform())).toBe(numberOf(2, 1));
    // Images that were read are kept.
    expect(reads).toBe(2);
    await set.read(there(set.samples[copyIndex(1, 0, 3)]));
    expect(reads).toBe(2);
    const { range: _, ...without } = counted;
    expect(copiedDataset(without, samples, { copies, config, architecture, shapes }).range).toBeUndefined();
    await expect(set.read(there(samples[0]))).rejects.toThrow(/copy rows\/train\/good\/0/);
  });
});

describe('images that copies are made of', () => {
  it('are kept as long as they fit into 256 MiB', async () => {
    const dataset = tinyDataset(SIZE);
    const samples = dataset.samples.slice(0, 3);
    const reads: string[] = [];
    // One of this size fits, a second does not; what is read is small all the same.
    const large: typeof dataset = {
      ...dataset,
      imageSize: [8192, 8192],
      read: async (sample) => {
        reads.push(sample.id);
        return { width: 1, height: 1, pixels: new Uint8Array(3), mask: new Uint8Array(1) };
      },
    };
    const set = copiedDataset(large, samples, { copies: written().copies, config, architecture, shapes });
    const copy = there(set.samples[copyIndex(2, 0, 3)]);
    for (let i = 0; i < 2; i++) await set.read(copy);
    const [, one, two] = samples.map(({ id }) => id);
    expect(reads).toEqual([two, one, one]);
  });
});

describe('labels of copies', () => {
  it('are made once each', () => {
    const { copies, labels } = written();
    const labelOf = copyLabels({ copies, config, architecture, shapes });
    const found = [labelOf(2, 1), labelOf(2, 1), labelOf(1, 2)].map(({ data }) => data[0]);
    expect(found).toEqual([numberOf(2, 1), numberOf(2, 1), numberOf(1, 2)]);
    expect(labels()).toBe(2);
  });

  it('are stacked one after another', () => {
    const label = (...values: number[]) => ({ shape: [1, 2], data: Float32Array.from(values) });
    expect(stacked([label(1, 2), label(3, 4), label(5, 6)])).toEqual({
      shape: [3, 1, 2],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
  });
});

describe('copies of a step', () => {
  beforeAll(() => prepareBackend('cpu'));

  it('are drawn by the seed and the step alone, one of each image, with its label', async () => {
    const dataset = tinyDataset(SIZE);
    const samples = dataset.samples.slice(0, 2);
    const teacher = tinyTeacher();
    const source = await openCopies({
      ...{ copies: written().copies, config, architecture, shapes, dataset, samples, teacher, batchSize: 3 },
      ...{ plan: planFeatures(teacher, SIZE, 6), report: progressReporter('silent'), engine: 'eager' },
    });
    const indices = [1, 0, 1];
    const stream = createRng(5).split('copies 7');
    const drawn = indices.map((image) => [image, stream.int(3)] as const);
    const { labels, copies } = await source.draw(7, indices, ['labels', 'copies']);
    expect(labels?.shape).toEqual([3, 2]);
    expect([0, 2, 4].map((i) => labels?.data[i])).toEqual(drawn.map(([image, copy]) => numberOf(image, copy)));
    const set = copiedDataset(dataset, samples, { copies: written().copies, config, architecture, shapes });
    const chosen = drawn.map(([image, copy]) => there(set.samples[copyIndex(image, copy, 3)]));
    const { scales } = await computeFeatures(teacher, set, chosen, { engine: 'eager' });
    expect(copies).toEqual(scales);
    expect(Object.keys(await source.draw(7, indices, ['copies']))).toEqual(['copies']);
    expect(Object.keys(await source.draw(7, indices, ['labels']))).toEqual(['labels']);
    expect(Object.keys(await source.draw(7, indices, ['features']))).toEqual([]);
    source.close();
  });
});
