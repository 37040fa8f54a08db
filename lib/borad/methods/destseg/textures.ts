/** What covers a part of an image: another training image, changed until it hardly looks like one, or colour noise. */
import type { Rng } from '../../base';
import { gradientNoise } from './gradientNoise';

/** Middle of the range of values, about which contrast is changed. */
const MIDDLE = 128;
/** Largest shift of a channel, of 255. */
const SHIFT = 60;
const clamp = (value: number) => Math.min(255, Math.max(0, value));

/**
 * An image turned by a multiple of 90 degrees, flipped, rolled, with other contrast, shifted channels, and in half of all cases
 * exchanged ones.
 *
 * @param pixels [size, size, 3], 0 to 255.
 * @returns The same form.
 */
export function alteredImage(rng: Rng, pixels: ArrayLike<number>, size: number): Float32Array {
  const quarters = rng.int(4);
  const flip = rng.chance(0.5);
  const [down, right] = [rng.int(size), rng.int(size)];
  const contrast = rng.range(0.5, 1.5);
  const shifts = [0, 1, 2].map(() => rng.range(-SHIFT, SHIFT));
  const order = rng.chance(0.5) ? rng.permutation(3) : [0, 1, 2];
  const result = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let [row, column] = [(y + down) % size, (x + right) % size];
      if (flip) column = size - 1 - column;
      for (let turn = 0; turn < quarters; turn++) [row, column] = [column, size - 1 - row];
      const from = (row * size + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = MIDDLE + contrast * (pixels[from + order[channel]] - MIDDLE) + shifts[channel];
        result[(y * size + x) * 3 + channel] = clamp(value);
      }
    }
  }
  return result;
}

/**
 * A base colour plus three octaves of gradient noise, each with half of the weight of the one before, with an amplitude of its
 * own in every channel.
 *
 * @returns [size, size, 3], 0 to 255.
 */
export function colourNoise(rng: Rng, size: number): Float32Array {
  const base = [0, 1, 2].map(() => rng.range(0, 255));
  const amplitudes = [0, 1, 2].map(() => rng.range(20, 120));
  // The finest of the three has 2^7 cells a side at most.
  const first = 1 + rng.int(5);
  const octaves = [0, 1, 2].map((octave) => gradientNoise(rng, size, [2 ** (first + octave), 2 ** (first + octave)]));
  return Float32Array.from({ length: size * size * 3 }, (_, i) => {
    const place = Math.floor(i / 3);
    const sum = octaves.reduce((total, noise, octave) => total + noise[place] / 2 ** octave, 0);
    return clamp(base[i % 3] + amplitudes[i % 3] * sum);
  });
}
