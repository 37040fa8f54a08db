/** The cut face of a cable: a sheath around three insulated conductors of many strands. */
import type { Rng } from '../../../base';
import { hole } from '../areaDefects';
import { addBlob } from '../blob';
import { type Category, type Flaw, grade } from '../category';
import { crack, scratch } from '../lineDefects';
import { fractalNoise } from '../noise';
import { addDisk, clearField, createField, subtract } from '../shapes';
import { castShadow, stamp } from '../stamp';
import { blend, type Colour, colour, type Surface, scaled } from '../surface';
import { drawPose, paintBackdrop, place } from './backdrop';

const CORES: Colour[] = [colour(146, 84, 44), colour(62, 96, 158), colour(168, 170, 72)];

/** Hexagonal packing of 19 strands, in units of the strand's pitch. */
const STRANDS: [number, number][] = [];
for (let ring = 0; ring <= 2; ring++) {
  for (let k = 0; k < Math.max(1, 6 * ring); k++) {
    const side = ring === 0 ? 0 : Math.floor(k / ring);
    const along = ring === 0 ? 0 : (k % ring) / ring;
    const a = (side * Math.PI) / 3;
    const b = ((side + 1) * Math.PI) / 3;
    STRANDS.push([
      ring * (Math.cos(a) * (1 - along) + Math.cos(b) * along),
      ring * (Math.sin(a) * (1 - along) + Math.sin(b) * along),
    ]);
  }
}

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size } = surface;
  paintBackdrop(surface, rng.split('backdrop'), { colour: colour(150, 148, 142), grain: 0.03 });
  const pose = drawPose(rng, 0.3);
  const s = pose.scale;
  const grain = fractalNoise(size, rng.split('grain'), { cellsX: 24, octaves: 3, gain: 0.05, roughness: 0.8 });
  const relief = grain.map((value) => 0.01 * value);
  const field = createField(size);
  const cut = createField(size);
  const nick = (x: number, y: number, r: number, f: Flaw): void => {
    const side = f.rng.split('nick').range(0, 2 * Math.PI);
    clearField(cut);
    addBlob(cut, f.rng.split('nick'), x + r * Math.cos(side), y + r * Math.sin(side), {
      radius: grade(0.014, 0.055, f.size),
      wobble: 0.4,
      reach: 0.02,
    });
    subtract(field, cut);
  };
  const flawed = flaw ? flaw.rng.int(3) : -1;
  const target = (kind: string, core: number): Flaw | undefined =>
    flaw?.kind === kind && core === flawed ? flaw : undefined;
  addDisk(field, pose.x + 0.012, pose.y + 0.015, 0.385 * s, 0.03);
  castShadow(surface, field, 0.5, 0.026);
  clearField(field);
  addDisk(field, pose.x, pose.y, 0.385 * s);
  if (flaw?.kind === 'cut_sheath') nick(pose.x, pose.y, 0.38 * s, flaw);
  stamp(surface, field, {
    colour: scaled(colour(78, 80, 84), rng.range(0.85, 1.15)),
    base: 0.02,
    rise: 0.012,
    bevel: 0.02,
    gloss: 0.1,
    grain,
    relief,
  });
  clearField(field);
  addDisk(field, pose.x, pose.y, 0.338 * s);
  stamp(surface, field, {
    colour: colour(128, 124, 116),
    base: 0.014,
    rise: -0.006,
    bevel: 0.03,
    grain,
    relief,
    light: 0.8,
  });
  for (let core = 0; core < 3; core++) {
    const turn = (core * 2 * Math.PI) / 3 - Math.PI / 2 + 0.05 * rng.normal();
    const away = 0.181 * (1 + 0.015 * rng.normal());
    let [x, y] = place(pose, away * Math.cos(turn), away * Math.sin(turn));
    const tone = rng.range(0.88, 1.1);
    const strandTurn = rng.range(0, Math.PI / 3);
    const copper = scaled(colour(188, 122, 76), rng.range(0.9, 1.1));
    const jitter: number[] = STRANDS.flatMap(() => [0.02 * rng.normal(), 0.02 * rng.normal(), 1 + 0.05 * rng.normal()]);
    if (target('missing_wire', core)) continue;
    const moved = target('misplaced', core);
    if (moved) {
      const shift = grade(0.025, 0.085, moved.size);
      x -= shift * Math.cos(turn + pose.angle);
      y -= shift * Math.sin(turn + pose.angle);
    }
    const wrong = target('wrong_colour', core);
    let jacket = CORES[core];
    if (wrong)
      jacket = blend(
        jacket,
        wrong.rng.pick([CORES[(core + 1) % 3], CORES[(core + 2) % 3], colour(150, 150, 150)]),
        grade(0.5, 1, wrong.contrast),
      );
    clearField(field);
    addDisk(field, x + 0.006, y + 0.008, 0.15 * s, 0.02);
    castShadow(surface, field, 0.35, 0.018);
    clearField(field);
    addDisk(field, x, y, 0.152 * s);
    const nicked = target('cut_insulation', core);
    if (nicked) nick(x, y, 0.145 * s, nicked);
    stamp(surface, field, {
      colour: scaled(jacket, tone),
      base: 0.014,
      rise: 0.016,
      bevel: 0.022,
      gloss: 0.16,
      grain,
      relief,
    });
    clearField(field);
    addDisk(field, x, y, 0.104 * s);
    stamp(surface, field, { colour: scaled(copper, 0.12), base: 0.018, rise: -0.008, bevel: 0.012 });
    const gaps = target('missing_strand', core);
    const absent = new Set<number>();
    if (gaps) {
      const first = gaps.rng.int(STRANDS.length);
      const lost = 1 + Math.round(grade(0, 7, gaps.size));
      for (let k = 0; k < lost; k++) absent.add((first + k) % STRANDS.length);
    }
    const pitch = 0.0415 * s;
    const cos = Math.cos(strandTurn);
    const sin = Math.sin(strandTurn);
    for (let k = 0; k < STRANDS.length; k++) {
      if (absent.has(k)) continue;
      const px = STRANDS[k][0] + jitter[3 * k];
      const py = STRANDS[k][1] + jitter[3 * k + 1];
      clearField(field);
      addDisk(field, x + pitch * (cos * px - sin * py), y + pitch * (sin * px + cos * py), pitch * 0.5);
      stamp(surface, field, {
        colour: scaled(copper, jitter[3 * k + 2]),
        base: 0.016,
        rise: 0.01,
        bevel: pitch * 0.5,
        gloss: 0.4,
        grain,
        relief,
      });
    }
  }
}

/** A three-core cable, cut. */
export const cable: Category = {
  name: 'cable',
  kind: 'object',
  defects: {
    missing_wire: 'structural',
    missing_strand: 'structural',
    misplaced: 'structural',
    wrong_colour: 'structural',
    cut_sheath: 'structural',
    cut_insulation: 'structural',
    poke: hole({ radius: 0.9 }),
    scratch: scratch({ colours: [colour(226, 222, 214), colour(40, 38, 36)], width: 1.4 }),
    crack: crack({ length: 1.1 }),
  },
  paint,
};
