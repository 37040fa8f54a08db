import { describe, expect, it } from 'vitest';
import type { Dataset, Sample } from '../../lib/borad/datasets';
import type { Detector } from '../../lib/borad/detection';
import { detectSamples } from '../../lib/borad/evaluation/detectSamples';
import { readableSamples } from '../../lib/borad/evaluation/readableSamples';

/** More images than are held at once, three times over. */
const COUNT = 150;
const samples = Array.from(
  { length: COUNT },
  (_, i): Sample => ({ category: 'x', split: 'test', defect: 'good', id: `x/${i}` }),
);
const numberOf = ({ id }: Sample) => Number(id.slice(2));

describe('detectSamples', () => {
  it('puts maps, scores and masks of every image in their places, chunk after chunk', async () => {
    // The feature of an image is its number; so are its map and score.
    const detector = {
      config: { data: { imageSize: 2 } },
      detectFeatures: async ([numbers]: Float32Array[], count: number) => ({
        size: 2,
        scores: numbers.slice(0, count),
        maps: Float32Array.from({ length: 4 * count }, (_, i) => numbers[Math.floor(i / 4)]),
      }),
    } as unknown as Detector;
    const featuresOf = async (chunk: Sample[]) => ({
      samples: chunk,
      imageSize: 2,
      shapes: [[1, 1, 1]] as [number, number, number][],
      scales: [Float32Array.from(chunk, numberOf)],
      masks: chunk.map((sample) => new Uint8Array(4).fill(numberOf(sample) % 2)),
    });
    const readable = readableSamples({ samples } as unknown as Dataset);
    const found = await detectSamples(detector, samples, featuresOf, readable);
    expect(found.samples).toEqual(samples);
    expect([...found.scores]).toEqual(samples.map(numberOf));
    expect([...found.maps]).toEqual(samples.flatMap((sample) => Array(4).fill(numberOf(sample))));
    expect([...found.masks]).toEqual(samples.flatMap((sample) => Array(4).fill(numberOf(sample) % 2)));
  });
});
