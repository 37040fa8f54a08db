import { renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../../lib/borad/base';
import { layoutOf, mvtecDataset, openDataset, writeMvtec } from '../../../lib/borad/datasets';
import { mvtecTree, putMask } from '../trees';
import { ids, maskedPixels, temporaryFolder } from './openFolder';

const { at, open, images, refusal } = temporaryFolder();
const five = ['1', '2', '3', '4', '5'];

describe('names of folders', () => {
  it('are read in any capitals, with a note', async () => {
    await mvtecTree(at(''), ['bolt', 'nut']);
    for (const name of ['bolt', 'nut']) {
      renameSync(at(`${name}/train/good`), at(`${name}/train/Good`));
      renameSync(at(`${name}/train`), at(`${name}/Train`));
    }
    renameSync(at('nut/test/scratch'), at('nut/test/Scratch'));
    expect(layoutOf(at('')).layout).toBe('mvtec');
    const set = open();
    expect(set.notes).toEqual(['Train/Good/ is read as train/good/ (bolt, nut).']);
    expect(ids(set)).toEqual(
      [
        ['bolt', 'scratch'],
        ['nut', 'Scratch'],
      ].flatMap(([name, defect]) => [
        `${name}/train/good/000`,
        `${name}/train/good/001`,
        `${name}/test/good/000`,
        `${name}/test/${defect}/000`,
      ]),
    );
    expect(await maskedPixels(set)).toEqual(['bolt/test/scratch/000 32', 'nut/test/Scratch/000 32']);
  });

  it('may say ok for good beside train/good', async () => {
    await mvtecTree(at(''), ['nut']);
    renameSync(at('nut/test/good'), at('nut/test/ok'));
    const set = open();
    expect(ids(set)).toContain('nut/test/good/000');
    expect(set.samples.filter(({ defect }) => defect === 'ok')).toEqual([]);
    expect(set.notes).toEqual(['test/ok/ is read as test/good/ (nut).']);
  });

  it.each(['Normal', 'NORMAL', 'good', 'OK'])('may say %s for normal in a folder of one’s own', async (name) => {
    await images(...five.map((key) => `${name}/${key}.png`), 'crack/0.png');
    const set = open();
    expect(layoutOf(at('')).layout).toBe('plain');
    expect(set.notes?.[0]).toBe(`${name}/ is read as normal/.`);
    expect(ids(set)).toHaveLength(6);
  });

  it('may all be there: every image is normal and has an id of its own', async () => {
    await images(...five.flatMap((key) => [`good/${key}.png`, `normal/${key}.png`]));
    const set = open();
    expect(new Set(ids(set)).size).toBe(10);
    expect(ids(set).slice(3, 6)).toEqual(['mine/train/good/4', 'mine/train/good/good/1', 'mine/train/good/good/2']);
    const pixels = await Promise.all(set.samples.map(async (sample) => (await set.read(sample)).pixels.join()));
    expect(new Set(pixels).size).toBe(10);
  });

  it('never give one id twice', async () => {
    await images('normal/good/1.png', 'normal/2.png', 'good/1.png');
    expect(refusal().message).toMatch(
      /good\/1\.png and .*normal\/good\/1\.png would both be mine\/train\/good\/good\/1\. Rename/,
    );
  });

  it('may be test beside normal, whose defects and masks are read', async () => {
    await images(...five.map((key) => `normal/${key}.png`), 'test/scratch/0.png', 'test/good/7.png', 'dent/0.png');
    await putMask(at('Masks/scratch/0.png'));
    const set = open();
    expect(ids(set)).toEqual([
      ...five.map((key) => `mine/train/good/${key}`),
      'mine/test/good/7',
      'mine/test/scratch/0',
      'mine/test/dent/0',
    ]);
    expect(await maskedPixels(set)).toEqual(['mine/test/scratch/0 32', 'mine/test/dent/0 -']);
  });

  it('do not make a category a kind of defect', async () => {
    await images('normal/1.png', 'nut/normal/1.png');
    expect(refusal().message).toMatch(
      /nut lies among the kinds of defect of mine and holds folders as a category does/,
    );
  });

  it('are kept when a set is written in the layout of MVTec AD', async () => {
    await images('train/normal/a/0.png', 'train/normal/b/0.png', 'test/dent/x/0.png', 'test/dent/y/0.png');
    for (const key of ['x', 'y']) await putMask(at(`masks/dent/${key}/0.png`));
    const set = open();
    await writeMvtec(set, at('../copy'));
    expect(ids(mvtecDataset(at('../copy/mine'), { imageSize: 8 }))).toEqual(ids(set));
  });
});

describe('names that nobody can tell', () => {
  it.each(['normal copy', 'normal 2', 'good_3', 'Normals', 'ok_images', 'defect-free', 'Normal (2)'])(
    'are no kind of defect: %s',
    async (name) => {
      await images(...five.map((key) => `normal/${key}.png`), `${name}/0.png`);
      expect(refusal().message).toMatch(
        /could hold normal images, but would count as the kind of defect .* Move normal images into normal\//,
      );
    },
  );

  it.each(['ok_but_scratched', 'normality', 'goody', 'abnormal', 'no_screw'])('are not %s', async (name) => {
    await images(...five.map((key) => `normal/${key}.png`), `${name}/0.png`);
    expect(ids(open()).at(-1)).toBe(`mine/test/${name}/0`);
  });

  it.each(['normals', 'Normal images', 'non_defective'])('are asked for: %s', async (name) => {
    await images(`${name}/0.png`, 'crack/0.png');
    expect(refusal().message).toContain(`Did you mean normal for ${name}? Rename it.`);
  });

  it('may have blanks and dots at their end', async () => {
    await images('normal ./0.png', 'crack/0.png');
    expect(ids(open())).toEqual(['mine/train/good/0', 'mine/test/crack/0']);
  });

  it('are those of categories, too: a category may be called good, test or mask', async () => {
    await images('good/normal/0.png', 'good/crack/0.png');
    expect(ids(open())).toEqual(['good/train/good/0', 'good/test/crack/0']);
    await mvtecTree(at(''), ['test', 'mask']);
    expect(open().categories).toEqual(['good', 'mask', 'test']);
  });

  it('say what to do with images that lie in train itself, or in no folder', async () => {
    await images('train/0.png', 'test/good/0.png');
    expect(refusal().message).toContain('Move the images of train/ into train/good/.');
  });

  it('are named to a folder of nothing but images', async () => {
    await images('0.png');
    expect(refusal().message).toContain(`Put normal images into ${at('normal')}.`);
  });
});

describe('categories', () => {
  it('are wanted once each, and by their own name', async () => {
    await mvtecTree(at(''), ['nut']);
    expect(() => open(['nut', 'nut'])).toThrow(OptionError);
    expect(() => open(['nut', 'nut'])).toThrow(/data\.categories: expected each category once, got "nut" twice/);
    expect(() => open(['Nut'])).toThrow(/has no category "Nut"\. Did you mean "nut"\?/);
    const procedural = { seed: 1, train: 1, testGood: 1, testDefective: 1 };
    expect(() => openDataset('procedural', { imageSize: 32, categories: ['nut', 'nut'], procedural })).toThrow(
      /each category once/,
    );
  });
});
