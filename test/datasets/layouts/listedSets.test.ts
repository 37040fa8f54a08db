import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../../lib/borad/datasets';
import { realIadTree, visaTree } from '../trees';
import { temporaryFolder } from './openFolder';

const { at, refusal } = temporaryFolder();

function edit(list: string, change: (text: string) => string): void {
  writeFileSync(at(list), change(readFileSync(at(list), 'utf8')));
}

describe('a list without training images', () => {
  it('is refused for VisA', async () => {
    await visaTree(at(''), ['candle']);
    edit('split_csv/1cls.csv', (text) => text.replaceAll(',train,', ',test,'));
    expect(refusal().message).toMatch(/1cls\.csv lists no image to train on for candle\. Expected normal images/);
  });

  it('is refused for Real-IAD', async () => {
    await realIadTree(at(''));
    edit('realiad_jsons/audiojack.json', (text) => JSON.stringify({ ...JSON.parse(text), train: [] }));
    expect(refusal().message).toMatch(/audiojack\.json lists no image to train on for audiojack/);
    const { problems } = await checkDataset(at(''));
    expect(problems.map(({ kind }) => kind)).toEqual(['category']);
  });
});

describe('a kind of defect that a list names', () => {
  it('is not "good", which would count as normal', async () => {
    await realIadTree(at(''));
    edit('realiad_jsons/audiojack.json', (text) => text.replaceAll('"anomaly_class":"AK"', '"anomaly_class":"good"'));
    expect(refusal().message).toMatch(/test\[\d\], names the kind of defect "good", which would count as normal/);
  });

  it.each(['.', '..', 'a/b'])('can be the name of a folder, which %s cannot', async (name) => {
    await realIadTree(at(''));
    edit('realiad_jsons/audiojack.json', (text) =>
      text.replaceAll('"anomaly_class":"AK"', `"anomaly_class":"${name}"`),
    );
    expect(refusal().message).toMatch(/anomaly_class: expected a name without slashes that a folder may have/);
  });

  it('lies in an object of VisA that can be the name of a folder', async () => {
    await visaTree(at(''), ['candle']);
    edit('split_csv/1cls.csv', (text) => text.replaceAll('\ncandle,', '\n.,'));
    expect(refusal().message).toMatch(/names "\.", which leads out/);
  });
});
