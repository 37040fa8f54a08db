/** The pages that people read: links lead somewhere, and what CONTRIBUTING.md names as a guard is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'LICENSE-TEXT.md',
  'data/README.md',
  'lib/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** Headings as the ends of links: lower case, spaces as hyphens, other signs left out. */
const anchorsOf = (page: string) =>
  read(page)
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replace(/ /g, '-'),
    );

describe.each(pages)('%s', (page) => {
  it('has no link that leads nowhere', () => {
    const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const broken = targets.filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path, anchor] = target.split('#');
      const file = path ? join(dirname(page), path) : page;
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

it('README.md stays short enough to be read', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(10_000);
});

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');

  it('names files and commands that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const paths = [...text.matchAll(/`((?:lib|test|docs|data)\/[\w./-]+)`/g)].map(([, path]) => path);
    const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('says of each kind of addition what guards it', () => {
    const sections = text.split('\n## ').slice(1, -2);
    const unguarded = sections.filter((section) => !section.includes('*Guarded by*')).map((s) => s.split('\n')[0]);
    expect(unguarded).toEqual([]);
  });
});
