/** A small circuit board: one layout of chips, resistors, capacitors, pads and traces. */
import type { Rng } from '../../../base';
import { patch } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { crack, fibre, scratch } from '../lineDefects';
import { addValueNoise } from '../noise';
import { addBox, addDisk, addStroke, clearField, createField, type Field, intersect } from '../shapes';
import { castShadow, stamp } from '../stamp';
import { blend, type Colour, colour, type Surface, scaled } from '../surface';
import { drawPose, type Pose, paintBackdrop, place } from './backdrop';

interface Part {
  kind: 'chip' | 'resistor' | 'capacitor' | 'can';
  x: number;
  y: number;
  /** Quarter turns. */
  turn: number;
}

const PARTS: Part[] = [
  { kind: 'chip', x: -0.13, y: -0.1, turn: 0 },
  { kind: 'chip', x: 0.2, y: 0.2, turn: 1 },
  { kind: 'can', x: 0.22, y: -0.22, turn: 0 },
  { kind: 'can', x: -0.26, y: 0.25, turn: 0 },
  { kind: 'resistor', x: 0.04, y: -0.3, turn: 0 },
  { kind: 'resistor', x: 0.25, y: -0.04, turn: 1 },
  { kind: 'resistor', x: -0.07, y: 0.14, turn: 0 },
  { kind: 'resistor', x: -0.07, y: 0.21, turn: 0 },
  { kind: 'capacitor', x: -0.3, y: -0.28, turn: 1 },
  { kind: 'capacitor', x: 0.1, y: -0.08, turn: 1 },
  { kind: 'capacitor', x: -0.08, y: 0.3, turn: 0 },
  { kind: 'capacitor', x: 0.03, y: 0.05, turn: 0 },
];

const TRACES = [
  [-0.3, -0.2, -0.3, 0.05, -0.2, 0.14, -0.12, 0.14],
  [0.02, -0.12, 0.1, -0.12, 0.18, -0.14],
  [-0.02, 0.14, 0.06, 0.14, 0.12, 0.2],
  [-0.02, 0.21, 0.05, 0.21, 0.12, 0.28],
  [0.04, -0.28, 0.04, -0.22, 0.0, -0.18],
  [0.25, -0.1, 0.25, -0.16],
  [0.25, 0.02, 0.25, 0.1],
  [-0.28, -0.33, -0.05, -0.33, 0.0, -0.3],
  [-0.34, -0.1, -0.34, 0.2],
  [0.34, -0.3, 0.34, 0.1, 0.3, 0.14],
];

const VIAS = [-0.3, 0.05, 0.18, -0.14, 0.12, 0.28, 0.0, -0.18, 0.34, -0.3, -0.34, 0.2, -0.2, 0.14, 0.33, 0.33];

function paintPart(
  surface: Surface,
  field: Field,
  part: Part,
  pose: Pose,
  angle: number,
  tone: number,
  flaw?: Flaw,
): void {
  const { x, y } = pose;
  const box = (hw: number, hh: number, radius: number, dx = 0, dy = 0, reach?: number): void => {
    const [px, py] = place({ ...pose, angle }, dx, dy);
    clearField(field);
    addBox(field, px, py, hw * pose.scale, hh * pose.scale, angle, radius, reach);
  };
  const tin = scaled(colour(178, 180, 184), tone);
  const shade = (hw: number, hh: number): void => {
    clearField(field);
    addBox(field, x + 0.006, y + 0.008, hw, hh, angle, 0.004, 0.014);
    castShadow(surface, field, 0.45, 0.011);
  };
  const recolour = (normal: Colour, wrong: Colour): Colour =>
    flaw?.kind === 'wrong_part' ? blend(normal, wrong, grade(0.5, 1, flaw.contrast)) : normal;
  if (part.kind === 'chip') {
    shade(0.1, 0.085);
    const bent = flaw?.kind === 'bent_pin' ? flaw.rng.int(10) : -1;
    for (let pin = 0; pin < 10; pin++) {
      const side = pin < 5 ? -1 : 1;
      const along = ((pin % 5) - 2) * 0.035;
      const lean = pin === bent && flaw ? grade(0.012, 0.03, flaw.size) * (flaw.rng.chance(0.5) ? 1 : -1) : 0;
      const [ax, ay] = place({ ...pose, angle }, along, side * 0.06);
      const [bx, by] = place({ ...pose, angle }, along + lean, side * (0.09 - Math.abs(lean) * 0.5));
      clearField(field);
      addStroke(field, [ax, ay, bx, by], 0.0065 * pose.scale);
      stamp(surface, field, { colour: tin, base: 0.008, rise: 0.005, bevel: 0.006, gloss: 0.5 });
    }
    box(0.095, 0.066, 0.005);
    stamp(surface, field, {
      colour: recolour(scaled(colour(48, 48, 50), tone), colour(84, 78, 74)),
      base: 0.012,
      rise: 0.014,
      bevel: 0.009,
      gloss: 0.12,
    });
    const [nx, ny] = place({ ...pose, angle }, -0.075, 0.04);
    clearField(field);
    addDisk(field, nx, ny, 0.009);
    stamp(surface, field, { colour: colour(70, 70, 72), relative: true, rise: -0.003, bevel: 0.006 });
    for (let row = 0; row < 2; row++) {
      box(0.045 - 0.012 * row, 0.0045, 0.002, 0.01, -0.018 + 0.024 * row);
      stamp(surface, field, { colour: colour(150, 150, 148), relative: true, opacity: 0.55, gloss: 0.1 });
    }
  } else if (part.kind === 'can') {
    clearField(field);
    addDisk(field, x + 0.012, y + 0.015, 0.066 * pose.scale, 0.03);
    castShadow(surface, field, 0.5, 0.022);
    clearField(field);
    addDisk(field, x, y, 0.068 * pose.scale);
    stamp(surface, field, {
      colour: recolour(scaled(colour(168, 170, 174), tone), colour(120, 126, 150)),
      base: 0.02,
      rise: 0.02,
      bevel: 0.018,
      gloss: 0.5,
    });
    const [px, py] = place({ ...pose, angle }, 0, -0.09);
    const half = createField(surface.size);
    addBox(half, px, py, 0.07, 0.045, angle, 0, 0.05);
    intersect(field, half);
    stamp(surface, field, { colour: colour(46, 48, 60), relative: true, opacity: 0.9, gloss: 0.3 });
  } else {
    const capacitor = part.kind === 'capacitor';
    shade(0.04, 0.02);
    box(0.04, 0.0195, 0.003);
    stamp(surface, field, { colour: tin, base: 0.007, rise: 0.008, bevel: 0.008, gloss: 0.5 });
    box(0.026, 0.0205, 0.001);
    const normal = capacitor ? colour(176, 142, 98) : colour(40, 40, 44);
    const wrong = capacitor ? colour(60, 56, 54) : colour(150, 118, 84);
    stamp(surface, field, {
      colour: recolour(scaled(normal, tone), wrong),
      base: 0.01,
      rise: 0.008,
      bevel: 0.006,
      gloss: 0.15,
    });
    if (!capacitor) {
      box(0.015, 0.004, 0.001);
      stamp(surface, field, { colour: colour(190, 190, 186), relative: true, opacity: 0.6 });
    }
  }
}

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size } = surface;
  paintBackdrop(surface, rng.split('backdrop'), { colour: colour(120, 118, 116), grain: 0.03 });
  const pose = drawPose(rng, 0.06, 0.02);
  const grain = new Float32Array(size * size);
  addValueNoise(grain, size, rng.split('mask'), { cellsX: 4, gain: 0.05 });
  addValueNoise(grain, size, rng.split('glass'), { cellsX: 80, gain: 0.06 });
  const mask = scaled(blend(colour(30, 92, 58), colour(36, 100, 78), rng.uniform()), rng.range(0.85, 1.15));
  const field = createField(size);
  addBox(field, pose.x + 0.01, pose.y + 0.013, 0.41, 0.41, pose.angle, 0.015, 0.03);
  castShadow(surface, field, 0.5, 0.02);
  clearField(field);
  addBox(field, pose.x, pose.y, 0.415 * pose.scale, 0.415 * pose.scale, pose.angle, 0.015);
  stamp(surface, field, { colour: mask, base: 0.006, rise: 0.006, bevel: 0.006, gloss: 0.2, grain });
  clearField(field);
  for (const trace of TRACES) {
    const line: number[] = [];
    for (let k = 0; k < trace.length; k += 2) line.push(...place(pose, trace[k], trace[k + 1]));
    addStroke(field, line, 0.0052);
  }
  stamp(surface, field, { colour: scaled(mask, 1.6), relative: true, rise: 0.0015, bevel: 0.004, gloss: 0.25, grain });
  clearField(field);
  for (let k = 0; k < VIAS.length; k += 2) addDisk(field, ...place(pose, VIAS[k], VIAS[k + 1]), 0.0125);
  stamp(surface, field, { colour: colour(196, 168, 96), relative: true, rise: 0.002, bevel: 0.005, gloss: 0.5 });
  clearField(field);
  for (let k = 0; k < VIAS.length; k += 2) addDisk(field, ...place(pose, VIAS[k], VIAS[k + 1]), 0.005);
  stamp(surface, field, { colour: colour(20, 20, 18), relative: true, rise: -0.003, bevel: 0.004 });
  const chipsOnly = flaw?.kind === 'bent_pin';
  const flawed = flaw ? flaw.rng.int(chipsOnly ? 2 : PARTS.length) : -1;
  for (let k = 0; k < PARTS.length; k++) {
    const part = PARTS[k];
    let [x, y] = place(pose, part.x + 0.0035 * rng.normal(), part.y + 0.0035 * rng.normal());
    let angle = pose.angle + (part.turn * Math.PI) / 2 + 0.02 * rng.normal();
    const tone = rng.range(0.9, 1.1);
    const here = k === flawed ? flaw : undefined;
    // Solder pads stay where a part is missing or has moved.
    clearField(field);
    const reach = part.kind === 'chip' ? 0.08 : 0.034;
    const across = part.kind === 'chip' ? 0.09 : 0.021;
    const [ax, ay] = place({ ...pose, x, y, angle }, -reach * 0.9, 0);
    const [bx, by] = place({ ...pose, x, y, angle }, reach * 0.9, 0);
    addBox(field, ax, ay, part.kind === 'chip' ? 0.012 : 0.014, across, angle, 0.004);
    addBox(field, bx, by, part.kind === 'chip' ? 0.012 : 0.014, across, angle, 0.004);
    stamp(surface, field, { colour: colour(168, 166, 158), relative: true, rise: 0.002, bevel: 0.006, gloss: 0.45 });
    if (here?.kind === 'missing_part') continue;
    if (here?.kind === 'misplaced_part') {
      const away = grade(0.01, 0.045, here.size);
      const side = here.rng.range(0, 2 * Math.PI);
      x += away * Math.cos(side);
      y += away * Math.sin(side);
      angle += grade(0.06, 0.6, here.size) * (here.rng.chance(0.5) ? 1 : -1);
    }
    paintPart(surface, field, part, { x, y, angle, scale: pose.scale }, angle, tone, here);
  }
}

/** A populated board. */
export const board: Category = {
  name: 'board',
  kind: 'object',
  defects: {
    missing_part: 'structural',
    misplaced_part: 'structural',
    wrong_part: 'structural',
    bent_pin: 'structural',
    scratch: scratch({ colours: [colour(170, 160, 110), colour(20, 44, 32)], length: 0.8 }),
    flux: patch({ colours: [colour(150, 130, 80), colour(190, 190, 180)], gloss: 0.3, radius: 0.8, rise: 0.003 }),
    fibre: fibre([colour(226, 222, 214), colour(60, 40, 40)]),
    crack: crack({ colour: colour(8, 20, 14), length: 1.2 }),
  },
  paint,
};
