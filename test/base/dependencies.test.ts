/** Each package in `lib/` names in its package.json what its files import, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

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
  return [...taken].flatMap(([, target]) =>
    /^(\.|#|node:)/.test(target) ? [] : [/^(@[^/]+\/)?[^/]+/.exec(target)![0]],
  );
}

describe.each(['lib/borad', 'lib/notebooks'])('%s', (folder) => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = filesOf(join(root, folder)).map((path) => readFileSync(path, 'utf8'));
  const imported = new Set(files.flatMap(packagesIn));

  it('names what it imports', () => {
    expect([...imported].filter((name) => !(name in manifest.dependencies)).sort()).toEqual([]);
  });

  it('imports what it names', () => {
    const text = files.join('\n');
    expect(
      Object.keys(manifest.dependencies).filter((name) => !imported.has(name) && !text.includes(`'${name}`)),
    ).toEqual([]);
  });
});
