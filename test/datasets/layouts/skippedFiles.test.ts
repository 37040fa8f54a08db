import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../lib/borad/datasets';
import { mvtecTree } from '../trees';
import { ids, temporaryFolder } from './openFolder';

const { at, open, images, text, refusal } = temporaryFolder();
const five = ['1', '2', '3', '4', '5'].map((key) => `normal/${key}.png`);

describe('files that are no images', () => {
  it('are counted by reason, and photos among them are a problem', async () => {
    await images(...five.slice(0, 4), 'normal/jfif.jfif', 'normal/jpe.JPE');
    for (const key of ['1', '2', '3']) text(`normal/phone ${key}.HEIC`);
    for (const name of ['raw.dng', 'a.txt', 'b.txt', 'c.mp4', 'none']) text(`normal/${name}`);
    symlinkSync(at('nowhere'), at('normal/gone.png'));
    const set = open();
    expect(set.samples).toHaveLength(6);
    expect(set.notes?.[0]).toMatch(
      /^normal\/: 9 files skipped: 3 \.heic \(a camera format[^)]*JPEG[^)]*\), 2 \.txt, 1 \.dng \([^)]*\), 1 \.mp4 \(video[^)]*\), 1 broken link, 1 no ending\.$/,
    );
    const check = await checkDataset(at(''));
    expect(check.problems).toEqual([
      {
        kind: 'left out',
        file: at('normal'),
        message: expect.stringMatching(
          /^normal\/: 5 files left out of the set: 3 \.heic .*1 \.dng .*1 broken link/,
        ) as string,
      },
    ]);
    expect(check.notes[0]).toBe(set.notes?.[0]);
  });

  it('of text are a note and no problem', async () => {
    await images(...five);
    text('normal/readme.txt');
    const check = await checkDataset(at(''));
    expect(check.problems).toEqual([]);
    expect(check.notes[0]).toBe('normal/: 1 file skipped: 1 .txt.');
  });

  it('are named where nothing else is there', async () => {
    for (const key of ['1', '2']) text(`normal/${key}.heic`);
    expect(refusal().message).toMatch(
      /normal holds no image that is read \(2 files skipped: 2 \.heic \(a camera format/,
    );
  });

  it.skipIf(process.platform === 'win32')('may be pipes, which nobody waits for', async () => {
    await images(...five);
    execFileSync('mkfifo', [at('normal/pipe.png')]);
    expect(open().samples).toHaveLength(5);
    expect(open().notes?.[0]).toBe('normal/: 1 file skipped: 1 special file.');
  });
});

describe('folders inside of a kind', () => {
  it('are read, and their paths are part of the ids', async () => {
    await images('normal/a.png', 'normal/day 1/a.png', 'normal/day 1/b.png', 'normal/day 2/x/a.png', 'crack/x/0.png');
    const set = open();
    expect(ids(set)).toEqual([
      'mine/train/good/a',
      'mine/train/good/day 1/a',
      'mine/train/good/day 1/b',
      'mine/train/good/day 2/x/a',
      'mine/test/crack/x/0',
    ]);
    expect(set.notes?.slice(0, 2)).toEqual([
      'normal/: the folders inside are read as well (day 1, day 2/x).',
      'crack/: the folders inside are read as well (x).',
    ]);
  });

  it('hold each photo once, whatever links there are', async () => {
    await images(...five, 'crack/0.png');
    symlinkSync('..', at('normal/up'));
    symlinkSync('../crack', at('normal/across'));
    symlinkSync('self', at('normal/self'));
    symlinkSync(at('normal'), at('again'));
    const set = open();
    expect(ids(set)).toHaveLength(6);
    expect(set.notes?.slice(0, 2)).toEqual([
      'normal/: 3 files skipped: 2 linked folder that is read elsewhere, 1 broken link.',
      'again/ is a link to normal/ and is left out.',
    ]);
  });

  it('may be links to where they lie, which are no kind of defect', async () => {
    await images('normal/0.png', 'crack/0.png');
    symlinkSync('.', at('loop'));
    const set = open();
    expect(ids(set)).toEqual(['mine/train/good/0', 'mine/test/crack/0']);
    expect(set.notes).toContain('loop/ is a link to a folder that it lies in and is left out.');
  });

  it('count once where a category is a link to another', async () => {
    await mvtecTree(at(''), ['bolt']);
    symlinkSync('bolt', at('a copy'));
    const set = open();
    expect(set.categories).toEqual(['bolt']);
    expect(set.notes).toContain('a copy/ is a link to the same folder as bolt/ and is left out.');
    expect(open(['a copy']).samples).toHaveLength(4);
  });

  it('may be links to elsewhere', async () => {
    await images('crack/0.png', ...five.map((path) => `../elsewhere/${path}`));
    symlinkSync(at('../elsewhere/normal'), at('normal'));
    expect(open().samples).toHaveLength(6);
  });
});

describe('what is no part of a set', () => {
  it('is no category: leftovers of systems silently, other folders with a note', async () => {
    await mvtecTree(at(''), ['nut']);
    for (const name of ['__MACOSX', '@eaDir', 'lost+found', '$RECYCLE.BIN', '.git', '#recycle'])
      text(`${name}/nut/train/good/._000.png`);
    text('nut/test/__MACOSX/x.png');
    for (const name of ['Thumbs.db', 'desktop.ini', '.DS_Store', '._000.png']) text(`nut/train/good/${name}`);
    mkdirSync(at('nut/test/.ipynb_checkpoints'));
    text('docs/readme.md');
    text('license.txt');
    await images('figures/a.png');
    const set = open();
    expect(set.categories).toEqual(['nut']);
    expect(set.samples).toHaveLength(4);
    expect(set.notes).toEqual([
      'docs/ is not a category and is left out: there is no train/good in it.',
      'figures/ is not a category and is left out: there is no train/good in it (1 image).',
    ]);
    expect((await checkDataset(at(''))).problems).toEqual([]);
  });

  it('is not half a category, which is named', async () => {
    await mvtecTree(at(''), ['nut']);
    await images('bolt/test/good/0.png');
    expect(refusal().message).toMatch(/bolt has no folder train\/good/);
  });

  it('is a problem where photos lie outside the folders for kinds of defects', async () => {
    await mvtecTree(at(''), ['nut']);
    await images('nut/validation/good/0.png', 'nut/train/dent/0.png', 'nut/test/loose.png', 'nut/loose.png');
    await images('nut/test/test/0.png', 'nut/normal/good/0.png', 'nut/normal/scratch/0.png');
    const notes = [
      'nut/train/dent/: 1 image left out: training takes normal images only.',
      'nut/normal/: 2 images left out: normal images do not belong in folders for kinds of defects.',
      'nut/test/test/: 1 image left out: no kind of defect has this name.',
      'nut/validation/: 1 image left out: only train, test and masks are read here.',
      'nut/: 1 image left out: outside the folders for kinds of defects.',
      'nut/test/: 1 image left out: outside the folders for kinds of defects.',
    ];
    expect(open().notes).toEqual(notes);
    const { problems } = await checkDataset(at(''));
    expect(problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual(notes.map((note) => `left out ${note}`));
  });
});
