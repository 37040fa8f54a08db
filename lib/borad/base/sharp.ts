/** The decoder of images, loaded with the first of them: with its native library it takes a good part of the time to load borad. */
import type sharp from 'sharp';
import { BackendError } from './errors';
import { shortReason } from './shortReason';

let loaded: typeof sharp | undefined;

/**
 * sharp without its cache, which makes it return the old picture of a WebP file that has been replaced.
 *
 * @throws {BackendError} it is not installed, or its native library does not load.
 */
export function loadSharp(): typeof sharp {
  if (loaded) return loaded;
  try {
    loaded = require('sharp') as typeof sharp;
  } catch (cause) {
    throw new BackendError(
      `Images need sharp, which cannot be loaded (${shortReason(cause)}). Run: npm install sharp`,
      {
        cause,
      },
    );
  }
  loaded.cache(false);
  return loaded;
}
