/** Pictures of figures that have been drawn before. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from 'borad/base';
import type { Figure } from './figure';
import { figureJson } from './figureJson';

/**
 * The picture of this very figure in the folder that BORAD_DRAWN names: a comparison with what is stored would draw it for a second and
 * more to get the same bytes. Undefined where none is named, or where one number of the figure is another.
 */
export function drawnBefore(figure: Figure): Buffer | undefined {
  const folder = environment().BORAD_DRAWN;
  if (!folder || !figure.save) return undefined;
  const [json, png] = ['json', 'png'].map((extension) => join(folder, `${figure.name}.${extension}`));
  if (!existsSync(json) || !existsSync(png)) return undefined;
  return readFileSync(json, 'utf8') === figureJson(figure) ? readFileSync(png) : undefined;
}
