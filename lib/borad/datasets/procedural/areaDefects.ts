/** Local defects that cover a spot: stains, holes, dents, dirt. */
import { addBlob } from './blob';
import { grade, type LocalDefect, placeOnPart } from './category';
import { addDisk, createField } from './shapes';
import { castShadow, stamp, tint } from './stamp';
import { type Colour, colour } from './surface';

/** A liquid that dried: tints what it covers, with soft edges and sometimes a darker rim. */
export function stain(options: { dyes: readonly Colour[]; gloss?: number; radius?: number }): LocalDefect {
  const { dyes, gloss = 0, radius = 1 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const r = radius * grade(0.022, 0.105, size);
    const softness = r * rng.range(0.12, 0.5);
    const field = createField(surface.size);
    addBlob(field, rng, x, y, { radius: r, wobble: 0.5, reach: softness });
    const dye = rng.pick(dyes);
    const opacity = grade(0.28, 0.95, contrast);
    tint(surface, field, { colour: dye, dye: true, opacity, softness, gloss });
    if (rng.chance(0.5)) {
      const inner = createField(surface.size);
      addDisk(inner, x, y, r * 0.6, r * 0.5);
      tint(surface, inner, { colour: dye, dye: true, opacity: opacity * 0.5, softness: r * 0.4 });
    }
  };
}

/** An opaque patch of another material on the surface: rust, glue, paint, polish. */
export function patch(options: {
  colours: readonly Colour[];
  gloss?: number;
  radius?: number;
  rise?: number;
}): LocalDefect {
  const { colours, gloss = 0, radius = 1, rise = 0 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const r = radius * grade(0.018, 0.09, size);
    const field = createField(surface.size);
    const spots = 1 + rng.int(3);
    const softness = r * 0.35;
    for (let s = 0; s < spots; s++) {
      const away = s === 0 ? 0 : r * rng.range(0.9, 2);
      const angle = rng.range(0, 2 * Math.PI);
      const radiusHere = s === 0 ? r : r * rng.range(0.25, 0.6);
      addBlob(field, rng, x + away * Math.cos(angle), y + away * Math.sin(angle), {
        radius: radiusHere,
        reach: softness,
      });
    }
    tint(surface, field, {
      colour: rng.pick(colours),
      opacity: grade(0.28, 0.92, contrast),
      softness,
      gloss,
      rise: rise * grade(0.3, 1, contrast),
    });
  };
}

/** A punched or burnt hole with a raised rim: dark, irregular, without a view of the ground. */
export function hole(options: { inside?: Colour; rim?: Colour; radius?: number } = {}): LocalDefect {
  const { inside = colour(22, 20, 19), rim, radius = 1 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const r = radius * grade(0.009, 0.046, size);
    const field = createField(surface.size);
    const opacity = grade(0.35, 1, contrast);
    if (rim) {
      addBlob(field, rng.split('rim'), x, y, { radius: r * 1.5, wobble: 0.5, reach: r * 0.6 });
      tint(surface, field, { colour: rim, opacity: 0.6 * opacity, softness: r * 0.5, rise: 0.003 * opacity });
    }
    const pit = createField(surface.size);
    addBlob(pit, rng.split('pit'), x, y, { radius: r, wobble: 0.35 });
    stamp(surface, pit, {
      colour: inside,
      opacity,
      rise: -0.012,
      bevel: r * 0.8,
      relative: true,
      onPart: true,
      part: 'keep',
    });
  };
}

/** A dent or bump: nothing but a change of slope, seen by its shading. */
export function dent(options: { depth?: number; radius?: number } = {}): LocalDefect {
  const { depth = 0.014, radius = 1 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const r = radius * grade(0.02, 0.075, size);
    const field = createField(surface.size);
    addDisk(field, x, y, r * 0.45, r * 0.6);
    const sign = rng.chance(0.7) ? -1 : 1;
    tint(surface, field, {
      colour: colour(0, 0, 0),
      opacity: 0,
      softness: r * 0.55,
      rise: sign * depth * grade(0.35, 1.3, contrast) * (r / 0.04),
    });
  };
}

/** A crumb of foreign matter with its shadow. */
export function crumb(colours: readonly Colour[], options: { radius?: number } = {}): LocalDefect {
  const { radius = 1 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const r = radius * grade(0.01, 0.05, size);
    const shadow = createField(surface.size);
    addDisk(shadow, x + 0.4 * r, y + 0.4 * r, r, r * 0.5);
    castShadow(surface, shadow, grade(0.12, 0.5, contrast), r * 0.5);
    const field = createField(surface.size);
    addBlob(field, rng, x, y, { radius: r, wobble: 0.6 });
    stamp(surface, field, {
      colour: rng.pick(colours),
      opacity: grade(0.35, 1, contrast),
      rise: r * 0.5,
      bevel: r * 0.7,
      relative: true,
      gloss: 0.12,
      part: 'keep',
    });
  };
}
