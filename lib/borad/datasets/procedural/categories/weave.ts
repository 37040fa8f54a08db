/** Woven cloth seen closely: canvas (plain weave) and twill share yarn and painter and differ in how the threads cross. */
import type { Rng } from '../../../base';
import { crumb, hole, stain } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { fibre, scratch } from '../lineDefects';
import { addValueNoise, fractalNoise } from '../noise';
import { blend, type Colour, colour, type Surface } from '../surface';

interface Weave {
  pattern: 'plain' | 'twill';
  /** Threads across the image. */
  threads: number;
  /** How far threads wander, in threads. */
  wander: number;
  warp: Colour;
  weft: Colour;
}

/** A region of thread crossings that is woven wrongly, in threads. */
interface Fault {
  kind: string;
  i0: number;
  i1: number;
  q0: number;
  q1: number;
  strength: number;
}

const THREAD_OFFSET = 64;

function drawFault(flaw: Flaw, threads: number): Fault {
  const { rng, size, contrast, kind } = flaw;
  const i0 = Math.floor(rng.range(0.18, 0.82) * threads);
  const middle = rng.range(0.2, 0.8) * threads;
  const half = 0.5 * grade(3, kind === 'misweave' ? 14 : 20, size);
  const width =
    kind === 'misweave' ? 1 + Math.round(grade(0, 4, size)) : kind === 'missing_thread' && size > 0.55 ? 2 : 1;
  return { kind, i0, i1: i0 + width, q0: middle - half, q1: middle + half, strength: contrast };
}

function paintWeave(surface: Surface, rng: Rng, weave: Weave, flaw?: Flaw): void {
  const { size, height, red, green, blue, part } = surface;
  const step = 1 / size;
  part.fill(1);
  const threads = weave.threads * rng.range(0.94, 1.06);
  const angle = rng.range(-0.06, 0.06);
  const cos = Math.cos(angle) * threads;
  const sin = Math.sin(angle) * threads;
  const phaseP = rng.uniform() + THREAD_OFFSET;
  const phaseQ = rng.uniform() + THREAD_OFFSET;
  const bendP = fractalNoise(size, rng.split('bend p'), { cellsX: 3, octaves: 2, gain: weave.wander });
  const bendQ = fractalNoise(size, rng.split('bend q'), { cellsX: 3, octaves: 2, gain: weave.wander });
  const tone = fractalNoise(size, rng.split('tone'), { cellsX: 2.5, octaves: 3, gain: 0.05 });
  addValueNoise(tone, size, rng.split('fibres'), { cellsX: 120, gain: 0.07 });
  addValueNoise(tone, size, rng.split('slub'), { cellsX: 50, cellsY: 18, gain: 0.035 });
  const dye = rng.range(0.9, 1.1);
  const warpTone = Float32Array.from({ length: 192 }, () => dye * (1 + 0.055 * rng.normal()));
  const weftTone = Float32Array.from({ length: 192 }, () => dye * (1 + 0.055 * rng.normal()));
  const warpColour = blend(weave.warp, weave.weft, rng.range(0, 0.15));
  const weftColour = weave.weft;
  const twill = weave.pattern === 'twill';
  const rise = 0.28 / threads;
  const fault = flaw && drawFault(flaw, threads);
  const pull = fault?.kind === 'thread_pull' ? grade(0.5, 1.7, fault.strength) : 0;
  const faultMiddle = fault ? THREAD_OFFSET + (fault.q0 + fault.q1) / 2 : 0;
  const faultReach = fault ? 1 / (0.5 * (fault.q1 - fault.q0)) : 0;
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) * step - 0.5;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) * step - 0.5;
      const n = y * size + x;
      let p = cos * u - sin * v + 0.5 * threads + phaseP + bendP[n];
      let q = sin * u + cos * v + 0.5 * threads + phaseQ + bendQ[n];
      let lifted = 0;
      if (pull > 0 && fault) {
        const away = p - THREAD_OFFSET - fault.i0 - 0.5;
        const along = (q - faultMiddle) * faultReach;
        const near = away * away * 0.09 + along * along;
        if (near < 4) {
          const bell = Math.exp(-1.6 * near);
          p += pull * bell;
          q += 0.5 * pull * bell * away * 0.3;
          lifted = bell;
        }
      }
      const i = Math.floor(p);
      const j = Math.floor(q);
      const fp = p - i - 0.5;
      const fq = q - j - 0.5;
      let warpOver: boolean;
      let along: number;
      if (twill) {
        const k = (i - j) & 3;
        warpOver = k < 2;
        along = warpOver ? (1 - k + fq + 0.5) * 0.5 : (k - 2 + fp + 0.5) * 0.5;
      } else {
        warpOver = ((i + j) & 1) === 0;
        along = (warpOver ? fq : fp) + 0.5;
      }
      let depth = 0;
      let bright = 1;
      if (fault && pull === 0) {
        const ti = i - THREAD_OFFSET;
        const tq = q - THREAD_OFFSET;
        if (ti >= fault.i0 && ti < fault.i1 && tq > fault.q0 && tq < fault.q1) {
          if (fault.kind === 'missing_thread') {
            depth = grade(0.5, 1, fault.strength);
            warpOver = false;
            along = fp + 0.5;
          } else {
            warpOver = true;
            along = 0.5;
            bright = 1 + grade(0, 0.12, fault.strength);
          }
        }
      } else if (lifted > 0.45 && fault && i - THREAD_OFFSET === fault.i0) {
        warpOver = true;
        along = 0.5;
        bright = 1 + 0.35 * fault.strength * lifted;
      }
      const across = warpOver ? fp : fq;
      const c = 1 - 4 * across * across;
      const a = 2 * along - 1;
      const crown = 1 - a * a * (twill ? a * a : 1);
      const profile = c * (0.45 + 0.55 * crown);
      // Fibres twist around the yarn: faint diagonal lines.
      const twist = 0.06 * Math.abs(((across * 3 + along * (twill ? 5 : 3)) % 1) - 0.5);
      const lum = (0.3 + 0.7 * Math.min(1, 1.3 * profile)) * (1 + tone[n] - twist) * bright * (1 - depth * 0.6);
      const yarn = warpOver ? warpTone[i & 127] : weftTone[j & 127];
      const tint = warpOver ? warpColour : weftColour;
      height[n] = rise * (profile - depth * 1.2);
      red[n] = tint[0] * yarn * lum;
      green[n] = tint[1] * yarn * lum;
      blue[n] = tint[2] * yarn * lum;
    }
  }
}

const stains = [colour(225, 205, 150), colour(190, 160, 130), colour(150, 140, 150), colour(215, 200, 200)];
const lint = [colour(235, 230, 220), colour(45, 42, 48), colour(150, 60, 50)];

/** Undyed cotton in plain weave. */
export const canvas: Category = {
  name: 'canvas',
  kind: 'texture',
  defects: {
    thread_pull: 'structural',
    missing_thread: 'structural',
    misweave: 'structural',
    stain: stain({ dyes: stains }),
    hole: hole({ inside: colour(40, 36, 32), rim: colour(196, 184, 160) }),
    fibre: fibre(lint),
  },
  paint: (surface, rng, flaw) =>
    paintWeave(
      surface,
      rng,
      { pattern: 'plain', threads: 27, wander: 0.24, warp: colour(214, 200, 172), weft: colour(204, 190, 164) },
      flaw,
    ),
};

/** The same cotton in a 2/2 twill: the yarn of canvas, another structure. */
export const twill: Category = {
  name: 'twill',
  kind: 'texture',
  defects: {
    thread_pull: 'structural',
    missing_thread: 'structural',
    misweave: 'structural',
    stain: stain({ dyes: stains }),
    cut: scratch({ colours: [colour(60, 54, 48), colour(235, 225, 205)], depth: 0.02, gloss: 0, width: 1.6 }),
    crumb: crumb([colour(70, 50, 36), colour(160, 150, 140), colour(60, 80, 60)], { radius: 1 }),
  },
  paint: (surface, rng, flaw) =>
    paintWeave(
      surface,
      rng,
      { pattern: 'twill', threads: 29, wander: 0.09, warp: colour(210, 196, 170), weft: colour(196, 182, 158) },
      flaw,
    ),
};
