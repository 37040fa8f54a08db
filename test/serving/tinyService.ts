/** A service whose detector reads brightness off the pixels: nothing is trained. */
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import type { Detector } from '../../lib/borad/detection';
import { createService, type ServiceOptions } from '../../lib/borad/serving';
import { type LabelledScore, productOf, setLimits } from '../../lib/borad/verdicts';

const SIZE = 16;

/** Map: the red channel, 0 to 1. Global feature: the mean of the green one, 0 to 255. */
export function brightnessDetector(wait: () => Promise<void> = async () => {}): Pick<Detector, 'inspect' | 'config'> {
  return {
    config: { data: { imageSize: SIZE, range: 'full' }, detection: { imageScore: 'max' } } as Detector['config'],
    async inspect(pixels) {
      await wait();
      const maps = Float32Array.from({ length: SIZE * SIZE }, (_, i) => (pixels[3 * i] ?? 0) / 255);
      const green = maps.reduce((sum, _, i) => sum + (pixels[3 * i + 1] ?? 0), 0) / maps.length;
      return { maps, scores: Float32Array.of(Math.max(...maps)), size: SIZE, globals: [Float32Array.of(green)] };
    },
  };
}

const normals: LabelledScore[] = [0.1, 0.2, 0.3].map((score, i) => ({ id: `${i}`, category: 'nut', score }));

/** Photos of category `nut` have a green of 50; their limit is 0.3. */
export const tinyService = async (options: Partial<ServiceOptions> = {}): Promise<FastifyInstance> => {
  const service = await createService({
    detector: brightnessDetector(),
    judging: {
      limits: setLimits({ normals, defects: [], source: 'test', weights: 'w' }, ['nut'], { kind: 'value', value: 0.3 }),
      products: [productOf('nut', [Float32Array.of(50)], [Float32Array.of(60)])],
    },
    ...{ scale: { min: 0, max: 1 }, weights: 'f'.repeat(64), categories: ['nut'] },
    ...{ places: 4, bodyLimit: 100_000, timeout: 5000 },
    ...options,
  });
  // With what answers requests without a socket.
  return service as FastifyInstance;
};

/** A PNG of one colour with a square of another red in it. */
export async function photoOf({
  red = 25,
  green = 50,
  width = 40,
  height = 20,
  defect,
}: Partial<Record<'red' | 'green' | 'width' | 'height' | 'defect', number>> = {}): Promise<Buffer> {
  const colour = (r: number) => ({ r, g: green, b: 0 });
  const square = await sharp({ create: { width: 10, height: 10, channels: 3, background: colour(defect ?? red) } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: colour(red) } })
    .composite([{ input: square, left: 5, top: 5 }])
    .removeAlpha()
    .png()
    .toBuffer();
}
