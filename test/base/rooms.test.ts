/** The arrows between the rooms of `lib/` are those of the table in docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../..');
const lib = join(root, 'lib');
const APART = ['bin', 'dist', 'node_modules'];
const rooms = readdirSync(lib, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !APART.includes(entry.name))
  .map(({ name }) => name);

/** Room to the rooms that it may import, in the order of the table. */
const table = new Map(
  [
    ...readFileSync(join(root, 'docs/architecture.md'), 'utf8')
      .split('## Rooms of `lib/`')[1]
      .split('\n## ')[0]
      .matchAll(/^\| `(\w+)\/` \|.*\| ([^|]+) \|$/gm),
  ].map(([, room, imports]): [string, string[]] => [room, imports.match(/\w+/g) ?? []]),
);

/** The other rooms that a room's files import. */
function importsOf(room: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(join(lib, room), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const path = join(lib, room, file);
    for (const [, target] of readFileSync(path, 'utf8').matchAll(/(?:from|import\(|require\() ?'(\.[^']*)'/g)) {
      const other = relative(lib, resolve(path, '..', target)).split(/[\\/]/)[0];
      if (other !== room && rooms.includes(other)) found.set(other, file);
    }
  }
  return found;
}

describe('rooms of lib', () => {
  it('stand in docs/architecture.md, each of them', () => {
    expect([...table.keys()].sort()).toEqual([...rooms].sort());
  });

  it('import only rooms above them, and of those the ones named', () => {
    const order = [...table.keys()];
    const faults = order.flatMap((room, at) => {
      const named = table.get(room)!;
      const allowed = named.includes('all') ? order.slice(0, at) : named;
      return [
        ...allowed.filter((other) => order.indexOf(other) >= at).map((other) => `${room} names ${other}, not above it`),
        ...[...importsOf(room)]
          .filter(([other]) => !allowed.includes(other))
          .map(([other, file]) => `${room}/${file} imports ${other}, which its row does not name`),
      ];
    });
    expect(faults).toEqual([]);
  });

  it('name no room that they do not import', () => {
    const idle = [...table].flatMap(([room, named]) => {
      const found = importsOf(room);
      return named.filter((other) => other !== 'all' && !found.has(other)).map((other) => `${room}: ${other}`);
    });
    expect(idle).toEqual([]);
  });
});
