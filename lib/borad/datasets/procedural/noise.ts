/**
 * Noise that is cheap enough to paint with: one table of standard normals, entered at offsets drawn from the image's own
 * generator, and value noise, a coarse random grid interpolated smoothly to the image.
 */
import { createRng, type Rng } from '../../base';

const TABLE_SIZE = 1 << 18;
const TABLE_MASK = TABLE_SIZE - 1;
let table: Float32Array | undefined;

/** 2^18 standard normals, the same in every process. Index it modulo its (power of two) length. */
export function normalTable(): Float32Array {
  if (!table) {
    const rng = createRng(20_240_229);
    table = new Float32Array(TABLE_SIZE);
    for (let i = 0; i < TABLE_SIZE; i++) table[i] = rng.normal();
  }
  return table;
}

export interface ValueNoiseOptions {
  /** Grid cells across the image. */
  cellsX: number;
  /** Grid cells down the image. Default: as many as across. */
  cellsY?: number;
  /** Standard deviation at the grid nodes. */
  gain: number;
}

/**
 * Adds one octave of value noise to a square field [size, size].
 *
 * The grid starts at a random phase, so that its lines lie elsewhere in every image. What is drawn does not depend on
 * the size: the same generator gives the same pattern at another resolution.
 */
export function addValueNoise(out: Float32Array, size: number, rng: Rng, options: ValueNoiseOptions): void {
  const { cellsX, cellsY = cellsX, gain } = options;
  const normals = normalTable();
  const phaseX = rng.uniform();
  const phaseY = rng.uniform();
  const start = rng.int(TABLE_SIZE);
  // An odd stride longer than a row, so that rows never read the same stretch of the table.
  const stride = Math.ceil(cellsX) + 331;
  // Pixels from which each cell on starts, and the weight of each pixel's right-hand node.
  const starts: number[] = [];
  const weight = new Float32Array(size);
  const firstCell = Math.floor(phaseX + (0.5 / size) * cellsX);
  for (let x = 0; x < size; x++) {
    const at = phaseX + ((x + 0.5) / size) * cellsX;
    const cell = Math.floor(at);
    while (starts.length <= cell - firstCell) starts.push(x);
    const t = at - cell;
    weight[x] = t * t * (3 - 2 * t);
  }
  starts.push(size);
  let upper = new Float32Array(size);
  let lower = new Float32Array(size);
  const fill = (row: Float32Array, j: number): void => {
    const base = start + j * stride + firstCell;
    let right = gain * normals[base & TABLE_MASK];
    for (let c = 0; c + 1 < starts.length; c++) {
      const left = right;
      right = gain * normals[(base + c + 1) & TABLE_MASK];
      const rise = right - left;
      for (let x = starts[c]; x < starts[c + 1]; x++) row[x] = left + rise * weight[x];
    }
  };
  let current = -2;
  for (let y = 0; y < size; y++) {
    const at = phaseY + ((y + 0.5) / size) * cellsY;
    const cell = Math.floor(at);
    if (cell !== current) {
      if (cell === current + 1) {
        [upper, lower] = [lower, upper];
      } else {
        fill(upper, cell);
      }
      fill(lower, cell + 1);
      current = cell;
    }
    const t = at - cell;
    const w = t * t * (3 - 2 * t);
    const offset = y * size;
    for (let x = 0; x < size; x++) out[offset + x] += upper[x] + (lower[x] - upper[x]) * w;
  }
}

export interface FractalNoiseOptions extends ValueNoiseOptions {
  /** Octaves, each twice as fine as the one before. */
  octaves: number;
  /** Gain of an octave relative to the one before. Default 0.5. */
  roughness?: number;
}

/** A new field [size, size] of several octaves of value noise. Octaves finer than the pixels are left out. */
export function fractalNoise(size: number, rng: Rng, options: FractalNoiseOptions): Float32Array {
  const { cellsX, cellsY = cellsX, octaves, roughness = 0.5 } = options;
  const out = new Float32Array(size * size);
  let gain = options.gain;
  for (let k = 0; k < octaves; k++) {
    const octave = rng.split(k);
    const scale = 2 ** k;
    if (Math.min(cellsX, cellsY) * scale > size) break;
    addValueNoise(out, size, octave, { cellsX: cellsX * scale, cellsY: cellsY * scale, gain });
    gain *= roughness;
  }
  return out;
}
