/** Where downloads are kept that any project may use again. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, environment } from './environment';

/**
 * `BORAD_CACHE`; else the folder `borad` in `XDG_CACHE_HOME`, or in the usual place of the system: `~/Library/Caches` on
 * macOS, `%LOCALAPPDATA%` on Windows, `~/.cache` elsewhere. The folder does not have to exist.
 */
export function cacheFolder(
  variables: Environment = environment(),
  platform: NodeJS.Platform = process.platform,
): string {
  const { BORAD_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = variables;
  if (BORAD_CACHE) return BORAD_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'borad');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'borad');
  if (platform === 'win32') return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'borad', 'cache');
  return join(homedir(), '.cache', 'borad');
}
