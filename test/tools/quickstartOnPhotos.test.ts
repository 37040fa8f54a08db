import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { root } from './loadTool';

const folder = mkdtempSync(join(tmpdir(), 'borad-quickstart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A photo of 80 x 60: grey noise, with a dark line where it is scratched. */
async function draw(kind: string, i: number): Promise<void> {
  const dir = join(folder, 'own', kind);
  mkdirSync(dir, { recursive: true });
  const rng = createRng(1).split(`${kind} ${i}`);
  const pixels = Uint8Array.from({ length: 80 * 60 * 3 }, (_, p) => {
    const [x, y] = [Math.floor(p / 3) % 80, Math.floor(p / 240)];
    return (kind === 'scratch' && Math.abs(x - y - 5 * i) < 4 ? 30 : 150) + rng.int(40);
  });
  const photo = sharp(pixels, { raw: { width: 80, height: 60, channels: 3 } });
  await photo.jpeg().toFile(join(dir, `${i}.jpg`));
}

interface Cell {
  cell_type: string;
  source: string[];
  outputs?: { output_type: string; text?: string[]; data?: Record<string, string[]> }[];
}

/** The quickstart as a reader changes it for photos of their own, with fewer steps than they would take. */
function quickstartOn(photos: string): string {
  const notebook = JSON.parse(readFileSync(join(root, 'notebooks', '00-quickstart.ipynb'), 'utf8'));
  const changes = [
    [`openDataset('procedural', `, `openDataset(${JSON.stringify(photos)}, `],
    ['{ seed: 42 }', '{ seed: 42, training: { steps: 2, batchSize: 2 } }'],
  ];
  const sources: string[] = notebook.cells.map(({ source }: Cell) => [source].flat().join(''));
  for (const [from, to] of changes) {
    const at = sources.findIndex((source) => source.includes(from));
    if (at < 0) throw new Error(`no cell of the quickstart has ${from}`);
    sources[at] = sources[at].replace(from, to);
  }
  const file = join(folder, 'quickstart.ipynb');
  const cells = notebook.cells.map((cell: Cell, i: number) => ({ ...cell, source: sources[i] }));
  writeFileSync(file, JSON.stringify({ ...notebook, cells }));
  return file;
}

function outputsOf(file: string): string {
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as { cells: Cell[] };
  const outputs = cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.map(({ text, data }) => [text ?? data?.['text/plain'] ?? ''].flat().join('')).join('\n');
}

describe('the quickstart on photos of which nobody drew masks', () => {
  it('runs from top to bottom, with dashes for pixels', async () => {
    for (let i = 0; i < 5; i++) await draw('normal', i);
    for (let i = 0; i < 2; i++) await draw('scratch', i);
    const file = quickstartOn(join(folder, 'own'));
    const out = join(folder, 'out');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'tools', 'run-notebooks.mjs'), file, '--timeout', '500'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, BORAD_OUTPUT: out } },
    );
    expect(stdout + stderr).toMatch(/1 passed, 0 failed/);
    expect(status).toBe(0);
    const outputs = outputsOf(join(out, 'quickstart.ipynb'));
    expect(outputs).toMatch(/^own +4 +1 +2 +scratch$/m);
    expect(outputs).toMatch(/^own +(\d+\.\d +){3}– +– +– +– +–$/m);
    expect(outputs).toMatch(/^Mean image AUROC \d+\.\d, pixel AUROC –, mAD –\.$/m);
    expect(outputs).toMatch(/^note: own: no pixel metrics, since its 2 defective images have no usable mask\.$/m);
    expect(outputs).toMatch(/2 test images .*, from score \d\.\d+ \(own\/test\/scratch\/\d\) down to \d\.\d+ \(own/);
    expect(outputs).not.toMatch(/NaN/);
    expect(readdirSync(join(out, 'runs'))).toEqual([expect.stringMatching(/^quick-[0-9a-f]{8}$/)]);
    expect(existsSync(join(out, 'figures', 'quickstart-maps.png'))).toBe(true);
  });
});
