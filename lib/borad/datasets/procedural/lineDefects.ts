/** Local defects that follow a line: scratches, cracks, foreign fibres. */
import type { Rng } from '../../base';
import { type Flaw, grade, type LocalDefect, placeOnPart } from './category';
import { addStroke, createField } from './shapes';
import { castShadow, stamp } from './stamp';
import { type Colour, colour } from './surface';

/** A line of the given length that wanders: its direction changes by a normal step at each of its points. */
export function wanderingLine(
  rng: Rng,
  x: number,
  y: number,
  length: number,
  steps: number,
  restlessness: number,
): number[] {
  let angle = rng.range(0, 2 * Math.PI);
  // Starts half a length behind its place, so that the place lies near the middle.
  let px = x - 0.5 * length * Math.cos(angle);
  let py = y - 0.5 * length * Math.sin(angle);
  const points = [px, py];
  for (let s = 0; s < steps; s++) {
    px += (length / steps) * Math.cos(angle);
    py += (length / steps) * Math.sin(angle);
    points.push(px, py);
    angle += restlessness * rng.normal();
  }
  return points;
}

/** A groove, brighter or darker than its surroundings, slightly curved and tapering. */
export function scratch(options: {
  colours: readonly Colour[];
  depth?: number;
  gloss?: number;
  length?: number;
  width?: number;
}): LocalDefect {
  const { colours, depth = 0.003, gloss = 0.3, length = 1, width = 1 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const line = wanderingLine(rng, x, y, length * grade(0.1, 0.5, size), 8, 0.06);
    const half = width * grade(0.0017, 0.0054, size * 0.6 + contrast * 0.4);
    const field = createField(surface.size);
    addStroke(field, line, half, half * 0.4);
    stamp(surface, field, {
      colour: rng.pick(colours),
      opacity: grade(0.24, 0.92, contrast),
      rise: -depth * grade(0.3, 1, contrast),
      bevel: half,
      relative: true,
      gloss,
      onPart: true,
      part: 'keep',
    });
  };
}

/** A thin dark branching line with sharp turns. */
export function crack(options: { colour?: Colour; depth?: number; length?: number } = {}): LocalDefect {
  const { colour: dark = colour(28, 25, 24), depth = 0.004, length = 1 } = options;
  return (surface, flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const reach = length * grade(0.09, 0.42, size);
    const half = grade(0.0018, 0.0048, size);
    const field = createField(surface.size);
    const line = wanderingLine(rng, x, y, reach, 12, 0.5);
    addStroke(field, line, half, half * 0.4);
    const branches = 1 + rng.int(3);
    for (let b = 0; b < branches; b++) {
      const at = 2 * (2 + rng.int(8));
      addStroke(
        field,
        wanderingLine(rng, line[at], line[at + 1], reach * rng.range(0.2, 0.5), 6, 0.5),
        half * 0.7,
        half * 0.3,
      );
    }
    stamp(surface, field, {
      colour: dark,
      opacity: grade(0.3, 1, contrast),
      rise: -depth,
      bevel: half,
      relative: true,
      onPart: true,
      part: 'keep',
    });
  };
}

/** A foreign fibre or hair that lies on the surface and throws a thin shadow. */
export function fibre(colours: readonly Colour[]): LocalDefect {
  return (surface, flaw: Flaw) => {
    const { rng, size, contrast } = flaw;
    const [x, y] = placeOnPart(surface, rng);
    const line = wanderingLine(rng, x, y, grade(0.08, 0.42, size), 14, 0.28);
    const half = grade(0.0016, 0.0042, contrast);
    const field = createField(surface.size);
    const shadow = createField(surface.size);
    addStroke(
      shadow,
      line.map((value) => value + 0.004),
      half,
      half,
      0.006,
    );
    castShadow(surface, shadow, grade(0.1, 0.4, contrast), 0.004);
    addStroke(field, line, half);
    stamp(surface, field, {
      colour: rng.pick(colours),
      opacity: grade(0.3, 0.95, contrast),
      rise: 0.003,
      bevel: half,
      relative: true,
      gloss: 0.05,
      part: 'keep',
    });
  };
}
