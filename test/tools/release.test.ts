/** CITATION.cff, CHANGELOG.md and package.json speak of one version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './loadTool';

const text = (file: string) => readFileSync(join(root, file), 'utf8');
const { version } = JSON.parse(text('package.json'));
const changelog = text('CHANGELOG.md');
const headings = changelog.match(/^## .*$/gm) ?? [];

describe('the version', () => {
  it('is that of CITATION.cff, released on the day that the changelog names', () => {
    const citation = text('CITATION.cff');
    expect(citation).toContain(`\nversion: ${version}\n`);
    const [, day] = citation.match(/^date-released: (.*)$/m) ?? [];
    expect(headings).toContain(`## [${version}] - ${day}`);
  });
});

it('is that of both packages, as the collection names them', () => {
  const { dependencies } = JSON.parse(text('package.json'));
  for (const name of ['borad', 'borad-notebooks']) {
    expect(dependencies[name]).toBe(version);
    expect(JSON.parse(text(`lib/${name.replace('borad-', '')}/package.json`)).version).toBe(version);
  }
});

describe('the changelog', () => {
  it('begins with what is not released, then has versions with their days, newest first', () => {
    expect(headings[0]).toBe('## [Unreleased]');
    for (const heading of headings.slice(1)) expect(heading).toMatch(/^## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
    const days = headings.slice(1).map((heading) => heading.slice(-10));
    expect(days).toEqual([...days].sort().reverse());
  });

  it('sorts changes by the kinds of Keep a Changelog', () => {
    const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    for (const kind of changelog.match(/^### .*$/gm) ?? []) expect(kinds).toContain(kind.slice(4));
  });
});
