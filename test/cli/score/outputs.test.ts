import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readJson } from '../../../lib/borad/base';
import { main } from '../../../lib/borad/cli/main';
import type { ScoredPhoto } from '../../../lib/borad/cli/score/resultsFolder';
import type { LabelledScore } from '../../../lib/borad/verdicts';
import { there } from '../../there';
import { captureOutput } from '../captured';
import { smallTraining } from '../smallTraining';

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-outputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [data, run] = [join(folder, 'data'), join(folder, 'run')];
const defect = (name: string) => join(data, 'nut/test', name);

const borad = (...words: string[]) => main(['node', 'borad', ...words]);
const score = (out: string, ...words: string[]) => borad('score', '--run', run, '--out', join(folder, out), ...words);
const scored = (out: string): ScoredPhoto[] =>
  readJson<{ images: ScoredPhoto[] }>(join(folder, out, 'scores.json')).images;
const rowsOf = (out: string) =>
  parse(readFileSync(join(folder, out, 'scores.csv')), { columns: true }) as Record<string, string>[];

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const few = ['data.procedural.train=6', 'data.procedural.testGood=2', 'data.procedural.testDefective=2'];
  const generated = ['--size', '64', '--categories', 'nut', ...few.flatMap((setting) => ['--set', setting])];
  expect(await borad('generate', '--out', data, ...generated)).toBe(0);
  expect(await borad('train', '--data', data, '--out', run, ...smallTraining(4, 4))).toBe(0);
  // A limit in the middle of the maps, so that some of each lies above it.
  expect(await score('first', defect('good/000.png'))).toBe(0);
  const [{ score: highest } = { score: 0 }] = scored('first');
  expect(await borad('limit', '--run', run, '--limit', `value=${0.9 * highest}`)).toBe(0);
});

const nameOf = (image: string): string => basename(image, '.png');
/** The names of photos that lines of JSON say to have been scored. */
const scoredIn = (lines: string[]): string[] =>
  lines
    .map((line) => JSON.parse(line) as Partial<ScoredPhoto>)
    .flatMap(({ image, score }) => (image !== undefined && score !== undefined ? [nameOf(image)] : []));

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resume) => setTimeout(resume, 20));
}

/** Watches a folder in a process of its own, which can be killed. */
function watching(camera: string, out: string) {
  const words = ['score', '--run', run, '--out', join(folder, out), '--watch', camera, '--every', '0.1'];
  const bin = join(__dirname, '../../../lib/borad/bin/borad.js');
  const child = spawn(process.execPath, [bin, ...words, '--csv', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (more) => {
    text += more;
  });
  return {
    scored: () => scoredIn(text.split('\n').slice(0, -1)),
    /** Ends it by a signal; gives its exit code. */
    async end(signal: NodeJS.Signals): Promise<number | null> {
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      return code;
    },
  };
}

describe('borad score', () => {
  it('writes maps, masks, regions, tables and a page', async () => {
    const asked = ['--maps', 'npy', '--masks', '--boxes', '--csv', '--coco', '--report'];
    expect(await score('all', defect('good'), ...asked)).toBe(0);
    const photos = scored('all');
    expect(photos).toHaveLength(2);
    for (const { map, mask, regions, limit, width, height, score: highest } of photos) {
      const npy = readFileSync(join(folder, 'all', there(map)));
      const values = new Float32Array(
        npy.buffer.slice(npy.byteOffset + 10 + npy.readUInt16LE(8), npy.byteOffset + npy.length),
      );
      expect(values).toHaveLength(width * height);
      expect(Math.max(...values)).toBeCloseTo(highest, 6);
      const { data: white } = await sharp(join(folder, 'all', there(mask)))
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const above = [...values].filter((value) => value > there(limit)).length;
      expect([...white].filter((value) => value === 255)).toHaveLength(above);
      expect(there(regions).reduce((sum, { area }) => sum + area, 0)).toBe(above);
    }
    const coco = readJson<{ images: object[]; annotations: { area: number; segmentation: { counts: number[] } }[] }>(
      join(folder, 'all/coco.json'),
    );
    expect(coco.images).toHaveLength(2);
    expect(coco.annotations).toHaveLength(photos.reduce((sum, { regions }) => sum + there(regions).length, 0));
    for (const { area, segmentation } of coco.annotations)
      expect(segmentation.counts.filter((_, i) => i % 2).reduce((a, b) => a + b, 0)).toBe(area);
    const table = rowsOf('all');
    expect(table).toHaveLength(2);
    table.forEach((row, i) => {
      const { regions, ...told } = there(photos[i]);
      const texts = Object.entries(told).map(([name, value]) => [name, `${value}`]);
      expect(row).toMatchObject({ ...Object.fromEntries(texts), regions: `${there(regions).length}` });
    });
    expect(readFileSync(join(folder, 'all/report.html'), 'utf8')).toContain('2 photos');
    expect(output.printed).toMatch(/with scores\.csv, coco\.json, report\.html/);
  });

  it('scores again what lacks an output that is asked for, and removes outputs with --overwrite', async () => {
    expect(await score('more', defect('good/000.png'))).toBe(0);
    expect(await score('more', '--resume', '--maps', 'tiff', defect('good/000.png'))).toBe(0);
    const [photo] = scored('more');
    expect(photo?.map).toMatch(/_map\.tiff$/);
    expect(await score('more', '--overwrite', defect('good/000.png'))).toBe(0);
    expect(existsSync(join(folder, 'more', there(there(photo).map)))).toBe(false);
  });

  it('prints a line of JSON per photo', async () => {
    expect(await score('json', '--json', '--maps', 'png16', defect('good'))).toBe(0);
    const lines = output.printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ScoredPhoto);
    expect(lines.map(({ verdict }) => typeof verdict)).toEqual(['string', 'string']);
    expect(readJson<{ png16: { max: number } }>(join(folder, 'json/scores.json')).png16.max).toBeGreaterThan(0);
  });

  it('watches a folder: each file once, over restarts, half-written ones when they are whole', async () => {
    const camera = join(folder, 'camera');
    mkdirSync(camera);
    copyFileSync(defect('good/000.png'), join(camera, '0.png'));
    const bytes = readFileSync(defect('good/001.png'));
    writeFileSync(join(camera, '1.png'), bytes.subarray(0, 1000));
    const lines = () => output.printed.split('\n').filter((line) => / (0|1|2)\.png|camera/.test(line));
    /** Runs until so many lines are printed, and then stops as Ctrl-C does. */
    const until = async (count: number, between: () => void = () => {}) => {
      output.printed = '';
      const ended = score('watched', '--watch', camera, '--every', '0.05');
      while (lines().length < count) await new Promise((resume) => setTimeout(resume, 20));
      between();
      while (lines().length < count) await new Promise((resume) => setTimeout(resume, 20));
      process.emit('SIGINT');
      return ended;
    };
    // The half file stays as it is for two looks: it is taken for whole, fails, and is tried again when it has changed.
    expect(await until(2)).toBe(1);
    expect(output.printed).toMatch(/FAILED .*1\.png/);
    writeFileSync(join(camera, '1.png'), bytes);
    copyFileSync(defect('good/001.png'), join(camera, '2.png'));
    expect(await until(2)).toBe(0);
    const listed = lines().slice(0, 2).join('\n');
    expect(listed).toMatch(/1\.png/);
    expect(listed).toMatch(/2\.png/);
    expect(listed).not.toMatch(/0\.png/);
    expect(scored('watched')).toHaveLength(3);
  });

  it('watches on after it was killed: each file once, and scores.csv is there meanwhile', async () => {
    const camera = join(folder, 'busy');
    mkdirSync(camera);
    const shoot = (names: string) => {
      for (const name of names) copyFileSync(defect(`good/00${Number(name) % 2}.png`), join(camera, `${name}.png`));
    };
    shoot('01234');
    const killed = watching(camera, 'kept');
    await until(() => killed.scored().length >= 2);
    await killed.end('SIGKILL');
    const lines = readFileSync(join(folder, 'kept/scores.jsonl'), 'utf8').split('\n').slice(1, -1);
    const done = scoredIn(lines);
    expect(done.length).toBeGreaterThanOrEqual(2);
    expect(rowsOf('kept').length).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(folder, 'kept/scores.json'))).toBe(false);
    shoot('56');
    const [bytes, slow] = [readFileSync(defect('good/001.png')), join(camera, '7.png')];
    writeFileSync(slow, bytes.subarray(0, 500));
    const again = watching(camera, 'kept');
    await until(() => again.scored().length >= 1);
    appendFileSync(slow, bytes.subarray(500));
    await until(() => done.length + again.scored().length >= 8);
    expect(await again.end('SIGINT')).toBe(0);
    const names = scored('kept').map(({ image }) => nameOf(image));
    expect(names.toSorted()).toEqual([...'01234567']);
    expect(rowsOf('kept').map(({ image }) => nameOf(there(image)))).toEqual(names);
    // What was done before is not done again.
    expect(names.slice(0, done.length)).toEqual(done);
    expect(again.scored()).toEqual(names.slice(done.length));
  });

  it('names what it needs', async () => {
    expect(await score('none')).toBe(2);
    expect(await score('none', '--watch', folder, defect('good'))).toBe(2);
    expect(await score('none', '--watch', join(folder, 'gone'))).toBe(1);
    expect(output.complained).toMatch(/there is no such folder/);
  });
});

it('borad serve answers as borad score does, until it is stopped', async () => {
  const ended = borad('serve', '--run', run, '--port', '0');
  while (!/Serving at/.test(output.printed)) await new Promise((resume) => setTimeout(resume, 20));
  const [, address] = output.printed.match(/Serving at (\S+);/) ?? [];
  const photo = defect('good/000.png');
  const headers = { 'content-type': 'image/png' };
  const reply = await fetch(`${address}/score`, { method: 'POST', body: readFileSync(photo), headers });
  const answer = (await reply.json()) as ScoredPhoto;
  process.emit('SIGTERM');
  expect(await ended).toBe(0);
  expect(await score('served', photo)).toBe(0);
  const [own] = scored('served');
  for (const key of ['score', 'verdict', 'category', 'limit', 'distance', 'width', 'height'] as const)
    expect(answer[key]).toEqual(own?.[key]);
});

it('borad serve opens no door without a token', async () => {
  expect(await borad('serve', '--run', run, '--host', '0.0.0.0')).toBe(2);
  expect(output.complained).toMatch(/--token-file/);
});

it('borad drift reads a log of scores, sees dimmed light and says so by its exit code', async () => {
  expect(await score('drift', '--csv', defect('good'))).toBe(0);
  const other = join(folder, 'other');
  cpSync(run, other, { recursive: true });
  const limits = readJson<{ normals: LabelledScore[] }>(join(other, 'limits.json'));
  const [normal] = limits.normals;
  // Two normal photos are no reference: twenty that differ a little.
  const normals = Array.from({ length: 20 }, (_, i) => ({
    ...normal,
    light: 100 + i / 10,
    score: 1 + ((i * 7) % 20) / 100,
  }));
  writeFileSync(join(other, 'limits.json'), JSON.stringify({ ...limits, normals }));
  const drift = (log: string, ...words: string[]) => borad('drift', join(folder, log), '--run', other, ...words);
  writeFileSync(join(folder, 'short.csv'), 'score,light\r\n1.05,101\r\n,\r\n');
  expect(await drift('short.csv')).toBe(0);
  expect(output.printed).toMatch(/mean brightness +101 +101 +1 /);
  expect(output.printed).toMatch(/No drift/);
  const dim = Array.from({ length: 30 }, (_, i) => `1.05,${80 + (i % 7) / 10}`);
  writeFileSync(join(folder, 'dim.csv'), ['score,light', ...dim, ''].join('\n'));
  const [json, figure] = [join(folder, 'drift.json'), join(folder, 'drift.svg')];
  expect(await drift('dim.csv', '--alpha', '0.1', '--json', json, '--figure', figure)).toBe(3);
  expect(readJson<{ since: number; channels: unknown[] }>(json)).toMatchObject({ channels: { length: 2 } });
  expect(readFileSync(figure, 'utf8')).toContain('drift at photo');
  expect(await drift('drift/scores.csv')).toBe(0);
  expect(output.printed).toMatch(/sharpness +\d/);
  writeFileSync(join(folder, 'no.csv'), 'a,b\n1,2\n');
  expect(await drift('no.csv')).toBe(1);
  expect(output.complained).toMatch(/no column "score"/);
});

describe('borad export', () => {
  it('writes weights in fewer bytes, and prints and cards what the file loses', async () => {
    const file = join(folder, 'export/small.onnx');
    expect(await borad('export', '--run', run, '--to', file, '--weights', 'int8', '--data', data)).toBe(0);
    expect(output.printed).toMatch(
      /On 4 test photos of .*image AUROC in percent: mean of categories \d+\.\d\d by borad score/,
    );
    const card = readFileSync(join(folder, 'export/MODEL_CARD.md'), 'utf8');
    expect(card).toContain('weights as int8, computed in float32');
    expect(card).toMatch(/by this file \([−+]\d+\.\d\d\)/);
  });

  it('says what is wrong with its data before it writes', async () => {
    const file = join(folder, 'none.onnx');
    expect(await borad('export', '--run', run, '--to', file, '--data', 'procedural')).toBe(2);
    expect(await borad('export', '--run', run, '--to', file, '--data', join(folder, 'nowhere'))).toBe(1);
    expect(existsSync(file)).toBe(false);
  });
});
