/** The scene as seen from straight above, before light: relief, colour, gloss and shade of every pixel. */

/** Linear light, 0 to 1. */
export type Colour = readonly [number, number, number];

/** Every field is [size, size]. Lengths are in units of the image's width. */
export interface Surface {
  size: number;
  /** Relief; its slopes turn the surface towards or away from the light. */
  height: Float32Array;
  red: Float32Array;
  green: Float32Array;
  blue: Float32Array;
  /** Strength of the mirror-like reflection, 0 matt to 1 polished. */
  gloss: Float32Array;
  /** Share of the light that arrives: 1 in the open, less in a cast shadow. */
  light: Float32Array;
  /** Share of the pixel that belongs to the inspected part rather than to the backdrop. */
  part: Float32Array;
}

/** An empty surface: flat, black, matt, unshaded, no part. */
export function createSurface(size: number): Surface {
  const field = () => new Float32Array(size * size);
  return {
    size,
    height: field(),
    red: field(),
    green: field(),
    blue: field(),
    gloss: field(),
    light: field().fill(1),
    part: field(),
  };
}

/** A deep copy. */
export function copySurface(surface: Surface): Surface {
  return {
    size: surface.size,
    height: surface.height.slice(),
    red: surface.red.slice(),
    green: surface.green.slice(),
    blue: surface.blue.slice(),
    gloss: surface.gloss.slice(),
    light: surface.light.slice(),
    part: surface.part.slice(),
  };
}

/** A display colour, 0 to 255 per channel, in linear light (gamma 2.2). */
export function colour(red: number, green: number, blue: number): Colour {
  return [(red / 255) ** 2.2, (green / 255) ** 2.2, (blue / 255) ** 2.2];
}

/** A colour a share `t` of the way from one to another. */
export function blend(from: Colour, to: Colour, t: number): Colour {
  return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t];
}

/** A colour with every channel multiplied. */
export function scaled(from: Colour, gain: number): Colour {
  return [from[0] * gain, from[1] * gain, from[2] * gain];
}

/** The rows [from, to) in which two surfaces of one size differ; from >= to when they are equal. `part` is not compared. */
export function changedRows(before: Surface, after: Surface): { from: number; to: number } {
  const { size } = before;
  let from = size;
  let to = 0;
  for (const key of ['height', 'red', 'green', 'blue', 'gloss', 'light'] as const) {
    const a = before[key];
    const b = after[key];
    let low = 0;
    while (low < from * size && a[low] === b[low]) low++;
    from = Math.min(from, Math.floor(low / size));
    let high = a.length - 1;
    while (high >= to * size && a[high] === b[high]) high--;
    to = Math.max(to, Math.floor(high / size) + 1);
  }
  return { from, to };
}
