/** What a category of the procedural set is: a painter of its normal scene and the ways in which it fails. */
import type { Rng } from '../../base';
import type { Surface } from './surface';

/** One defect to be painted. */
export interface Flaw {
  /** One of the category's defects. */
  kind: string;
  /** Extent, 0 the smallest to 1 the largest. */
  size: number;
  /** Contrast, 0 hard to see to 1 plain. */
  contrast: number;
  rng: Rng;
}

/** Changes a painted surface at one place (scratch, stain, crack). */
export type LocalDefect = (surface: Surface, flaw: Flaw) => void;

/** Paints the scene. `flaw` is given for structural defects only; all else draws from `rng` as without it. */
export type Painter = (surface: Surface, rng: Rng, flaw?: Flaw) => void;

export interface Category {
  name: string;
  kind: 'texture' | 'object';
  /** Each defect is local, or 'structural': the painter itself builds the scene differently. */
  defects: Record<string, LocalDefect | 'structural'>;
  paint: Painter;
}

/**
 * How pronounced a defect is, 0 (hard to see) to 1 (obvious): the cube root of a uniform number, which leans to the obvious;
 * one defect in eight lies below 0.5, half above 0.8.
 */
export function defectStrength(rng: Rng): number {
  return Math.cbrt(rng.uniform());
}

/** A flaw of the given strength; extent and contrast vary about it in opposite directions. */
export function drawFlaw(kind: string, strength: number, rng: Rng): Flaw {
  const tilt = rng.split('tilt').range(-0.25, 0.25);
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return { kind, size: clamp(strength + tilt), contrast: clamp(strength - tilt), rng: rng.split('flaw') };
}

/** The value at a share `t` of the way from `low` to `high`. */
export function grade(low: number, high: number, t: number): number {
  return low + (high - low) * t;
}

/** A place on the inspected part, away from the image's border. */
export function placeOnPart(surface: Surface, rng: Rng, margin = 0.1): [number, number] {
  const { size, part } = surface;
  let x = 0.5;
  let y = 0.5;
  for (let attempt = 0; attempt < 100; attempt++) {
    x = rng.range(margin, 1 - margin);
    y = rng.range(margin, 1 - margin);
    if (part[Math.floor(y * size) * size + Math.floor(x * size)] > 0.9) break;
  }
  return [x, y];
}
