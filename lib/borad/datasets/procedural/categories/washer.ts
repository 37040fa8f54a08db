/** A flat washer of the steel of `brushed_metal`: the same texture, another shape. */
import type { Rng } from '../../../base';
import { patch, stain } from '../areaDefects';
import { addBlob } from '../blob';
import { type Category, type Flaw, grade } from '../category';
import { scratch } from '../lineDefects';
import { addDisk, addStroke, clearField, createField, subtract } from '../shapes';
import { castShadow, stamp } from '../stamp';
import { colour, type Surface, scaled } from '../surface';
import { drawPose, paintBackdrop } from './backdrop';
import { brushStreaks } from './brushedMetal';

function paint(surface: Surface, rng: Rng, flaw?: Flaw): void {
  const { size, height, part } = surface;
  const ground = colour(64, 62, 58);
  paintBackdrop(surface, rng.split('backdrop'), { colour: ground });
  const pose = drawPose(rng, Math.PI);
  const outer = 0.335 * pose.scale;
  const bore = 0.15 * pose.scale;
  const grain = brushStreaks(size, rng.split('grain'), 0.9);
  for (let i = 0; i < grain.length; i++) grain[i] *= 0.09;
  const body = scaled(colour(152, 154, 157), rng.range(0.92, 1.08));
  const chips = flaw?.rng;
  let bx = pose.x;
  let by = pose.y;
  if (chips && flaw?.kind === 'off_centre') {
    const away = grade(0.02, 0.085, flaw.size);
    const side = chips.range(0, 2 * Math.PI);
    bx += away * Math.cos(side);
    by += away * Math.sin(side);
  }
  const side = chips ? chips.range(0, 2 * Math.PI) : 0;
  const field = createField(size);
  const cut = createField(size);
  const outline = (dx: number, dy: number, reach: number): void => {
    clearField(field);
    clearField(cut);
    addDisk(field, pose.x + dx, pose.y + dy, outer, reach);
    addDisk(cut, bx + dx, by + dy, bore, reach);
    if (flaw?.kind === 'chipped') {
      const r = outer * 1.02;
      addBlob(cut, flaw.rng.split('chip'), pose.x + dx + r * Math.cos(side), pose.y + dy + r * Math.sin(side), {
        radius: grade(0.014, 0.06, flaw.size),
        reach,
      });
    }
    if (flaw?.kind === 'split') {
      // A slit through the ring, as in a spring washer.
      const half = grade(0.0025, 0.016, flaw.size);
      const lean = 0.35;
      const from = bore * 0.9;
      const to = outer * 1.1;
      addStroke(
        cut,
        [
          pose.x + dx + from * Math.cos(side),
          pose.y + dy + from * Math.sin(side),
          pose.x + dx + to * Math.cos(side + lean),
          pose.y + dy + to * Math.sin(side + lean),
        ],
        half,
        half,
        reach,
      );
    }
    subtract(field, cut);
  };
  outline(0.011, 0.014, 0.02);
  castShadow(surface, field, 0.5, 0.016);
  outline(0, 0, 0.012);
  stamp(surface, field, { colour: body, base: 0.01, rise: 0.012, bevel: 0.011, gloss: 0.34, grain });
  if (flaw?.kind === 'bent') {
    // One side is bent up along a chord: a slope that changes the reflection beyond it.
    const nx = Math.cos(side);
    const ny = Math.sin(side);
    const start = outer * grade(0.7, 0.15, flaw.size);
    const slope = grade(0.08, 0.4, flaw.contrast) * (flaw.rng.chance(0.5) ? 1 : -1);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const along = ((x + 0.5) / size - pose.x) * nx + ((y + 0.5) / size - pose.y) * ny - start;
        if (along > 0) height[y * size + x] += slope * along * part[y * size + x];
      }
    }
  }
}

/** A steel washer. */
export const washer: Category = {
  name: 'washer',
  kind: 'object',
  defects: {
    scratch: scratch({ colours: [colour(232, 233, 236), colour(66, 66, 70)], gloss: 0.5, length: 0.8 }),
    rust: patch({ colours: [colour(128, 74, 38), colour(104, 62, 40)], gloss: -0.25, radius: 0.7 }),
    stain: stain({ dyes: [colour(200, 205, 215), colour(190, 175, 150)], gloss: -0.12 }),
    chipped: 'structural',
    split: 'structural',
    bent: 'structural',
    off_centre: 'structural',
  },
  paint,
};
