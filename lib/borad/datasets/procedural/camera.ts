/** Light and lens: from a surface to the levels of a photograph without noise. */
import type { Rng } from '../../base';
import type { Surface } from './surface';

export interface Camera {
  /** Unit vector towards the main light; x right, y down, z to the camera. */
  light: readonly [number, number, number];
  /** Strength of the light from all around and of the main light. */
  ambient: number;
  key: number;
  /** Change of brightness across and down the image (uneven illumination). */
  slopeX: number;
  slopeY: number;
  /** Loss of brightness in the corners. */
  vignette: number;
  /** Gain of each channel (white balance). */
  balance: readonly [number, number, number];
  /** Where a flat glossy surface mirrors the light, in units of the image's width. */
  glintX: number;
  glintY: number;
  /** Weight of each direct neighbour in the lens blur, at 256 pixels. */
  blur: number;
  /** Standard deviation of the sensor noise, in levels. */
  noise: number;
  /** Where in the table of normals the sensor noise begins. */
  noiseStart: number;
}

/** One rig with its everyday variation: lamp position and brightness, white balance, focus and gain of the sensor. */
export function drawCamera(rng: Rng): Camera {
  const azimuth = -2.2 + rng.range(-0.35, 0.35);
  const elevation = 0.9 + rng.range(-0.12, 0.12);
  const exposure = 1 + rng.range(-0.13, 0.13);
  const warmth = rng.range(-0.035, 0.035);
  return {
    light: [Math.cos(azimuth) * Math.cos(elevation), Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation)],
    ambient: 0.42 + rng.range(-0.05, 0.05),
    key: 0.85 + rng.range(-0.06, 0.06),
    slopeX: rng.range(-0.16, 0.16),
    slopeY: rng.range(-0.16, 0.16),
    vignette: rng.range(0.1, 0.3),
    balance: [exposure * (1 + warmth), exposure, exposure * (1 - warmth)],
    glintX: 0.4 + rng.range(-0.22, 0.22),
    glintY: 0.35 + rng.range(-0.22, 0.22),
    blur: rng.range(0.1, 0.22),
    noise: rng.range(1.4, 3.2),
    noiseStart: rng.int(1 << 18),
  };
}

const CURVE_STEPS = 4096;
/** Linear light beyond which everything is white. */
const CURVE_END = 2;
let curve: Float32Array | undefined;

/** Display level of linear light: gamma 2.2 with a soft shoulder above 0.7, so that highlights do not clip hard. */
function toneCurve(): Float32Array {
  if (!curve) {
    curve = new Float32Array(CURVE_STEPS + 2);
    for (let i = 0; i < curve.length; i++) {
      const linear = (i / CURVE_STEPS) * CURVE_END;
      const soft = linear < 0.7 ? linear : 0.7 + 0.3 * (1 - Math.exp(-(linear - 0.7) / 0.3));
      curve[i] = 255 * soft ** (1 / 2.2);
    }
  }
  return curve;
}

/**
 * Lights a surface and takes its picture without sensor noise.
 *
 * Diffuse reflection after Lambert, mirror-like reflection after Blinn with a broad and a narrow lobe, normals from the
 * slopes of the relief.
 *
 * @param redo Levels of an earlier picture and the rows [from, to) in which the surface has changed since: only these
 *   and the rows that the lens blurs them into are lit again.
 * @returns [size, size, 3], display levels 0 to 255, not rounded.
 */
export function photograph(
  surface: Surface,
  camera: Camera,
  redo?: { levels: Float32Array; from: number; to: number },
): Float32Array {
  const { size } = surface;
  if (redo && redo.from >= redo.to) return redo.levels.slice();
  // A slope reads one row to either side, and the blur one more.
  const from = Math.max(0, redo ? redo.from - 2 : 0);
  const to = Math.min(size, redo ? redo.to + 2 : size);
  const first = Math.max(0, from - 1);
  const end = Math.min(size, to + 1);
  const radiance = new Float32Array(3 * size * (end - first));
  // The lens blurs a fixed share of the image's width: less than a pixel matters less in smaller images.
  const w = camera.blur * Math.min(1.4, size / 256);
  for (let y = first; y < end; y++) {
    lightRow(surface, camera, y, radiance, 3 * size * (y - first));
    blurRow(radiance, 3 * size * (y - first), 3 * size * (y - first + 1), w);
  }
  const out = redo ? redo.levels.slice() : new Float32Array(3 * size * size);
  const levels = toneCurve();
  const scale = CURVE_STEPS / CURVE_END;
  const row = 3 * size;
  const keep = (1 - 2 * w) * scale;
  const side = w * scale;
  for (let y = from; y < to; y++) {
    const at = (y - first) * row;
    const above = y > 0 ? at - row : at;
    const below = y + 1 < size ? at + row : at;
    const target = y * row;
    for (let k = 0; k < row; k++) {
      let value = keep * radiance[at + k] + side * (radiance[above + k] + radiance[below + k]);
      if (value > CURVE_STEPS) value = CURVE_STEPS;
      const cell = value | 0;
      const low = levels[cell];
      out[target + k] = low + (levels[cell + 1] - low) * (value - cell);
    }
  }
  return out;
}

/** Radiance of one row of the surface, [size, 3], written from `offset` on. */
function lightRow(surface: Surface, camera: Camera, y: number, out: Float32Array, offset: number): void {
  const { size, height, red, green, blue, gloss, light } = surface;
  const { ambient, key, slopeX, slopeY, vignette, glintX, glintY } = camera;
  const [lx, ly, lz] = camera.light;
  const [gainR, gainG, gainB] = camera.balance;
  const norm = Math.sqrt(lx * lx + ly * ly + (lz + 1) * (lz + 1));
  const hx = lx / norm;
  const hz = (lz + 1) / norm;
  const half = size / 2;
  const step = 1 / size;
  const last = size - 1;
  const v = (y + 0.5) / size - 0.5;
  const row = y * size;
  const above = (y > 0 ? y - 1 : 0) * size;
  const below = (y < last ? y + 1 : last) * size;
  // The half vector bends with the position, as it does for a lamp and a camera that are near.
  const tiltY = ly / norm - 0.55 * (v + 0.5 - glintY);
  const tiltYZ = tiltY * tiltY + hz * hz;
  const rowLight = 1 + slopeY * v - 2 * vignette * v * v;
  const ambientLow = 0.4 * ambient;
  const ambientHigh = 0.6 * ambient;
  let here = height[row];
  let before = here;
  for (let x = 0, k = offset; x < size; x++, k += 3) {
    const i = row + x;
    const after = x < last ? height[i + 1] : here;
    const gx = (after - before) * half;
    before = here;
    here = after;
    const gy = (height[below + x] - height[above + x]) * half;
    const u = (x + 0.5) * step - 0.5;
    const steep = 1 + gx * gx + gy * gy;
    const inverse = 1 / Math.sqrt(steep);
    let diffuse = (lz - gx * lx - gy * ly) * inverse;
    if (diffuse < 0) diffuse = 0;
    const arriving = light[i] * (rowLight + u * (slopeX - 2 * vignette * u));
    const lit = (ambientLow + ambientHigh * inverse + key * diffuse) * arriving;
    let mirror = 0;
    const shine = gloss[i];
    if (shine > 0) {
      const tiltX = hx - 0.55 * (u + 0.5 - glintX);
      // Cosine of normal and half vector, not yet divided by their lengths: powers need its square only.
      const facing = hz - gx * tiltX - gy * tiltY;
      if (facing > 0) {
        let power = (facing * facing) / (steep * (tiltX * tiltX + tiltYZ));
        power *= power;
        power *= power;
        const broad = power;
        power *= power;
        power *= power;
        mirror = shine * arriving * (0.28 * broad + 0.9 * power * power);
      }
    }
    out[k] = gainR * (red[i] * lit + mirror);
    out[k + 1] = gainG * (green[i] * lit + mirror);
    out[k + 2] = gainB * (blue[i] * lit + mirror);
  }
}

/** Blurs one row of RGB in place with the kernel [w, 1 - 2w, w]; its ends repeat. */
function blurRow(image: Float32Array, from: number, to: number, w: number): void {
  const keep = 1 - 2 * w;
  let r0 = image[from];
  let g0 = image[from + 1];
  let b0 = image[from + 2];
  for (let i = from; i < to; i += 3) {
    const next = i + 3 < to ? i + 3 : i;
    const r = image[i];
    const g = image[i + 1];
    const b = image[i + 2];
    image[i] = keep * r + w * (r0 + image[next]);
    image[i + 1] = keep * g + w * (g0 + image[next + 1]);
    image[i + 2] = keep * b + w * (b0 + image[next + 2]);
    r0 = r;
    g0 = g;
    b0 = b;
  }
}
