import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { environment, VARIABLES } from '../../lib/borad/base';

const root = resolve(__dirname, '../..');
const sources = ['lib/borad', 'lib/notebooks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !/(^|[\\/])(dist|node_modules|vendor)[\\/]/.test(file)),
);
const filesWith = (pattern: RegExp) => sources.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('environment', () => {
  it('holds what is set, and nothing that is empty', () => {
    vi.stubEnv('BORAD_DATA', '/images');
    vi.stubEnv('BORAD_CACHE', '');
    expect(environment().BORAD_DATA).toBe('/images');
    expect(environment()).not.toHaveProperty('BORAD_CACHE');
  });

  it('is read in one file', () => {
    expect(sources.length).toBeGreaterThan(400);
    expect(filesWith(/process\.env/)).toEqual([join('lib', 'borad', 'base', 'environment.ts')]);
  });

  it('decides engine, provider and kept graphs only at the edge: command line and study', () => {
    const rooms = filesWith(/BORAD_(ENGINE|PROVIDER|GRAPH_CACHE)\b|executionFromEnvironment\(/).map((file) =>
      file.split(/[\\/]/).slice(0, 3).join('/'),
    );
    const [definition, known] = ['lib/borad/engine', 'lib/borad/base'];
    expect([...new Set(rooms)].sort()).toEqual([known, 'lib/borad/cli', definition, 'lib/notebooks/study']);
  });

  it('is told of in docs/use.md, each variable of ours', () => {
    const page = readFileSync(join(root, 'docs/use.md'), 'utf8');
    const own = Object.keys(VARIABLES).filter((name) => name.startsWith('BORAD_'));
    expect(own.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
