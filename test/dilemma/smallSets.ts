/** Feature sets of two categories on a line each, with defects off both lines and their intact twins. */
import type { Rng } from '../../lib/borad/base';
import type { FeatureSet } from '../../lib/borad/features';

export const SIDE = 4;
export const CHANNELS = 6;
const SIZE = 8;

interface Wanted {
  split: 'train' | 'test';
  /** Images a category. */
  good: number;
  defective: number;
}

/**
 * Category a varies along channel 0 around channels 1 and 4, category b along channel 2 around channels 3 and 5, so that three axes
 * hold what is normal; a defect adds `strength` to channel 5 in the upper left quarter.
 */
export function smallSet(rng: Rng, { split, good, defective }: Wanted, strength = 8): FeatureSet {
  const samples: FeatureSet['samples'] = [];
  const masks: Uint8Array[] = [];
  const values: number[] = [];
  for (const [kind, category] of ['a', 'b'].entries()) {
    for (let i = 0; i < good + defective; i++) {
      const damaged = i >= good;
      samples.push({ category, split, defect: damaged ? 'stain' : 'good', id: `${category}/${split}/${i}` });
      masks.push(
        Uint8Array.from({ length: SIZE * SIZE }, (_, p) =>
          Number(damaged && p % SIZE < SIZE / 2 && Math.floor(p / SIZE) < SIZE / 2),
        ),
      );
      const own = rng.split(`${split} ${category} ${i}`);
      for (let p = 0; p < SIDE * SIDE; p++) {
        const inside = damaged && p % SIDE < SIDE / 2 && Math.floor(p / SIDE) < SIDE / 2;
        for (let c = 0; c < CHANNELS; c++) {
          const noise = 0.05 * own.normal();
          const base = c === 2 * kind ? own.normal() : c === 2 * kind + 1 || c === 4 + kind ? 4 : 0;
          values.push(base + noise + (inside && c === 5 ? strength : 0));
        }
      }
    }
  }
  return {
    samples,
    imageSize: SIZE,
    shapes: [[SIDE, SIDE, CHANNELS]],
    scales: [Float32Array.from(values)],
    masks,
  };
}

/** The defective images alone, as they would be without their defects. */
export function intactOf(rng: Rng, wanted: Wanted): FeatureSet {
  const all = smallSet(rng, wanted, 0);
  const kept = all.samples.map((_, i) => i).filter((i) => all.samples[i].defect !== 'good');
  const length = SIDE * SIDE * CHANNELS;
  return {
    ...all,
    samples: kept.map((i) => all.samples[i]),
    scales: [Float32Array.from(kept.flatMap((i) => [...all.scales[0].subarray(i * length, (i + 1) * length)]))],
    masks: kept.map(() => new Uint8Array(SIZE * SIZE)),
  };
}
