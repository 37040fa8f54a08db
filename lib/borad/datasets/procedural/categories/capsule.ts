/** A two-coloured gelatine capsule with a printed mark. */
import type { Rng } from '../../../base';
import { dent, hole } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { crack, scratch } from '../lineDefects';
import { fractalNoise } from '../noise';
import { addBox, addDisk, addStroke, clearField, createField, intersect, subtract } from '../shapes';
import { castShadow, stamp } from '../stamp';
import { blend, colour, type Surface, scaled } from '../surface';
import { drawPose, paintBackdrop, place } from './backdrop';

/** Strokes of the printed mark, in units of its height: the figure 5, a bar, the figure 00. */
const PRINT = [
  [0.5, -0.5, 0, -0.5, 0, -0.05, 0.4, -0.05, 0.5, 0.2, 0.4, 0.5, 0, 0.5],
  [0.95, 0.5, 1.25, -0.5],
  [1.7, -0.5, 1.9, -0.5, 2.1, -0.2, 2.1, 0.2, 1.9, 0.5, 1.7, 0.5, 1.55, 0.2, 1.55, -0.2, 1.7, -0.5],
];

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size } = surface;
  paintBackdrop(surface, rng.split('backdrop'), { colour: colour(196, 198, 198), grain: 0.025 });
  const pose = drawPose(rng, 0.35);
  const grain = fractalNoise(size, rng.split('grain'), { cellsX: 14, octaves: 3, gain: 0.018, roughness: 0.7 });
  const cap = scaled(colour(150, 42, 36), rng.range(0.9, 1.1));
  let body = scaled(colour(214, 196, 150), rng.range(0.93, 1.05));
  if (flaw?.kind === 'wrong_colour') {
    body = blend(
      body,
      flaw.rng.pick([colour(190, 200, 150), colour(226, 168, 120), colour(215, 212, 205)]),
      grade(0.2, 0.9, flaw.contrast),
    );
  }
  const s = pose.scale;
  const half = 0.37 * s;
  const r = 0.128 * s;
  let seam = -0.02 + rng.range(-0.012, 0.012);
  if (flaw?.kind === 'not_closed') seam -= grade(0.03, 0.13, flaw.size);
  const squeeze = flaw?.kind === 'squeezed' ? grade(0.02, 0.07, flaw.size) : 0;
  const squeezeAt = flaw ? flaw.rng.range(-0.22, 0.22) : 0;
  const squeezeSide = flaw?.rng.chance(0.5) ? 1 : -1;
  const field = createField(size);
  const cut = createField(size);
  const dip = (dx: number, dy: number, reach: number): void => {
    if (squeeze === 0) return;
    clearField(cut);
    const [x, y] = place(pose, squeezeAt, squeezeSide * (0.128 + 0.09 - squeeze));
    addDisk(cut, x + dx, y + dy, 0.09, reach);
    subtract(field, cut);
  };
  const [sx, sy] = [0.014, 0.02];
  addBox(field, pose.x + sx, pose.y + sy, half, r, pose.angle, r, 0.04);
  dip(sx, sy, 0.04);
  castShadow(surface, field, 0.42, 0.032);
  // The body goes into the cap: the body whole, then the cap over its left part, a little thicker.
  clearField(field);
  addBox(field, pose.x, pose.y, half, r, pose.angle, r);
  dip(0, 0, 0.14);
  stamp(surface, field, { colour: body, base: 0.004, rise: r * 0.72, bevel: r, gloss: 0.5, grain });
  const [hx, hy] = place(pose, (-0.37 + seam) / 2 - 0.2, 0);
  const keep = createField(size);
  addBox(keep, hx, hy, ((0.37 + seam) / 2) * s + 0.2 * s, 0.3, pose.angle, 0, 0.2);
  clearField(field);
  addBox(field, pose.x, pose.y, half + 0.004, r + 0.005, pose.angle, r + 0.005);
  dip(0, 0, 0.14);
  intersect(field, keep);
  stamp(surface, field, { colour: cap, base: 0.01, rise: r * 0.72, bevel: r, gloss: 0.55, grain });
  // Printed mark on the body.
  let [px, py, tilt] = [0.06, 0.005, 0];
  let ink = rng.range(0.6, 0.85);
  let strokes = PRINT;
  if (flaw?.kind === 'misprint') {
    if (flaw.rng.chance(0.5)) {
      px += grade(0.012, 0.06, flaw.size);
      py += grade(0.01, 0.05, flaw.size) * (flaw.rng.chance(0.5) ? 1 : -1);
      tilt = grade(0.05, 0.5, flaw.size);
    } else {
      const lost = flaw.rng.int(3);
      ink *= grade(0.75, 1, flaw.contrast);
      strokes = PRINT.filter((_, k) => k !== lost);
    }
  }
  clearField(field);
  const h = 0.075;
  for (const stroke of strokes) {
    const line: number[] = [];
    for (let k = 0; k < stroke.length; k += 2) {
      const lx = h * stroke[k];
      const ly = h * stroke[k + 1];
      line.push(
        ...place(pose, px + lx * Math.cos(tilt) - ly * Math.sin(tilt), py + lx * Math.sin(tilt) + ly * Math.cos(tilt)),
      );
    }
    addStroke(field, line, 0.0048 * s);
  }
  stamp(surface, field, { colour: colour(52, 40, 38), opacity: ink, relative: true, onPart: true, gloss: 0.4 });
}

/** A capsule on a light ground. */
export const capsule: Category = {
  name: 'capsule',
  kind: 'object',
  defects: {
    crack: crack({ colour: colour(70, 36, 28), length: 0.7 }),
    scratch: scratch({ colours: [colour(240, 236, 226), colour(96, 60, 46)], gloss: 0.1, length: 0.6 }),
    poke: hole({ inside: colour(48, 30, 24), radius: 0.8 }),
    dent: dent({ depth: 0.02, radius: 0.8 }),
    squeezed: 'structural',
    misprint: 'structural',
    wrong_colour: 'structural',
    not_closed: 'structural',
  },
  paint,
};
