/** The built library, as its users load it. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const borad = /** @type {typeof import('borad')} */ (require('../../lib/borad/dist/index.js'));
export const { loadDetector } = require('../../lib/borad/dist/detection/loadDetector.js');
/** @typedef {ReturnType<typeof borad.createRng>} Rng */

/** sharp and fflate as the library resolves them. */
const ofLibrary = createRequire(require.resolve('../../lib/borad/dist/index.js'));
export const sharp = ofLibrary('sharp');
