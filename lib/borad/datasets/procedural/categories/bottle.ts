/** The mouth of a brown glass bottle from above, lit from behind a ring. */
import type { Rng } from '../../../base';
import { crumb, stain } from '../areaDefects';
import { addBlob } from '../blob';
import { type Category, type Flaw, grade } from '../category';
import { crack, scratch } from '../lineDefects';
import { fractalNoise } from '../noise';
import { addDisk, clearField, createField, intersect } from '../shapes';
import { castShadow, stamp } from '../stamp';
import { blend, colour, type Surface, scaled } from '../surface';
import { drawPose, paintBackdrop } from './backdrop';

/** From the shoulder inwards: radius, display colour, edge height, rise, bevel, gloss. */
const RINGS: [number, [number, number, number], number, number, number, number][] = [
  [0.385, [66, 40, 24], 0.0, 0.05, 0.06, 0.3],
  [0.335, [38, 24, 16], 0.05, -0.012, 0.02, 0.2],
  [0.3, [92, 56, 30], 0.04, 0.022, 0.022, 0.7],
  [0.262, [128, 84, 46], 0.062, 0.004, 0.012, 0.65],
  [0.222, [64, 38, 22], 0.062, -0.022, 0.02, 0.5],
  [0.196, [30, 19, 13], 0.04, -0.02, 0.03, 0.25],
  [0.165, [16, 12, 10], 0.02, -0.02, 0.08, 0.05],
];

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size } = surface;
  paintBackdrop(surface, rng.split('backdrop'), { colour: colour(206, 206, 202), grain: 0.02 });
  const pose = drawPose(rng, Math.PI, 0.025);
  const swirl = fractalNoise(size, rng.split('swirl'), { cellsX: 6, octaves: 3, gain: 0.09 });
  const relief = fractalNoise(size, rng.split('relief'), { cellsX: 8, octaves: 2, gain: 0.0016 });
  const tone = rng.range(0.85, 1.2);
  const field = createField(size);
  const cut = createField(size);
  const broken = flaw && (flaw.kind === 'broken_large' || flaw.kind === 'broken_small') ? flaw : undefined;
  if (broken) {
    const large = broken.kind === 'broken_large';
    const side = broken.rng.range(0, 2 * Math.PI);
    const r = pose.scale * broken.rng.range(0.235, 0.3);
    const x = pose.x + r * Math.cos(side);
    const y = pose.y + r * Math.sin(side);
    addBlob(cut, broken.rng, x, y, {
      radius: large ? grade(0.04, 0.1, broken.size) : grade(0.011, 0.034, broken.size),
      wobble: 0.6,
      reach: 0.03,
    });
  }
  addDisk(field, pose.x + 0.014, pose.y + 0.018, 0.385 * pose.scale, 0.045);
  castShadow(surface, field, 0.4, 0.04);
  let offX = 0;
  let offY = 0;
  for (let k = 0; k < RINGS.length; k++) {
    const [radius, [r, g, b], base, rise, bevel, gloss] = RINGS[k];
    offX += 0.0012 * rng.normal();
    offY += 0.0012 * rng.normal();
    let shiftX = offX;
    let shiftY = offY;
    if (flaw?.kind === 'misformed' && k === 3) {
      // The lip was pressed off centre: its top sits to one side of the rings around it.
      const away = grade(0.008, 0.032, flaw.size);
      const side = flaw.rng.split('side').range(0, 2 * Math.PI);
      shiftX += away * Math.cos(side);
      shiftY += away * Math.sin(side);
    }
    clearField(field);
    addDisk(field, pose.x + shiftX, pose.y + shiftY, radius * pose.scale);
    const glass = scaled(colour(r, g, b), tone);
    stamp(surface, field, { colour: glass, base, rise, bevel, gloss, grain: swirl, relief });
    if (broken && k >= 1 && k <= 5) {
      // Where the lip is broken lies a rough fracture, lower than the glass, paler or darker and with sharp edges.
      const fracture = blend(
        glass,
        k % 2 ? colour(150, 118, 84) : colour(86, 62, 42),
        grade(0.25, 0.8, broken.contrast),
      );
      intersect(field, cut);
      stamp(surface, field, {
        colour: fracture,
        base: base * 0.7,
        rise: rise * 0.2,
        bevel,
        gloss: 0.9 * gloss,
        grain: swirl,
        relief,
      });
    }
  }
}

/** A bottle's mouth. */
export const bottle: Category = {
  name: 'bottle',
  kind: 'object',
  defects: {
    broken_large: 'structural',
    broken_small: 'structural',
    misformed: 'structural',
    contamination: crumb([colour(190, 186, 176), colour(120, 96, 66), colour(88, 84, 80)]),
    scratch: scratch({ colours: [colour(200, 180, 150), colour(160, 130, 100)], gloss: 0.4, length: 0.7 }),
    crack: crack({ colour: colour(210, 190, 160), length: 0.9 }),
    stain: stain({ dyes: [colour(250, 250, 250), colour(120, 130, 150)], gloss: -0.4 }),
  },
  paint,
};
