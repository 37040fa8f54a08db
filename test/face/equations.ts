/** The page docs/equations.md: its rows, and the places that its links lead to. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
export const page = resolve(root, 'docs/equations.md');

/** A number of the paper with what computes it and what tests that. */
export interface EquationRow {
  number: string;
  symbols: string[];
  tests: string[];
}

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(^|\/)(dist|node_modules)\//.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

/** Where each exported name of both packages is declared: `lib/borad/theory/vectors.ts#L12`. */
function declarations(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of filesUnder('lib')) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    lines.forEach((line, i) => {
      const name = line.match(/^export (?:async )?(?:function|const|class) (\w+)/)?.[1];
      if (name) found.set(name, [...(found.get(name) ?? []), `${file}#L${i + 1}`]);
    });
  }
  return found;
}

/** The rows of a page, from its tables. */
export function rowsOf(text: string): EquationRow[] {
  const lines = text.split('\n').filter((line) => /^\| (\(\d+\)|(Table|Figure|Algorithm) \d+) /.test(line));
  return lines.map((line) => {
    const [number, , functions, tests] = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim());
    return {
      number,
      symbols: [...functions.matchAll(/`(\w+)`/g)].map(([, name]) => name),
      tests: [...tests.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path),
    };
  });
}

/**
 * The page with every link set to where its function is declared or its test lies now. What is gone, or declared twice, keeps
 * the link that it has.
 */
export function withPlaces(text: string): string {
  const places = declarations();
  const tests = filesUnder('test');
  const linked = text.replace(/\[`(\w+)`\]\(\.\.\/([^)#]*)(#L\d+)?\)/g, (link, name: string, file: string) => {
    const all = places.get(name) ?? [];
    const here = all.find((place) => place.startsWith(`${file}#`)) ?? (all.length === 1 ? all[0] : undefined);
    return here ? `[\`${name}\`](../${here})` : link;
  });
  return linked.replace(/\[([\w./-]+\.ts)\]\(\.\.\/(test\/[^)]*)\)/g, (link, _, file: string) => {
    const others = tests.filter((path) => basename(path) === basename(file));
    const now = existsSync(join(root, file)) ? file : others.length === 1 ? others[0] : undefined;
    return now ? `[${relative('test', now)}](../${now})` : link;
  });
}

/** What the rows name and cannot be found, in sentences. */
export function missing(rows: readonly EquationRow[]): string[] {
  const places = declarations();
  return rows.flatMap(({ number, symbols, tests }) => [
    ...(symbols.length === 0 ? [`${number}: no function`] : []),
    ...(tests.length === 0 ? [`${number}: no test`] : []),
    ...symbols.filter((name) => !places.has(name)).map((name) => `${number}: nothing exports ${name}`),
    ...tests.flatMap((file) => {
      if (!existsSync(join(root, file))) return [`${number}: there is no ${file}`];
      const source = readFileSync(join(root, file), 'utf8');
      return symbols.some((name) => new RegExp(`\\b${name}\\b`).test(source))
        ? []
        : [`${number}: ${file} calls none of ${symbols.join(', ')}`];
    }),
  ]);
}
