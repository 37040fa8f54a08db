/** Hexagon nuts from above: one of brushed steel, one of nylon. The same shape, another material. */
import type { Rng } from '../../../base';
import { crumb, dent, patch, stain } from '../areaDefects';
import { addBlob } from '../blob';
import { type Category, type Flaw, grade } from '../category';
import { scratch } from '../lineDefects';
import { fractalNoise } from '../noise';
import { addDisk, addHexagon, clearField, createField, subtract } from '../shapes';
import { castShadow, stamp } from '../stamp';
import { blend, type Colour, colour, type Surface, scaled } from '../surface';
import { drawPose, paintBackdrop } from './backdrop';
import { brushStreaks } from './brushedMetal';

interface NutMaterial {
  colour: Colour;
  ground: Colour;
  gloss: number;
  grain: (size: number, rng: Rng) => Float32Array;
  wrongColours: Colour[];
}

function paintNut(surface: Surface, rng: Rng, material: NutMaterial, flaw?: Flaw): void {
  const { size } = surface;
  paintBackdrop(surface, rng.split('backdrop'), { colour: material.ground });
  const pose = drawPose(rng, Math.PI);
  const inner = 0.3 * pose.scale;
  const bore = 0.155 * pose.scale * rng.range(0.98, 1.02);
  const grain = material.grain(size, rng.split('grain'));
  let body = scaled(material.colour, rng.range(0.92, 1.06));
  if (flaw?.kind === 'wrong_colour')
    body = blend(body, flaw.rng.pick(material.wrongColours), grade(0.16, 0.8, flaw.contrast));
  const field = createField(size);
  const cut = createField(size);
  const outline = (x: number, y: number, reach?: number): void => {
    clearField(field);
    addHexagon(field, x, y, inner, pose.angle, reach);
    clearField(cut);
    // Turned corners: the hexagon is cut by a slightly larger cylinder.
    if (flaw?.kind === 'chipped') {
      const chips = flaw.rng.split('chip');
      const corner = pose.angle + Math.PI / 6 + (Math.PI / 3) * chips.int(6) + chips.range(-0.25, 0.25);
      const r = inner * chips.range(1.02, 1.12);
      addBlob(cut, chips, x + r * Math.cos(corner), y + r * Math.sin(corner), {
        radius: grade(0.016, 0.07, flaw.size),
        wobble: 0.4,
        reach: 0.02,
      });
      subtract(field, cut);
    }
  };
  outline(pose.x + 0.016, pose.y + 0.02, 0.03);
  castShadow(surface, field, 0.55, 0.024);
  outline(pose.x, pose.y);
  stamp(surface, field, { colour: body, base: 0.012, rise: 0.02, bevel: 0.02, gloss: material.gloss, grain });
  clearField(field);
  addDisk(field, pose.x, pose.y, inner * 1.0);
  stamp(surface, field, {
    colour: scaled(body, 1.05),
    base: 0.03,
    rise: 0.004,
    bevel: 0.012,
    gloss: material.gloss,
    grain,
    opacity: 0.85,
  });
  // The countersink, the thread as rings that grow darker, and the ground seen through the bore.
  let bx = pose.x;
  let by = pose.y;
  if (flaw?.kind === 'off_centre') {
    const away = grade(0.018, 0.08, flaw.size);
    const side = flaw.rng.range(0, 2 * Math.PI);
    bx += away * Math.cos(side);
    by += away * Math.sin(side);
  }
  const turns = 3;
  const blank = flaw?.kind === 'no_thread' ? grade(0.5, 1, flaw.contrast) : 0;
  for (let t = 0; t <= turns; t++) {
    const share = t / turns;
    const lead = 0.004 * (1 - blank);
    clearField(field);
    addDisk(
      field,
      bx + lead * Math.cos(pose.angle + 2 * t),
      by + lead * Math.sin(pose.angle + 2 * t),
      bore * (0.82 + 0.34 * (1 - share)),
    );
    const alternate = t % 2 === 0 ? 1 + 0.15 * (1 - blank) : 0.45 + 0.5 * blank;
    stamp(surface, field, {
      colour: scaled(body, (0.9 - 0.6 * share) * alternate),
      base: 0.034 - 0.02 * share,
      rise: (t % 2 === 0 ? 0.004 : -0.003) * (1 - blank),
      bevel: 0.008,
      gloss: material.gloss * (0.8 - 0.6 * share),
    });
  }
  clearField(field);
  addDisk(field, bx, by, bore * 0.76);
  stamp(surface, field, { colour: scaled(material.ground, 0.35), part: 0, rise: 0 });
}

const steel: NutMaterial = {
  colour: colour(150, 152, 156),
  ground: colour(52, 56, 60),
  gloss: 0.42,
  grain(size, rng) {
    const streaks = brushStreaks(size, rng, 0.7);
    for (let i = 0; i < streaks.length; i++) streaks[i] *= 0.085;
    return streaks;
  },
  wrongColours: [colour(176, 140, 70), colour(90, 84, 82)],
};

const nylon: NutMaterial = {
  colour: colour(208, 206, 196),
  ground: colour(58, 66, 78),
  gloss: 0.1,
  grain: (size, rng) => fractalNoise(size, rng, { cellsX: 10, octaves: 4, gain: 0.022, roughness: 0.8 }),
  wrongColours: [colour(214, 190, 130), colour(150, 175, 205), colour(120, 118, 116)],
};

/** A zinc-plated steel nut. */
export const nut: Category = {
  name: 'nut',
  kind: 'object',
  defects: {
    scratch: scratch({ colours: [colour(228, 230, 234), colour(62, 62, 66)], gloss: 0.5, length: 0.8 }),
    rust: patch({ colours: [colour(134, 78, 40), colour(100, 60, 40)], gloss: -0.3, radius: 0.7 }),
    dent: dent({ depth: 0.012, radius: 0.8 }),
    chipped: 'structural',
    no_thread: 'structural',
    off_centre: 'structural',
  },
  paint: (surface, rng, flaw) => paintNut(surface, rng, steel, flaw),
};

/** The shape of the steel nut in white nylon. */
export const nylonNut: Category = {
  name: 'nylon_nut',
  kind: 'object',
  defects: {
    scratch: scratch({ colours: [colour(240, 240, 238), colour(150, 146, 138)], gloss: 0, length: 0.8 }),
    stain: stain({ dyes: [colour(220, 200, 150), colour(200, 200, 215), colour(190, 170, 160)], radius: 0.8 }),
    crumb: crumb([colour(70, 60, 54), colour(170, 160, 140)], { radius: 0.9 }),
    chipped: 'structural',
    off_centre: 'structural',
    wrong_colour: 'structural',
  },
  paint: (surface, rng, flaw) => paintNut(surface, rng, nylon, flaw),
};
