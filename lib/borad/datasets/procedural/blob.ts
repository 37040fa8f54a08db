/** Irregular rounded outlines: stains, chips, crumbs, drops. */
import type { Rng } from '../../base';
import { addDisk, type Field } from './shapes';

export interface BlobOptions {
  radius: number;
  /** How far the outline wanders, as a share of the radius. Default 0.35. */
  wobble?: number;
  /** Distance beyond the edge up to which the field is filled. */
  reach?: number;
}

/** Adds a union of five overlapping disks around a centre: an outline with lobes, at the price of disks. */
export function addBlob(field: Field, rng: Rng, cx: number, cy: number, options: BlobOptions): void {
  const { radius, wobble = 0.35, reach } = options;
  addDisk(field, cx, cy, radius * (1 - 0.6 * wobble), reach);
  const turn = rng.range(0, 2 * Math.PI);
  for (let k = 0; k < 4; k++) {
    const angle = turn + (k + rng.range(-0.4, 0.4)) * (Math.PI / 2);
    const distance = radius * wobble * rng.range(0.5, 1.9);
    const r = radius * rng.range(0.35, 0.75);
    addDisk(field, cx + distance * Math.cos(angle), cy + distance * Math.sin(angle), r, reach);
  }
}
