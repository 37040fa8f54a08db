/** A countersunk wood screw lying on its side, roughly along the image. */
import type { Rng } from '../../../base';
import { patch } from '../areaDefects';
import { type Category, type Flaw, grade } from '../category';
import { scratch } from '../lineDefects';
import { fractalNoise } from '../noise';
import { colour, type Surface, scaled } from '../surface';
import { drawPose, paintBackdrop } from './backdrop';

/** Half of the screw's length; x runs from the head (-) to the tip (+). */
const HALF = 0.385;
const HEAD_END = -0.31;
const THREAD_START = -0.17;
const TAPER_START = 0.29;
const PITCH = 0.036;

/** Half width of the core at x, without thread. */
function coreWidth(x: number, tip: number): number {
  if (x < -HALF || x > tip) return -1;
  if (x < HEAD_END) return 0.088 - (0.052 * (x + HALF)) / (HEAD_END + HALF);
  if (x < THREAD_START) return 0.036;
  if (x < TAPER_START) return 0.03;
  return 0.03 * Math.max(0.05, 1 - (x - TAPER_START) / (HALF - TAPER_START));
}

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size, height, red, green, blue, gloss, light, part } = surface;
  const step = 1 / size;
  paintBackdrop(surface, rng.split('backdrop'), { colour: colour(186, 188, 190), grain: 0.025 });
  const pose = drawPose(rng, 0.5);
  const grain = fractalNoise(size, rng.split('grain'), { cellsX: 30, octaves: 3, gain: 0.05, roughness: 0.8 });
  const body = scaled(colour(148, 144, 132), rng.range(0.88, 1.08));
  const roll = rng.uniform();
  const tip = flaw?.kind === 'missing_tip' ? HALF - grade(0.012, 0.09, flaw.size) : HALF;
  const bend = flaw?.kind === 'bent' ? grade(0.2, 1.1, flaw.size) * (flaw.rng.chance(0.5) ? 1 : -1) : 0;
  const bendFrom = flaw ? flaw.rng.range(-0.15, 0.1) : 0;
  const worn = flaw?.kind === 'worn_thread' ? flaw : undefined;
  const wornFrom = flaw ? flaw.rng.range(THREAD_START, 0.2) : 0;
  const wornTo = wornFrom + (worn ? grade(0.05, 0.2, worn.size) : 0);
  const wornGain = worn ? 1 - grade(0.6, 1, worn.contrast) : 1;
  const wornEdge = worn ? -grade(0.012, 0.06, worn.size) : 0;
  const wornSide = flaw?.rng.chance(0.5) ? 1 : -1;
  const notch = flaw?.kind === 'damaged_head' ? flaw : undefined;
  const notchY = flaw ? flaw.rng.range(-0.07, 0.07) : 0;
  const notchR = notch ? grade(0.016, 0.05, notch.size) : 0;
  const cos = Math.cos(pose.angle) / pose.scale;
  const sin = Math.sin(pose.angle) / pose.scale;
  const pixel = size * pose.scale;
  const shadowX = 0.012 * cos + 0.02 * sin;
  const shadowY = 0.02 * cos - 0.012 * sin;
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) * step - pose.y;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) * step - pose.x;
      const a = cos * u + sin * v;
      let b = cos * v - sin * u;
      if (b > 0.2 || b < -0.2 || a > 0.43 || a < -0.43) continue;
      const past = a - bendFrom;
      if (past > 0) b -= bend * past * past;
      const i = y * size + x;
      // Shadow of the plain core.
      const shadowWidth = coreWidth(Math.min(tip, Math.max(-HALF, a - shadowX)), tip) + 0.006;
      const beyond = Math.max(Math.abs(b - shadowY) - shadowWidth, a - shadowX - tip, -HALF - a + shadowX);
      if (beyond < 0.02) {
        const t = Math.min(1, (0.02 - beyond) / 0.04);
        light[i] *= 1 - 0.45 * t * t * (3 - 2 * t);
      }
      const core = coreWidth(a, tip);
      if (core < 0) continue;
      let width = core;
      let ridge = 0;
      let lift = 1;
      if (a > THREAD_START) {
        // The thread's crest runs askew across the shank: a triangle wave with sharp crests, seen in outline too.
        let turns = a / PITCH + roll + (b / 0.04) * 0.32;
        turns -= Math.floor(turns);
        const crest = 1 - Math.abs(2 * turns - 1);
        let gain = Math.min(1, (a - THREAD_START) / 0.03) * Math.min(1, (tip - a) / 0.04 + 0.15);
        if (a > wornFrom && a < wornTo && b * wornSide > wornEdge) gain *= wornGain;
        ridge = gain * crest * crest;
        width += 0.0165 * ridge;
        lift = 0.62 + 0.55 * ridge;
      }
      let cover = 0.5 - (Math.abs(b) - width) * pixel;
      const end = 0.5 + Math.min(a + HALF, tip - a) * pixel;
      if (end < cover) cover = end;
      if (notch) {
        const na = a + HALF;
        const nb = b - notchY;
        const inside = 0.5 + (Math.sqrt(na * na + nb * nb) - notchR) * pixel;
        if (inside < cover) cover = inside;
      }
      if (cover <= 0) continue;
      if (cover > 1) cover = 1;
      const ratio = Math.min(1, Math.abs(b) / width);
      const round = Math.sqrt(1 - ratio * ratio);
      const top = 0.01 + 0.8 * core * round + 0.012 * ridge;
      const tone = lift * (1 + grain[i]) * (a < HEAD_END && a > HEAD_END - 0.006 ? 0.75 : 1);
      height[i] += (top - height[i]) * cover;
      red[i] += (body[0] * tone - red[i]) * cover;
      green[i] += (body[1] * tone - green[i]) * cover;
      blue[i] += (body[2] * tone - blue[i]) * cover;
      gloss[i] += (0.5 - gloss[i]) * cover;
      light[i] += (1 - light[i]) * cover;
      part[i] += (1 - part[i]) * cover;
    }
  }
}

/** A screw on a light ground. */
export const screw: Category = {
  name: 'screw',
  kind: 'object',
  defects: {
    bent: 'structural',
    missing_tip: 'structural',
    worn_thread: 'structural',
    damaged_head: 'structural',
    scratch: scratch({ colours: [colour(236, 234, 228), colour(58, 56, 52)], gloss: 0.5, length: 0.5 }),
    rust: patch({ colours: [colour(134, 78, 40), colour(100, 60, 40)], gloss: -0.3, radius: 0.6 }),
  },
  paint,
};
