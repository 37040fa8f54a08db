import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPhotos } from '../../../lib/borad/cli/score/findPhotos';

const folder = mkdtempSync(join(tmpdir(), 'borad-find-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const results = join(folder, 'set', 'scored');
for (const file of [
  ...['set/b.png', 'set/a.JPG', 'set/notes.txt', 'set/sub/c.webp', 'set/sub/._c.webp', 'set/__MACOSX/a.JPG'],
  ...['set/scored/x_heatmap.png', 'set/earlier/scores.json', 'set/earlier/y_heatmap.png'],
  ...['odd (1)/[a].png', 'odd (1)/a.png', 'odd (1)/*.png', 'empty/readme.md'],
]) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), '');
}
symlinkSync(join(folder, 'set'), join(folder, 'set', 'sub', 'loop'));

/** What is found, as paths from the test's folder. */
async function found(...given: string[]) {
  const { photos, failed, notes } = await findPhotos(
    given.map((argument) => join(folder, argument)),
    results,
  );
  const short = (path: string) => relative(folder, path);
  return {
    photos: photos.map(short),
    failed: failed.map(({ image, error }) => [short(image), error]),
    notes: notes.join(' '),
  };
}

describe('findPhotos', () => {
  it('takes the images of a folder and below it, sorted, and neither results nor hidden files', async () => {
    const { photos, failed, notes } = await found('set');
    expect(photos).toEqual(['set/a.JPG', 'set/b.png', 'set/sub/c.webp']);
    expect(failed).toEqual([]);
    expect(notes).toMatch(/^1 file skipped: 1 \.txt\..*Results of scoring were skipped \(2\)/);
  });

  it('passes results by wherever they lie beside photos', async () => {
    const beside = join(folder, 'beside');
    mkdirSync(join(beside, 'ph'), { recursive: true });
    for (const file of ['scores.json', 'ph/a.jpg', 'ph/a_heatmap.png', 'ph/a_overlay.png'])
      writeFileSync(join(beside, file), '');
    const photo = join(beside, 'ph', 'a.jpg');
    const byShell = ['../scores.json', 'a.jpg', 'a_heatmap.png', 'a_overlay.png'].map((name) =>
      join(beside, 'ph', name),
    );
    for (const given of [[beside], [join(beside, 'ph')], [join(beside, '**', '*.{jpg,png}')], byShell]) {
      const { photos, failed, notes } = await findPhotos(given, beside);
      expect([photos, failed, notes]).toEqual([[photo], [], ['Results of scoring were skipped (2).']]);
    }
    expect((await findPhotos([join(beside, 'ph', '*')], results)).photos).toEqual([photo]);
    // Named one by one, results of another call are photos like others.
    expect((await findPhotos([byShell[2]], results)).photos).toEqual([byShell[2]]);
    expect((await findPhotos([byShell[2]], beside)).failed).toEqual([
      { image: byShell[2], error: expect.stringMatching(/result of scoring in --out/) },
    ]);
  });

  it('takes photos from the folder that the results go to', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    writeFileSync(join(own, 'a.png'), '');
    expect((await findPhotos([own], own)).photos).toEqual([join(own, 'a.png')]);
  });

  it('expands globs that the shell did not', async () => {
    expect((await found('set/*.{png,JPG}')).photos).toEqual(['set/a.JPG', 'set/b.png']);
    expect((await found('set/**/*.webp')).photos).toEqual(['set/sub/c.webp']);
    expect((await found('set/s*/*.png')).photos).toEqual([]);
  });

  it('takes a file that exists by its name, whatever characters it holds', async () => {
    expect((await found('odd (1)/[a].png')).photos).toEqual(['odd (1)/[a].png']);
    expect((await found('odd (1)/*.png')).photos).toEqual(['odd (1)/*.png']);
    expect((await found('odd (1)/?.png')).photos).toEqual(['odd (1)/*.png', 'odd (1)/a.png']);
    expect((await found('empty/readme.md')).photos).toEqual(['empty/readme.md']);
  });

  it('takes each photo once, in the order of the arguments', async () => {
    expect((await found('set/sub/c.webp', 'set', 'set/b.png')).photos).toEqual([
      'set/sub/c.webp',
      'set/a.JPG',
      'set/b.png',
    ]);
    expect((await found('set', 'set')).failed).toEqual([]);
  });

  it('says what gave nothing', async () => {
    const { photos, failed } = await found('none.png', 'empty', 'set/*.gif', 'set/b.png');
    expect(photos).toEqual(['set/b.png']);
    expect(failed).toEqual([
      ['none.png', 'No such file or folder.'],
      ['empty', expect.stringMatching(/^No image in this folder/)],
      ['set/*.gif', expect.stringMatching(/^No image matches/)],
    ]);
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe that is named as an image', async () => {
    mkdirSync(join(folder, 'pipes'));
    execFileSync('mkfifo', [join(folder, 'pipes', 'p.png')]);
    expect((await found('pipes/p.png')).failed).toEqual([['pipes/p.png', 'Neither a file nor a folder.']]);
    expect((await found('pipes')).failed).toHaveLength(1);
  });
});
