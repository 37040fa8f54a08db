/** Each package in `lib/` names in its package.json what its files import, and nothing else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTool } from '../tools/loadTool';

const root = resolve(__dirname, '../..');

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['dist', 'node_modules'].includes(entry.name) ? [] : filesOf(path);
    return /\.(ts|js|cjs)$/.test(entry.name) ? [path] : [];
  });

/** `@scope/name` or `name` of everything that a file takes from another package. */
function packagesIn(text: string): string[] {
  const taken = text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\brequire(?:\.resolve)?\()['"]([^'"$]+)['"]/g);
  const types = text.matchAll(/^\/\/\/ <reference types="([^"]+)"/gm);
  return [
    ...[...taken].flatMap(([, target]) =>
      /^(\.|#|node:)/.test(target) ? [] : [target.split('/', target.startsWith('@') ? 2 : 1).join('/')],
    ),
    ...[...types].map(([, name]) => `@types/${name}`),
  ];
}

describe.each(['lib/borad', 'lib/notebooks'])('%s', (folder) => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const { '@tensorflow/tfjs-node-gpu': _, ...peers } = manifest.peerDependencies ?? {};
  const named = { ...manifest.dependencies, ...manifest.optionalDependencies, ...peers };
  const files = filesOf(join(root, folder)).map((path) => readFileSync(path, 'utf8'));
  const imported = new Set(files.flatMap(packagesIn));

  it('names what it imports', () => {
    expect([...imported].filter((name) => !(name in named)).sort()).toEqual([]);
  });

  it('imports what it names', () => {
    const text = files.join('\n');
    expect(Object.keys(named).filter((name) => !imported.has(name) && !text.includes(`'${name}`))).toEqual([]);
  });

  it('has a row in docs/dependencies.md for each of them, with the licence that the installed package names', async () => {
    const { licenceOf } = await loadTool('dependencies/measured.mjs');
    const manifestOf = (name: string) => {
      const places = [root, join(root, folder)].map((place) => join(place, 'node_modules', name, 'package.json'));
      return JSON.parse(readFileSync(places.find((path) => existsSync(path)) ?? name, 'utf8'));
    };
    const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    const section = page.split(`## \`${manifest.name}\``)[1].split('\n## ')[0];
    const rows = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    const licences = [...section.matchAll(/^\| `([^`]+)`[^|]*\|[^|]*\| ([^|]*) \|/gm)].map(([, name, licence]) => [
      name,
      licence,
    ]);
    expect(licences).toEqual(rows.map((name) => [name, licenceOf(manifestOf(name))]));
    expect(rows.sort()).toEqual(
      Object.keys(named)
        .filter((name) => name !== 'borad')
        .sort(),
    );
  });
});

/** Where a package of the lock file is installed here; packages for other platforms are not. */
const installed = (name: string) =>
  ['node_modules', 'lib/borad/node_modules'].map((place) => join(root, place, name, 'package.json')).find(existsSync);

it('have in the notices the licences that the installed packages name', () => {
  const text = readFileSync(join(root, 'lib/borad/THIRD-PARTY-NOTICES.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` \| (\d[^ ]*) \| ([^|]*) \|/gm)].map(([, ...row]) => row);
  const read = rows.flatMap(([name, version, licence]) => {
    const path = installed(name);
    if (!path) return [];
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    return manifest.version === version ? [[name, manifest.license, licence]] : [];
  });
  expect(read.length).toBeGreaterThan(20);
  expect(read.filter(([, own, noticed]) => own !== noticed)).toEqual([]);
});

it('are listed with their licences in the notices of borad', async () => {
  const { notices } = await loadTool('notices/notices.mjs');
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  expect(readFileSync(join(root, 'lib/borad/THIRD-PARTY-NOTICES.md'), 'utf8')).toBe(notices(lock));
});
