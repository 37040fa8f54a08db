/** What objects lie on: an even, slightly grainy, slightly dusty ground; and the pose they lie in. */
import type { Rng } from '../../../base';
import { addValueNoise, fractalNoise } from '../noise';
import { addDisk, createField } from '../shapes';
import { stamp } from '../stamp';
import { type Colour, colour, type Surface, scaled } from '../surface';

export interface Backdrop {
  colour: Colour;
  /** Standard deviation of the grain relative to the colour. Default 0.06. */
  grain?: number;
  /** Most specks of dust. Default 5. */
  dust?: number;
}

/** Fills the surface with the ground; nothing of it counts as part. */
export function paintBackdrop(surface: Surface, rng: Rng, backdrop: Backdrop): void {
  const { size, height, red, green, blue } = surface;
  const { grain = 0.06, dust = 5 } = backdrop;
  const clouds = fractalNoise(size, rng.split('clouds'), { cellsX: 3, octaves: 2, gain: 0.05 });
  addValueNoise(clouds, size, rng.split('grain'), { cellsX: 100, gain: grain });
  const [r, g, b] = scaled(backdrop.colour, rng.range(0.88, 1.12));
  for (let i = 0; i < size * size; i++) {
    const value = 1 + clouds[i];
    red[i] = r * value;
    green[i] = g * value;
    blue[i] = b * value;
    height[i] = 0.006 * clouds[i];
  }
  const field = createField(size);
  const specks = rng.int(dust + 1);
  for (let s = 0; s < specks; s++) addDisk(field, rng.uniform(), rng.uniform(), rng.range(0.001, 0.0026));
  stamp(surface, field, {
    colour: rng.pick([colour(170, 165, 158), colour(60, 58, 56)]),
    opacity: rng.range(0.3, 0.8),
    relative: true,
    part: 'keep',
  });
}

export interface Pose {
  x: number;
  y: number;
  /** Radians. */
  angle: number;
  scale: number;
}

/** Near the middle of the image, turned by up to `turn` radians either way, about `scale` times as large as drawn. */
export function drawPose(rng: Rng, turn: number, shift = 0.035): Pose {
  return {
    x: 0.5 + rng.range(-shift, shift),
    y: 0.5 + rng.range(-shift, shift),
    angle: rng.range(-turn, turn),
    scale: rng.range(0.95, 1.05),
  };
}

/** Image coordinates of a point of the object. */
export function place(pose: Pose, x: number, y: number): [number, number] {
  const cos = Math.cos(pose.angle) * pose.scale;
  const sin = Math.sin(pose.angle) * pose.scale;
  return [pose.x + cos * x - sin * y, pose.y + sin * x + cos * y];
}
