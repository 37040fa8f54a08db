import { expect, it } from 'vitest';
import { loadTool } from './loadTool';

const file = (name: string, bytes: number, prunable = false) => ({ name, bytes, prunable });

it('sizes of packages are sums of their files, with those of their binaries, before and after pruning', async () => {
  const { largest, packageSizes, withMeasures } = await loadTool('dependencies/measured.mjs');
  const sizes = packageSizes([
    file('a/index.js', 2e6),
    file('a/index.js.map', 3e6, true),
    file('@s/b-linux/b.node', 10e6),
    file('@s/b-linux/node_modules/c/index.js', 40_000),
  ]);
  expect([...sizes]).toEqual([
    ['a', { before: 5e6, after: 2e6 }],
    ['@s/b-linux', { before: 10e6, after: 10e6 }],
    ['c', { before: 40_000, after: 40_000 }],
  ]);
  const manifestOf = (name: string) => ({
    name,
    license: 'MIT',
    optionalDependencies: { '@s/b-linux': '1', '@s/b-mac': '1' },
  });
  const page = '| dependency | what for | licence | size | alternative |\n| `a` (optional) | use | old | 7 | none |\n';
  expect(withMeasures(page, manifestOf, sizes)).toMatch(
    /\n\| `a` \(optional\) \| use \| MIT \| 15 \(12\) \| none \|\n$/,
  );
  expect(largest(sizes, 1).split('\n').slice(2)).toEqual(['| `@s/b-linux` | 10 | 10 |', '| all 3 | 15 | 12 |']);
});
