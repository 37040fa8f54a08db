/** One image of the procedural set: scene, defect, light, mask, sensor. */
import { createRng, DataError } from '../../base';
import { drawCamera, photograph } from './camera';
import { type Category, defectStrength, drawFlaw } from './category';
import { changeMask } from './changeMask';
import { expose } from './sensor';
import { changedRows, copySurface, createSurface } from './surface';

export interface RenderOptions {
  seed: number;
  /** The sample's id: with the seed it decides everything that is random. */
  id: string;
  /** `good` or one of the category's defects. */
  defect: string;
  imageSize: number;
}

export interface RenderedSample {
  /** [H, W, 3] RGB, 0 to 255. */
  pixels: Uint8Array;
  /** [H, W], 0 or 1. */
  mask: Uint8Array;
  /** The same scene under the same light and sensor noise without the defect, [H, W, 3]. Equal to `pixels` where the mask is 0. */
  clean(): Uint8Array;
  /** The strength the defect was painted with, 0 to 1; 0 for a good image. */
  strength: number;
}

/** A place where a defect does not show (a dark stain on black) is given up for another, each time a little stronger. */
const ATTEMPTS = 16;
/** Smallest mask, as a share of the image. */
const SMALLEST_MASK = 0.00015;

/**
 * Renders one sample. The mask is exact: scene and defective scene are photographed without noise and compared
 * (`changeMask`), pixels outside the mask are taken from the defect-free picture, and the same noise goes over both.
 *
 * @throws {DataError} the category does not know the defect.
 */
export function renderSample(category: Category, options: RenderOptions): RenderedSample {
  const { seed, id, defect, imageSize: size } = options;
  const rng = createRng(seed).split(id);
  const surface = createSurface(size);
  category.paint(surface, rng.split('scene'));
  const camera = drawCamera(rng.split('camera'));
  const levels = photograph(surface, camera);
  if (defect === 'good') {
    const pixels = expose(levels, size, camera);
    return { pixels, mask: new Uint8Array(size * size), clean: () => pixels, strength: 0 };
  }
  const kind = category.defects[defect];
  if (!kind) {
    throw new DataError(
      `renderSample: ${category.name} has no defect "${defect}". Known are ${Object.keys(category.defects).join(', ')}.`,
    );
  }
  const drawn = defectStrength(rng.split('strength'));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const strength = Math.min(1, drawn + attempt / (ATTEMPTS - 4));
    const flaw = drawFlaw(defect, strength, rng.split(`flaw ${attempt}`));
    let flawed = surface;
    if (kind === 'structural') {
      flawed = createSurface(size);
      category.paint(flawed, rng.split('scene'), flaw);
    } else {
      flawed = copySurface(surface);
      kind(flawed, flaw);
    }
    const rows = changedRows(surface, flawed);
    const changed = photograph(flawed, camera, { levels, ...rows });
    const mask = changeMask(levels, changed, size, rows);
    let area = 0;
    for (let i = 0; i < mask.length; i++) area += mask[i];
    if (area < Math.max(3, SMALLEST_MASK * mask.length)) continue;
    const merged = levels.slice();
    for (let i = 0; i < mask.length; i++) {
      if (!mask[i]) continue;
      merged[3 * i] = changed[3 * i];
      merged[3 * i + 1] = changed[3 * i + 1];
      merged[3 * i + 2] = changed[3 * i + 2];
    }
    return { pixels: expose(merged, size, camera), mask, clean: () => expose(levels, size, camera), strength };
  }
  throw new DataError(
    `renderSample: ${id} (seed ${seed}) shows no visible ${defect} at ${size} pixels after ${ATTEMPTS} attempts. Use larger images.`,
  );
}
