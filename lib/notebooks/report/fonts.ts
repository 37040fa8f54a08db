/**
 * The font of every picture made without a browser. It comes with npm, so pictures look the same on a machine without
 * fonts, and two machines give the same bytes.
 */
import { dirname, join } from 'node:path';
import { BackendError } from 'borad/base';

const FACES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'];

export interface FontOptions {
  loadSystemFonts: false;
  fontFiles: string[];
  defaultFontFamily: string;
  sansSerifFamily: string;
}

/**
 * resvg's font settings.
 *
 * @throws {BackendError} the package `dejavu-fonts-ttf` is not installed.
 */
export function fontOptions(): FontOptions {
  let folder: string;
  try {
    folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  } catch (cause) {
    throw new BackendError(
      'Pictures need the fonts of the npm package dejavu-fonts-ttf, which is not installed. Run npm install.',
      { cause },
    );
  }
  return {
    loadSystemFonts: false,
    fontFiles: FACES.map((face) => join(folder, face)),
    defaultFontFamily: 'DejaVu Sans',
    sansSerifFamily: 'DejaVu Sans',
  };
}
