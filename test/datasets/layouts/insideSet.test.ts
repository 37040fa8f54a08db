import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../lib/borad/datasets';
import { realIadTree, visaTree } from '../trees';
import { temporaryFolder } from './openFolder';

const { at, open, images, refusal } = temporaryFolder();

describe('a list that points outside of its set', () => {
  it.each(['../secret.png', '/etc/secret.png', 'candle/../../secret.png', '..\\secret.png', 'C:\\secret.png'])(
    'is refused for VisA: %s',
    async (path) => {
      await visaTree(at(''), ['candle']);
      await images('../secret.png');
      const list = at('split_csv/1cls.csv');
      const text = readFileSync(list, 'utf8');
      for (const own of ['candle/Data/Images/Normal/0001.JPG', 'candle/Data/Masks/Anomaly/000.png']) {
        writeFileSync(list, text.replace(own, path));
        const { message, file } = refusal();
        expect(message).toContain(`names "${path}", which leads out of ${at('')}`);
        expect(message).toMatch(/1cls\.csv, line \d,/);
        expect(file).toBe(list);
        const check = await checkDataset(at(''));
        expect(check.problems.map(({ kind }) => kind)).toEqual(['list']);
        expect(check.images).toBe(4);
      }
    },
  );

  it('is refused for an object of VisA that is no folder’s name', async () => {
    await visaTree(at(''), ['candle']);
    const list = at('split_csv/1cls.csv');
    writeFileSync(list, readFileSync(list, 'utf8').replaceAll('candle,', '../mine/candle,'));
    expect(refusal().message).toMatch(/names "\.\.\/mine\/candle", which leads out/);
  });

  it.each(['image_path', 'mask_path', 'prefix'])('is refused for Real-IAD: %s', async (key) => {
    await realIadTree(at(''));
    const list = at('realiad_jsons/audiojack.json');
    const text = readFileSync(list, 'utf8');
    writeFileSync(list, text.replaceAll(new RegExp(`"${key}":"`, 'g'), `"${key}":"../../`));
    expect(refusal().message).toMatch(
      /audiojack\.json, (train\[0\]|test\[0\]|test\[1\]|meta\.prefix), names "\.\.\/\.\.\/.*leads out/,
    );
  });

  it('is refused where a link in the set leads out, and not where a category itself is a link', async () => {
    await visaTree(at(''), ['candle']);
    renameSync(at('candle'), at('../candle'));
    symlinkSync(at('../candle'), at('candle'));
    expect(open().samples).toHaveLength(5);
    rmSync(at('candle'));
    cpSync(at('../candle'), at('candle'), { recursive: true });
    const image = at('candle/Data/Images/Normal/0001.JPG');
    rmSync(image);
    symlinkSync(at('../candle/Data/Images/Normal/0001.JPG'), image);
    expect(existsSync(image)).toBe(true);
    expect(refusal().message).toMatch(/names ".*Normal\/0001\.JPG", which leads out/);
    rmSync(image);
    cpSync(at('../candle/Data/Images/Normal/0001.JPG'), image);
    rmSync(at('candle/Data/Masks'), { recursive: true });
    symlinkSync(at('../candle/Data/Masks'), at('candle/Data/Masks'));
    expect(refusal().message).toMatch(/names ".*Masks\/Anomaly\/000\.png", which leads out/);
  });
});
