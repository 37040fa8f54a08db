/** The decoder of images, loaded with the first of them: with its native library it is a fifth of what borad takes to load. */
import type sharp from 'sharp';

let loaded: typeof sharp | undefined;

/** sharp without its cache, by which it gives the old picture of a WebP file that has been replaced. */
export function loadSharp(): typeof sharp {
  if (!loaded) {
    loaded = require('sharp') as typeof sharp;
    loaded.cache(false);
  }
  return loaded;
}
