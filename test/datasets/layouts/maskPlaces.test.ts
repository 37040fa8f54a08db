import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../lib/borad/datasets';
import { putMask } from '../trees';
import { maskedPixels, temporaryFolder } from './openFolder';

const { at, open, images, text, refusal } = temporaryFolder();

const normal = ['1', '2', '3', '4', '5'].map((key) => `normal/n${key}.png`);
const cracks = ['crack/000.png', 'crack/001.png'];
const heldOut = /^Every 5th/;

/** Normal photos, two cracks, and their masks at the given places. */
async function cracked(...masks: string[]): Promise<void> {
  await images(...normal, ...cracks);
  for (const path of masks) await putMask(at(path));
}

describe('masks in a folder of one’s own', () => {
  it.each([
    ['mask', ['mask/000.png', 'mask/001.png'], 'mask/'],
    ['Masks', ['Masks/000.png', 'Masks/001.png'], 'Masks/'],
    ['GT, by kind', ['GT/crack/000.png', 'GT/crack/001.png'], 'GT/'],
    ['ground_truth, by kind', ['ground_truth/crack/000.png', 'ground_truth/crack/001.png'], undefined],
    ['labels, by name', ['labels/000.png', 'labels/001.png'], 'labels/'],
    ['segmentation, by kind', ['segmentation/crack/000.png', 'segmentation/crack/001.png'], 'segmentation/'],
    ['a folder named as the kind', ['crack_mask/000.png', 'crack_mask/001.png'], 'crack_mask/'],
    ['inside of the kind', ['crack/mask/000.png', 'crack/mask/001.png'], 'crack/mask/'],
    ['inside of test', ['test/masks/crack/000.png', 'test/masks/crack/001.png'], 'test/masks/'],
    [
      'a folder named as the kind inside of masks',
      ['masks/crack_masks/000.png', 'masks/crack_masks/001.png'],
      undefined,
    ],
    ['by split and kind', ['masks/test/crack/000.png', 'masks/test/crack/001.png'], undefined],
  ])('are no photos: %s', async (_, masks, told) => {
    await cracked(...masks);
    const set = open();
    expect(set.samples).toHaveLength(7);
    expect(await maskedPixels(set)).toEqual(['mine/test/crack/000 32', 'mine/test/crack/001 32']);
    expect(set.notes).toEqual([...(told ? [`Masks are taken from ${told}.`] : []), expect.stringMatching(heldOut)]);
    const check = await checkDataset(at(''));
    expect(check).toMatchObject({ images: 7, masks: 2, problems: [] });
  });

  it.each([
    '000_mask.png',
    '000_Mask.png',
    '000-mask.png',
    'mask_000.png',
    'mask000.png',
    '000mask.png',
    '000_gt.png',
    '000.png',
    '000.png_mask.png',
  ])('may be named %s', async (name) => {
    await cracked(`masks/crack/${name}`);
    expect(await maskedPixels(open())).toEqual(['mine/test/crack/000 32', 'mine/test/crack/001 -']);
  });

  it.each(['000_mask.png', '000_Mask.png', 'mask_000.png', '000-GT.png'])(
    'may lie beside the image as %s',
    async (name) => {
      await cracked(`crack/${name}`);
      expect(await maskedPixels(open())).toEqual(['mine/test/crack/000 32', 'mine/test/crack/001 -']);
    },
  );

  it('belong to one image: names that several kinds have are refused, with the way out', async () => {
    await cracked('mask/000.png', 'mask/001.png');
    await images('dent/000.png');
    const { message, file } = refusal();
    expect(file).toBe(at('mask/000.png'));
    expect(message).toMatch(/could be the mask of .*crack\/000\.png or .*dent\/000\.png\. .*masks\/crack\//);
    const check = await checkDataset(at(''));
    expect(check.problems.map(({ kind }) => kind)).toEqual(['ambiguous mask']);
    expect(check.masks).toBe(1);
  });

  it('are one for each image', async () => {
    await cracked('masks/crack/000.png', 'ground_truth/crack/000.png');
    expect(refusal().message).toMatch(/crack\/000\.png has several masks: .*ground_truth.*, .*masks.* Keep the one/);
  });

  it('are reported where they belong to no image', async () => {
    await cracked('masks/crack/000.png', 'masks/crack/777.png', 'masks/unknown/001.png');
    expect(open().notes?.[0]).toBe(
      `masks/: 2 of 3 masks belong to no defective image, the first is ${at('masks/crack/777.png')}.`,
    );
  });

  it('keep folders, and are found by name where only one image has it', async () => {
    await images(...normal, 'crack/left/0.png', 'crack/right/0.png', 'crack/images/7.png');
    for (const path of ['crack/left/0.png', 'crack/right/0.png', 'crack/7.png']) await putMask(at(`masks/${path}`));
    await putMask(at('masks/crack/right/0.png'), 255, 8, 4);
    const set = open();
    expect(set.samples.slice(5).map(({ id }) => id)).toEqual([
      'mine/test/crack/images/7',
      'mine/test/crack/left/0',
      'mine/test/crack/right/0',
    ]);
    expect((await set.read(set.samples[5])).mask.filter(Boolean)).toHaveLength(32);
    expect((await set.read(set.samples[6])).mask.filter(Boolean)).toHaveLength(32);
    // Its own mask was read, the one that does not fit.
    await expect(set.read(set.samples[7])).rejects.toThrow(/right\/0\.png is 8 x 4/);
  });

  it('may lie beside several categories', async () => {
    for (const name of ['lid', 'nut']) {
      await images(...normal.map((path) => `${name}/${path}`), `${name}/crack/0.png`);
      await putMask(at(`masks/${name}/crack/0.png`));
    }
    const set = open();
    expect(set.categories).toEqual(['lid', 'nut']);
    expect(await maskedPixels(set)).toEqual(['lid/test/crack/0 32', 'nut/test/crack/0 32']);
  });

  it('do not swallow a kind of defect that is named as masks could be', async () => {
    await cracked();
    await images('label/a.png', 'label/b.png');
    expect(open().samples.filter(({ defect }) => defect === 'label')).toHaveLength(2);
  });

  it('leave normal photos alone: masks in them are neither photos nor needed', async () => {
    await cracked('normal/n1_mask.png', 'normal/masks/n2.png');
    const set = open();
    expect(set.samples.filter(({ defect }) => defect === 'good')).toHaveLength(5);
    expect(set.notes?.slice(0, 2)).toEqual([
      'normal/masks/ is left out: masks of normal images (1) are not needed.',
      'normal/: 1 image left out: named as masks of the images beside them.',
    ]);
  });

  it('count what is no image in their folder', async () => {
    await cracked('masks/crack/000.png', 'masks/crack/001.png');
    text('masks/crack/000.json', '{}');
    expect(open().notes?.[0]).toBe('masks/: 1 file skipped: 1 .json.');
  });
});

describe('a folder of masks by content', () => {
  const message = /foo looks like masks of the images in crack\/: the same names.*Move it to masks\/crack\//;

  it('is refused where its place does not tell it', async () => {
    await cracked('foo/000.png', 'foo/001.png');
    const set = open();
    await expect(set.verify?.()).rejects.toThrow(message);
    await expect(set.read(set.samples[0])).rejects.toThrow(message);
    const check = await checkDataset(at(''));
    expect(check.problems.filter(({ kind }) => kind === 'masks as photos')).toEqual([
      { kind: 'masks as photos', file: at('foo'), message: expect.stringMatching(message) as string },
    ]);
  });

  it('is recognised as JPEG and by names with a mark', async () => {
    await cracked();
    const blob = Buffer.alloc(64 * 64);
    for (let y = 20; y < 45; y++) blob.fill(255, y * 64 + 15, y * 64 + 40);
    for (const key of ['000', '001']) {
      text(`foo/${key}_mask.jpg`);
      const jpeg = await sharp(blob, { raw: { width: 64, height: 64, channels: 1 } })
        .jpeg({ quality: 75 })
        .toBuffer();
      writeFileSync(at(`foo/${key}_mask.jpg`), jpeg);
    }
    await expect(open().verify?.()).rejects.toThrow(message);
  });

  it('is another than a kind of photos with the same names', async () => {
    await cracked();
    await images('dent/000.png', 'dent/001.png');
    await open().verify?.();
    expect((await checkDataset(at(''))).problems).toEqual([]);
  });

  it('is another than drawings, where all images are drawings', async () => {
    for (const path of [...normal, ...cracks, 'dent/000.png']) await putMask(at(path));
    await open().verify?.();
  });

  it('is another than plain pictures of few colours beside plain ones', async () => {
    const plain = (path: string, square: number) => {
      const grey = Buffer.alloc(64 * 64, 128);
      for (let y = 20; y < 30; y++) grey.fill(square, y * 64 + 20, y * 64 + 30);
      text(path);
      return sharp(grey, { raw: { width: 64, height: 64, channels: 1 } }).toFile(at(path));
    };
    for (const path of normal) await plain(path, 128);
    for (const path of normal) await plain(path.replace('normal', 'crack'), 255);
    await open().verify?.();
  });

  it('is recognised next to photos of a single colour by being black and white', async () => {
    for (const path of [...normal, ...cracks]) {
      text(path);
      await sharp({ create: { width: 8, height: 8, channels: 3, background: '#806040' } }).toFile(at(path));
    }
    for (const key of ['000', '001']) await putMask(at(`foo/${key}.png`));
    await expect(open().verify?.()).rejects.toThrow(message);
  });

  it('is recognised by black and white alone where its names are those of no image', async () => {
    await cracked('foo/x.png', 'foo/y.png');
    await expect(open().verify?.()).rejects.toThrow(/foo looks like masks of images of other names.*Name each file as/);
  });

  it('is another than photos whose names are their own', async () => {
    await cracked();
    await images('foo/x.png');
    await open().verify?.();
  });

  it('is recognised inside the kind', async () => {
    await images(...normal, 'crack/images/000.png', 'crack/images/001.png');
    for (const key of ['000', '001']) await putMask(at(`crack/foo/${key}.png`));
    await expect(open().verify?.()).rejects.toThrow(/crack\/foo looks like masks of the images in crack\//);
  });

  it.each(['_label', '_m', '-segment', 'M'])(
    'is recognised next to the photos, where names end in %s',
    async (mark) => {
      await cracked();
      for (const key of ['000', '001']) await putMask(at(`crack/${key}${mark}.png`));
      await expect(open().verify?.()).rejects.toThrow(
        /000\S+\.png and all files named like it in \S+crack looks like masks of the images beside them.* these 2 files.* masks\/crack\//,
      );
    },
  );

  it('is another than photos beside photos, where names end in a mark', async () => {
    await cracked();
    await images('crack/000_left.png', 'crack/001_left.png');
    await open().verify?.();
  });

  it('is recognised where masks of normal images, which are black, lie among the others', async () => {
    await cracked('foo/000.png', 'foo/001.png');
    for (const path of normal) await putMask(at(path.replace('normal', 'foo')), 0);
    await expect(open().verify?.()).rejects.toThrow(message);
  });

  it('is another than photos of black products on white, which have noise', async () => {
    const silhouette = async (path: string, side: number) => {
      const grey = Buffer.from(
        Array.from({ length: 64 * 64 }, (_, i) =>
          Math.max(Math.abs((i % 64) - 32), Math.abs((i >> 6) - 32)) < side ? (i * 7) % 13 : 255 - ((i * 31) % 11),
        ),
      );
      text(path);
      await sharp(grey, { raw: { width: 64, height: 64, channels: 1 } }).toFile(at(path));
    };
    for (const [i, path] of [...normal, ...cracks, 'dent/000.png', 'dent/001.png'].entries())
      await silhouette(path, 14 + i);
    await open().verify?.();
    // Masks among such photos are drawn.
    for (const key of ['000', '001']) await putMask(at(`foo/${key}.png`));
    await expect(open().verify?.()).rejects.toThrow(/foo looks like masks of the images in crack\/ or dent\//);
  });

  it('looks at a kind as a whole where it has a folder for each part', async () => {
    const parts = Array.from({ length: 30 }, (_, i) => `crack/part ${i}`);
    await images(...normal, ...parts.map((part) => `${part}/0.png`));
    await open().verify?.();
    for (const part of parts) await putMask(at(`${part}/drawn/0.png`));
    await expect(open().verify?.()).rejects.toThrow(/drawn looks like masks/);
  });
});

describe('a folder of photos that is named as masks are', () => {
  it.each(['mask', 'label'])('is refused where its files are named as those of another kind: %s', async (name) => {
    await cracked();
    await images(`${name}/000.png`, `${name}/001.png`);
    const message = new RegExp(`${name} counts as masks, but holds photos: .*rename the folder, such as`);
    await expect(open().verify?.()).rejects.toThrow(message);
    expect((await checkDataset(at(''))).problems).toContainEqual({
      kind: 'masks as photos',
      file: at(name),
      message: expect.stringMatching(message) as string,
    });
  });

  it('is a problem where its files are named as no image', async () => {
    await cracked();
    await images('mask/a.png', 'mask/b.png');
    expect((await checkDataset(at(''))).problems).toEqual([
      {
        kind: 'left out',
        file: at('mask'),
        message: `mask/: 2 of 2 masks belong to no defective image, the first is ${at('mask/a.png')}. Name each mask as its image, such as 003_mask.png for 003.png; if they are photos of a defect, rename the folder.`,
      },
    ]);
  });

  it('is none where masks of normal images have no use', async () => {
    await cracked('masks/000.png', 'masks/001.png', 'masks/n1.png');
    expect((await checkDataset(at(''))).problems).toEqual([]);
  });
});

describe('masks and kinds whose names differ in letters only', () => {
  it('belong together: capitals', async () => {
    await images(...normal, 'crack/0.png', 'Crack/0.png');
    await putMask(at('masks/crack/0.png'));
    expect(await maskedPixels(open())).toEqual(['mine/test/Crack/0 -', 'mine/test/crack/0 32']);
    await putMask(at('masks/Crack/0.png'));
    expect(await maskedPixels(open())).toEqual(['mine/test/Crack/0 32', 'mine/test/crack/0 32']);
  });

  it('belong together: accents, however the disk stores them', async () => {
    await images(...normal, 'cr\u00e9pi/\u00e9.png');
    await putMask(at('masks/cre\u0301pi/e\u0301.png'));
    expect(await maskedPixels(open())).toEqual(['mine/test/cr\u00e9pi/\u00e9 32']);
  });
});

describe('a folder of masks beside categories', () => {
  it('is that of an only category', async () => {
    await images(...normal.map((path) => `images/${path}`), 'images/crack/0.png');
    await putMask(at('masks/crack/0.png'));
    expect(await maskedPixels(open())).toEqual(['images/test/crack/0 32']);
  });

  it('is a problem where it does not tell which category’s it is', async () => {
    for (const name of ['lid', 'nut']) await images(...normal.map((path) => `${name}/${path}`), `${name}/crack/0.png`);
    await putMask(at('masks/crack/0.png'));
    const { problems } = await checkDataset(at(''));
    expect(problems.map(({ message }) => message)).toEqual([
      'masks/ holds 1 image and does not say which category they are masks of. Move them to masks/<category>/<defect>/.',
    ]);
  });
});
