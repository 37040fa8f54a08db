/** The arrows between the rooms of both packages in `lib/` are those of the tables in docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { there } from '../there';

const root = resolve(__dirname, '../..');
const plan = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const APART = ['assets', 'bin', 'dist', 'node_modules', 'vendor'];

const foldersOf = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !APART.includes(entry.name))
    .map(({ name }) => name);

/** Room to the rooms that it may import, in the order of a package's table. */
function tableOf(folder: string): Map<string, string[]> {
  const section = plan.split(`## Rooms of \`${folder}/\``)[1].split('\n## ')[0];
  const rows = [...section.matchAll(/^\| `([\w/]+)\/` \|.*\| ([^|]+) \|$/gm)];
  return new Map(rows.map(([, room, imports]): [string, string[]] => [room, imports.match(/\w+/g) ?? []]));
}

/** Rooms by the path below the package, and the same by the name that a table calls them. */
const detector = foldersOf(join(root, 'lib/borad'));
const study = foldersOf(join(root, 'lib/notebooks/study')).map((name) => `study/${name}`);
const packages = [
  { folder: 'lib/borad', rooms: detector },
  {
    folder: 'lib/notebooks',
    rooms: [...foldersOf(join(root, 'lib/notebooks')).filter((r) => r !== 'study'), ...study],
  },
].map((one) => ({ ...one, table: tableOf(one.folder) }));

/** The other rooms that a room's files import, by their last name, each with a file that does. */
function importsOf(folder: string, room: string, rooms: string[]): Map<string, string> {
  const found = new Map<string, string>();
  const add = (other: string, file: string) => {
    if (other !== room) found.set(there(other.split('/').pop()), file);
  };
  for (const file of readdirSync(join(root, folder, room), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const path = join(root, folder, room, file);
    for (const [, target] of readFileSync(path, 'utf8').matchAll(/(?:from|import\(|require\() ?'([^']*)'/g)) {
      if (target.startsWith('borad')) add(target.split('/')[1] ?? 'the face of borad', file);
      if (!target.startsWith('.')) continue;
      const inside = relative(join(root, folder), resolve(path, '..', target)).split(/[\\/]/);
      if (inside[0] === '..') add(`outside of ${folder}`, file);
      const other = rooms.find((name) => name === inside[0] || name === inside.slice(0, 2).join('/'));
      if (other) add(other, file);
    }
  }
  return found;
}

describe.each(packages)('rooms of $folder', ({ folder, rooms, table }) => {
  const order = [...table.keys()];

  it('stand in docs/architecture.md, each of them', () => {
    expect([...order].sort()).toEqual([...rooms].sort());
  });

  it('import only rooms above them, and of those the ones named', () => {
    const names = order.map((room) => there(room.split('/').pop()));
    const faults = order.flatMap((room, at) => {
      const named = there(table.get(room));
      const above = [...(folder === 'lib/borad' ? [] : detector), ...names.slice(0, at)];
      const allowed = named.includes('all') ? above : named;
      return [
        ...allowed.filter((other) => !above.includes(other)).map((other) => `${room} names ${other}, not above it`),
        ...[...importsOf(folder, room, rooms)]
          .filter(([other]) => !allowed.includes(other))
          .map(([other, file]) => `${room}/${file} imports ${other}, which its row does not name`),
      ];
    });
    expect(faults).toEqual([]);
  });

  it('name no room that they do not import', () => {
    const idle = [...table].flatMap(([room, named]) => {
      const found = importsOf(folder, room, rooms);
      return named.filter((other) => other !== 'all' && !found.has(other)).map((other) => `${room}: ${other}`);
    });
    expect(idle).toEqual([]);
  });
});

it("take TensorFlow.js's core, never the package that bundles it with what nothing here needs", () => {
  const isSource = (name: string) =>
    /\.(ts|mts|mjs|cjs|js)$/.test(name) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name);
  const files = ['lib', 'test', 'tools', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(isSource)
      .map((name) => join(root, folder, name)),
  );
  expect(files.filter((file) => /['"]@tensorflow\/tfjs['"]/.test(readFileSync(file, 'utf8')))).toEqual([]);
});
