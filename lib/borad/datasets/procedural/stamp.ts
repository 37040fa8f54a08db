/** Puts shapes on a surface: solid parts with bevelled or rounded edges, and the shadows they cast. */
import type { Field } from './shapes';
import type { Colour, Surface } from './surface';

export interface Material {
  colour: Colour;
  /** Height of the part's rim. Default 0. */
  base?: number;
  /** How far the part rises from its rim to its top; negative digs. Default 0. */
  rise?: number;
  /** Distance from the edge over which it rises. Default 0.01. */
  bevel?: number;
  /** Default 0. */
  gloss?: number;
  /** Share of the material that covers what lies beneath. Default 1. */
  opacity?: number;
  /** [size, size]; the colour is multiplied by 1 + grain. */
  grain?: Float32Array;
  /** [size, size]; added to the part's height. */
  relief?: Float32Array;
  /** Rises from the surface beneath instead of from `base`. Default false. */
  relative?: boolean;
  /** What the covered pixels become: part (1), backdrop (0), or unchanged. Default 1. */
  part?: 0 | 1 | 'keep';
  /** Only on the inspected part. Default false. */
  onPart?: boolean;
  /** Share of the light that reaches the material (a deep hole gets less). Default: unchanged. */
  light?: number;
}

/**
 * Covers the inside of a field with a material, anti-aliased over one pixel. The edge rises as a quarter circle over
 * `bevel`, so that a bevel as large as a disk's radius gives a dome.
 */
export function stamp(surface: Surface, field: Field, material: Material): void {
  const { size, height, red, green, blue, gloss, light, part } = surface;
  const { colour, base = 0, rise = 0, bevel = 0.01, opacity = 1, grain, relief, relative = false } = material;
  const shine = material.gloss ?? 0;
  const becomes = material.part ?? 1;
  const onPart = material.onPart ?? false;
  const arriving = material.light;
  const inverseBevel = 1 / bevel;
  for (let y = field.y0; y < field.y1; y++) {
    for (let i = y * size + field.x0; i < y * size + field.x1; i++) {
      const d = field.data[i];
      let cover = 0.5 - d * size;
      if (cover <= 0) continue;
      if (cover > 1) cover = 1;
      cover *= opacity;
      if (onPart) cover *= part[i];
      let e = -d * inverseBevel;
      e = Math.min(1, Math.max(0, e));
      const top = (relative ? height[i] : base) + rise * Math.sqrt(e * (2 - e)) + (relief ? relief[i] : 0);
      const tone = grain ? 1 + grain[i] : 1;
      height[i] += (top - height[i]) * cover;
      red[i] += (colour[0] * tone - red[i]) * cover;
      green[i] += (colour[1] * tone - green[i]) * cover;
      blue[i] += (colour[2] * tone - blue[i]) * cover;
      gloss[i] += (shine - gloss[i]) * cover;
      if (becomes !== 'keep') part[i] += (becomes - part[i]) * cover;
      if (arriving !== undefined) light[i] += (arriving - light[i]) * cover;
      else if (!relative) light[i] += (1 - light[i]) * cover;
    }
  }
}

/**
 * Darkens what lies under a part, before the part is stamped. The field must reach `softness` beyond its edge, and is
 * given already moved away from the light.
 *
 * @param depth Share of the light that is taken in the full shadow.
 */
export function castShadow(surface: Surface, field: Field, depth: number, softness: number): void {
  const { size, light } = surface;
  for (let y = field.y0; y < field.y1; y++) {
    for (let i = y * size + field.x0; i < y * size + field.x1; i++) {
      let t = (softness - field.data[i]) / (2 * softness);
      if (t <= 0) continue;
      if (t > 1) t = 1;
      light[i] *= 1 - depth * t * t * (3 - 2 * t);
    }
  }
}

export interface Mark {
  colour: Colour;
  /** Share of the colour that is taken on, 0 to 1. */
  opacity: number;
  /** Distance over which the edge fades in and out. */
  softness: number;
  /** Multiplies with the colour (a dye) instead of covering with it (a paint). Default false. */
  dye?: boolean;
  /** Change of gloss at full opacity. Default 0. */
  gloss?: number;
  /** Change of height at the middle. Default 0. */
  rise?: number;
  /** Only on the inspected part. Default true. */
  onPart?: boolean;
}

/** Tints a soft-edged region: stains, polish, smears. The field must reach `softness` beyond its edge. */
export function tint(surface: Surface, field: Field, mark: Mark): void {
  const { size, height, red, green, blue, gloss, part } = surface;
  const { colour, opacity, softness, dye = false, rise = 0, onPart = true } = mark;
  const shine = mark.gloss ?? 0;
  for (let y = field.y0; y < field.y1; y++) {
    for (let i = y * size + field.x0; i < y * size + field.x1; i++) {
      let t = (softness - field.data[i]) / (2 * softness);
      if (t <= 0) continue;
      if (t > 1) t = 1;
      t = t * t * (3 - 2 * t);
      if (onPart) t *= part[i];
      const a = t * opacity;
      red[i] += ((dye ? red[i] * colour[0] : colour[0]) - red[i]) * a;
      green[i] += ((dye ? green[i] * colour[1] : colour[1]) - green[i]) * a;
      blue[i] += ((dye ? blue[i] * colour[2] : colour[2]) - blue[i]) * a;
      gloss[i] = Math.max(0, gloss[i] + shine * a);
      height[i] += rise * t;
    }
  }
}
