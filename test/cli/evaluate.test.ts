import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRng } from '../../lib/borad/base';
import { main } from '../../lib/borad/cli/main';
import { there } from '../there';
import { captureOutput } from './captured';
import { smallTraining } from './smallTraining';

/** Called before each image of `borad evaluate` is read. */
const onRead = vi.hoisted(() => ({ call: (_: { id: string }): void => {} }));
vi.mock('../../lib/borad/datasets', async (original) => {
  const datasets = await original<typeof import('../../lib/borad/datasets')>();
  return {
    ...datasets,
    openDataset(...given: Parameters<typeof datasets.openDataset>) {
      const dataset = datasets.openDataset(...given);
      return {
        ...dataset,
        read(sample: Parameters<typeof dataset.read>[0]) {
          onRead.call(sample);
          return dataset.read(sample);
        },
      };
    },
  };
});

const output = captureOutput();
const folder = mkdtempSync(join(tmpdir(), 'borad-evaluate-'));
const run = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Grey noise of 64 x 64, with a bright square for a defect. */
async function draw(file: string, seed: number, isDefective = false): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const rng = createRng(seed);
  const pixels = Uint8Array.from({ length: 64 * 64 }, (_, i) => {
    const inside = isDefective && i % 64 < 20 && i / 64 < 20;
    return (inside ? 220 : 100) + rng.int(16);
  });
  await sharp(pixels, { raw: { width: 64, height: 64, channels: 1 } })
    .png()
    .toFile(file);
}

/** A square in a corner: 20 pixels wide of 64 unless told otherwise. */
async function drawMask(file: string, { size = 64, side = 20, isInverted = false } = {}): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
    const isInside = i % size < side && Math.floor(i / size) < side;
    return isInside !== isInverted ? 255 : 0;
  });
  await sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .png()
    .toFile(file);
}

/** A set of two categories in the layout of MVTec AD; then what makes it incomplete. */
async function set(name: string, change: (dir: string) => unknown = () => {}): Promise<string> {
  const dir = join(folder, name);
  cpSync(join(folder, 'whole'), dir, { recursive: true });
  await change(dir);
  return dir;
}

beforeAll(async () => {
  for (const [c, category] of ['nut', 'tile'].entries()) {
    const at = (...parts: string[]) => join(folder, 'whole', category, ...parts);
    for (let i = 0; i < 4; i++) await draw(at('train', 'good', `${i}.png`), 100 * c + i);
    for (let i = 0; i < 3; i++) {
      await draw(at('test', 'good', `${i}.png`), 100 * c + 10 + i);
      await draw(at('test', 'scratch', `${i}.png`), 100 * c + 20 + i, true);
      await drawMask(at('ground_truth', 'scratch', `${i}_mask.png`));
    }
  }
  const code = await main([
    'node',
    'borad',
    'train',
    '--data',
    join(folder, 'whole'),
    '--out',
    run,
    ...smallTraining(),
  ]);
  if (code !== 0) throw new Error(`borad train: exit code ${code}`);
});

async function evaluated(data: string, ...more: string[]) {
  output.printed = '';
  output.complained = '';
  const code = await main(['node', 'borad', 'evaluate', '--run', run, '--data', data, ...more]);
  return { code, stdout: output.printed, stderr: output.complained };
}

const rowOf = (text: string, category: string): string[] =>
  there(text.split('\n').find((line) => line.startsWith(`${category} `)))
    .slice(category.length)
    .trim()
    .split(/\s+/);

describe('borad evaluate', () => {
  it('prints a table and writes everything', async () => {
    const json = join(folder, 'whole.json');
    const { code, stdout } = await evaluated(join(folder, 'whole'), '--json', json);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/–|NaN|Note|\*/);
    const { categories, scores, notes, failures } = JSON.parse(readFileSync(json, 'utf8'));
    expect(categories.map(({ name }: { name: string }) => name)).toEqual(['nut', 'tile']);
    expect(scores).toHaveLength(12);
    expect([notes, failures]).toEqual([[], []]);
  });

  it('says before it measures that --json cannot be written, or is something else, which stays', async () => {
    const [file, record] = [join(folder, 'blocked'), join(run, 'run.json')];
    writeFileSync(file, 'mine');
    const before = readFileSync(record, 'utf8');
    const refused: [json: string, code: number, message: RegExp][] = [
      ['', 2, /--json needs the name/],
      [join(file, 'e.json'), 1, /blocked is a file/],
      [folder, 1, /a folder has this name/],
      [file, 1, /blocked already exists and holds no evaluation/],
      [record, 1, /run\.json already exists and holds no evaluation/],
    ];
    for (const [json, code, message] of refused) {
      const found = await evaluated(join(folder, 'whole'), '--json', json);
      expect([found.code, found.stdout], json).toEqual([code, '']);
      expect(found.stderr).toMatch(message);
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(readFileSync(record, 'utf8')).toBe(before);
  });

  it('writes --json over an evaluation of earlier', async () => {
    const json = join(folder, 'twice.json');
    for (let i = 0; i < 2; i++) expect((await evaluated(join(folder, 'whole'), '--json', json)).code).toBe(0);
  });

  it('continues, with a dash, a note and exit code 0, where one category has no normal test images', async () => {
    const data = await set('no-good', (dir) => rmSync(join(dir, 'nut', 'test', 'good'), { recursive: true }));
    const json = join(folder, 'no-good.json');
    const whole = await evaluated(join(folder, 'whole'));
    const { code, stdout } = await evaluated(data, '--json', json);
    expect(code).toBe(0);
    expect(rowOf(stdout, 'tile')).toEqual(rowOf(whole.stdout, 'tile'));
    expect(rowOf(stdout, 'nut').slice(0, 3)).toEqual(['–', '–', '–']);
    expect(rowOf(stdout, 'nut')[3]).toMatch(/\d/);
    expect(stdout).toMatch(/^Note: nut: no image metrics, since none of its 3 test images is normal/m);
    const { categories, notes } = JSON.parse(readFileSync(json, 'utf8'));
    expect(categories[0].metrics.imageAuroc).toBeNull();
    expect(categories[1].metrics.imageAuroc).toBeGreaterThanOrEqual(0);
    expect(notes[0]).toMatch(/^nut: no image metrics/);
  });

  it('gives what can be had where a category has no defective images', async () => {
    const data = await set('no-bad', (dir) => {
      rmSync(join(dir, 'tile', 'test', 'scratch'), { recursive: true });
      rmSync(join(dir, 'tile', 'ground_truth'), { recursive: true });
    });
    const { code, stdout } = await evaluated(data);
    expect(code).toBe(0);
    expect(rowOf(stdout, 'tile')).toEqual(Array(8).fill('–'));
    expect(stdout).toMatch(/^Note: tile: no metrics, since none of its 3 test images is defective\.$/m);
  });

  it('fails where nothing at all can be measured, after saying why', async () => {
    const data = await set('nothing', (dir) => {
      for (const category of ['nut', 'tile']) rmSync(join(dir, category, 'test', 'scratch'), { recursive: true });
    });
    const { code, stdout, stderr } = await evaluated(data);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Note: nut: no metrics/m);
    expect(stderr).toMatch(/no metric of any category could be measured/);
  });

  it('lists a photo that cannot be read after the figures of the others, with exit code 1', async () => {
    const data = await set('truncated', (dir) => {
      const file = join(dir, 'nut', 'test', 'good', '1.png');
      writeFileSync(file, readFileSync(file).subarray(0, 300));
    });
    const json = join(folder, 'truncated.json');
    const whole = await evaluated(join(folder, 'whole'));
    const { code, stdout, stderr } = await evaluated(data, '--json', json);
    expect(code).toBe(1);
    expect(rowOf(stdout, 'tile')).toEqual(rowOf(whole.stdout, 'tile'));
    expect(rowOf(stdout, 'nut')[0]).toMatch(/\d/);
    expect(stderr).toMatch(/nut\/test\/good\/1 was left out: .*1\.png/);
    const { scores, failures } = JSON.parse(readFileSync(json, 'utf8'));
    expect(scores).toHaveLength(11);
    expect(failures).toHaveLength(1);
  });

  it('measures images without a mask that cannot be used, names it, and exits with 1', async () => {
    const data = await set('bad-mask', (dir) =>
      drawMask(join(dir, 'nut', 'ground_truth', 'scratch', '2_mask.png'), { size: 32 }),
    );
    const whole = await evaluated(join(folder, 'whole'));
    const { code, stdout, stderr } = await evaluated(data);
    expect(code).toBe(1);
    expect(rowOf(stdout, 'tile')).toEqual(rowOf(whole.stdout, 'tile'));
    expect(rowOf(stdout, 'nut')).toEqual([...rowOf(whole.stdout, 'nut').slice(0, 3), ...Array(5).fill('–')]);
    expect(stdout).toMatch(/^Note: nut: no pixel metrics, since 1 of its 3 defective images has no usable mask/m);
    expect(stderr).toMatch(/nut\/test\/scratch\/2 was measured without its mask: .*2_mask\.png/);
  });

  it.each([
    ['inverted', { isInverted: true }],
    ['empty', { side: 0 }],
    ['white', { side: 64 }],
  ])('does not measure pixels by a mask that is %s', async (what, drawn) => {
    const data = await set(`mask-${what}`, (dir) =>
      drawMask(join(dir, 'tile', 'ground_truth', 'scratch', '1_mask.png'), drawn),
    );
    const { code, stdout, stderr } = await evaluated(data);
    expect(code).toBe(1);
    expect(rowOf(stdout, 'tile').slice(3)).toEqual(Array(5).fill('–'));
    expect(rowOf(stdout, 'nut')[3]).toMatch(/\d/);
    expect(stderr).toMatch(/tile\/test\/scratch\/1 was measured without its mask: .*1_mask\.png/);
  });

  it('measures defects that are smaller than one pixel, and says how many there are', async () => {
    const data = await set('tiny', async (dir) => {
      for (let i = 0; i < 3; i++) {
        const photo = join(dir, 'tile', 'test', 'scratch', `${i}.png`);
        const large = await sharp(photo).resize(640, 640).png().toBuffer();
        writeFileSync(photo, large);
        await drawMask(join(dir, 'tile', 'ground_truth', 'scratch', `${i}_mask.png`), { size: 640, side: 3 });
      }
    });
    const { code, stdout } = await evaluated(data);
    expect(code).toBe(0);
    expect(rowOf(stdout, 'tile')[3]).toMatch(/\d/);
    expect(stdout).toMatch(/^Note: 3 regions of masks are smaller than one pixel at 64 px, in 3 images;/m);
  });

  it('marks a category that the run never saw', async () => {
    const data = await set('unseen', (dir) => cpSync(join(dir, 'nut'), join(dir, 'bolt'), { recursive: true }));
    const some = await evaluated(data);
    expect(some.code).toBe(0);
    expect(some.stdout).toMatch(/^bolt \* +\d/m);
    expect(some.stdout).toMatch(/^nut +\d/m);
    expect(some.stdout).toMatch(
      /^Note: Not in training \(marked \*\), but in the mean: bolt\. The run learnt nut, tile/m,
    );
    const none = await set('all-unseen', (dir) => {
      for (const category of ['nut', 'tile']) {
        cpSync(join(dir, category), join(dir, `other-${category}`), { recursive: true });
        rmSync(join(dir, category), { recursive: true });
      }
    });
    const { code, stdout } = await evaluated(none);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Note: None of these categories was in training \(marked \*\): other-nut, other-tile/m);
  });

  it('prints what was finished before Ctrl-C, and writes no file that would pass for the whole', async () => {
    const json = join(folder, 'stopped.json');
    onRead.call = ({ id }) => {
      if (id.startsWith('tile/')) process.emit('SIGINT');
    };
    // The second signal of the same call would end the process.
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
    try {
      const { code, stdout, stderr } = await evaluated(join(folder, 'whole'), '--json', json);
      expect(code).toBe(130);
      expect(stdout).toMatch(/^Stopped after 1 of 2 categories\./);
      expect(rowOf(stdout, 'nut')[0]).toMatch(/\d/);
      expect(stdout).not.toMatch(/^tile/m);
      expect(stderr).toMatch(/stopped\.json was not written/);
      expect(existsSync(json)).toBe(false);
    } finally {
      exit.mockRestore();
      onRead.call = () => {};
    }
  });
});
