import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './loadTool';

const nbconvert = spawnSync('sh', ['-c', 'command -v jupyter-nbconvert'], { encoding: 'utf8' }).stdout.trim();
const out = mkdtempSync(join(tmpdir(), 'borad-nbconvert-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Converts the quickstart with a template that nbconvert brings along. */
function convert(...args: string[]): void {
  const file = join(root, 'notebooks', '00-quickstart.ipynb');
  const { status, stderr } = spawnSync(nbconvert, [...args, '--output-dir', out, '--output', 'quickstart', file], {
    encoding: 'utf8',
  });
  expect(stderr).not.toMatch(/Traceback|Error/);
  expect(status).toBe(0);
}

describe.skipIf(!nbconvert)(`stock nbconvert${nbconvert ? '' : ' (jupyter-nbconvert is not installed)'}`, () => {
  it('makes HTML with tables and pictures that have a text alternative', () => {
    convert('--to', 'html', '--template', 'classic');
    const html = readFileSync(join(out, 'quickstart.html'), 'utf8');
    expect(html).toContain('<table class="dataframe">');
    const pictures = html.match(/<img[^>]*>/g) ?? [];
    expect(pictures).toHaveLength(2);
    for (const picture of pictures) expect(picture).toMatch(/alt="[^"]{20,}"/);
  });

  it('makes slides', () => {
    convert('--to', 'slides');
    const html = readFileSync(join(out, 'quickstart.slides.html'), 'utf8');
    expect(html).toContain('<div class="slides">');
    expect(html.match(/<img[^>]*src="data:image\/png/g)).toHaveLength(2);
  });

  it('makes Markdown with its pictures beside it', () => {
    convert('--to', 'markdown');
    const text = readFileSync(join(out, 'quickstart.md'), 'utf8');
    expect(text).toContain('# 00 Quickstart');
    expect(text.match(/!\[png\]\(/g)).toHaveLength(2);
    expect(readdirSync(join(out, 'quickstart_files')).filter((name) => name.endsWith('.png'))).toHaveLength(2);
  });
});
