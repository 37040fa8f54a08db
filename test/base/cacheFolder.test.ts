import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../lib/borad/base';

describe('cacheFolder', () => {
  it('is what the environment asks for', () => {
    expect(cacheFolder({ BORAD_CACHE: '/a', XDG_CACHE_HOME: '/b' }, 'linux')).toBe('/a');
    expect(cacheFolder({ BORAD_CACHE: '', XDG_CACHE_HOME: '/b' }, 'darwin')).toBe(join('/b', 'borad'));
    expect(cacheFolder({ LOCALAPPDATA: '/c' }, 'win32')).toBe(join('/c', 'borad', 'cache'));
  });

  it('is else the usual folder of the system', () => {
    expect(cacheFolder({}, 'linux')).toBe(join(homedir(), '.cache', 'borad'));
    expect(cacheFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', 'borad'));
    expect(cacheFolder({}, 'win32')).toBe(join(homedir(), 'AppData', 'Local', 'borad', 'cache'));
  });
});
