import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError } from '../../../lib/borad/base';
import { readDriftLog } from '../../../lib/borad/cli/drift/driftLog';
import { answerLog } from '../../../lib/borad/cli/score/answerLog';
import { LOG_COLUMNS, SCORE_COLUMNS } from '../../../lib/borad/cli/score/columns';
import { scoresCsv } from '../../../lib/borad/cli/score/csv';
import type { ScoredPhoto } from '../../../lib/borad/cli/score/resultsFolder';
import { type Answer, answerSchema } from '../../../lib/borad/serving/answer';
import { photoOf, tinyService } from '../../serving/tinyService';

const folder = mkdtempSync(join(tmpdir(), 'borad-columns-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = (text: string) => parse(text, { columns: true, bom: true }) as Record<string, string>[];
const answer: Answer = {
  ...{ score: 0.6, verdict: 'UNSURE', category: 'unknown', categoryFrom: 'nearest', distance: 1.5, nearest: 'nut' },
  ...{ limit: 0.5, limitFrom: 'pooled', ngAbove: 0.75, width: 40, height: 20, light: 90.5, focus: 3 },
};

describe('the columns of scores', () => {
  it('hold all that is answered to a photo but its picture, in the log and in scores.csv', () => {
    const answered = Object.keys(answerSchema.shape).filter((name) => name !== 'picture');
    expect([...LOG_COLUMNS].sort()).toEqual(['time', ...answered].sort());
    expect(SCORE_COLUMNS).toEqual(expect.arrayContaining(answered));
    for (const columns of [LOG_COLUMNS, SCORE_COLUMNS]) expect(new Set(columns).size).toBe(columns.length);
  });

  it('say the same of a photo in both', () => {
    const file = join(folder, 'new/serve.csv');
    answerLog(file).add(answer);
    const scored = { ...answer, image: 'a.png', heatmap: 'h', overlay: 'o', sha256: 's' } as ScoredPhoto;
    const [[logged], [listed]] = [rowsOf(readFileSync(file, 'utf8')), rowsOf(scoresCsv([scored]))];
    for (const name of LOG_COLUMNS.slice(1)) expect(logged?.[name], name).toBe(listed?.[name]);
    expect(logged).toMatchObject({ verdict: 'UNSURE', limit: '0.5', limitFrom: 'pooled', ngAbove: '0.75' });
    expect(Date.parse(`${logged?.time}`)).toBeGreaterThan(0);
  });
});

describe('the log of a service', () => {
  it('holds what was answered, and is read by drift', async () => {
    const file = join(folder, 'served.csv');
    const service = await tinyService({ onAnswer: answerLog(file).add });
    const headers = { 'content-type': 'image/png' };
    const ask = async (payload: Buffer, url = '/score') =>
      (await service.inject({ method: 'POST', url, payload, headers })).json<Answer>();
    const answers = [
      await ask(await photoOf()),
      await ask(await photoOf({ green: 200 })),
      await ask(await photoOf({ defect: 255 }), '/score?boxes=true&picture=overlay'),
    ];
    await service.close();
    const rows = rowsOf(readFileSync(file, 'utf8'));
    expect(rows).toHaveLength(3);
    rows.forEach((row, i) => {
      const { picture, regions, ...told } = answers[i] as Answer;
      expect(row).toMatchObject(Object.fromEntries(Object.entries(told).map(([name, value]) => [name, `${value}`])));
      expect(row.regions).toBe(regions === undefined ? '' : `${regions.length}`);
    });
    expect(readDriftLog(file)).toEqual(
      answers.map(({ score, distance, light, focus }) => ({ category: 'nut', score, distance, light, focus })),
    );
  });

  it('of an earlier version is continued in its own columns, which is said', () => {
    const file = join(folder, 'before.csv');
    const before = 'time,verdict,score,limit,category\r\n2026-01-01T00:00:00.000Z,OK,0.25,0.5,nut\r\n';
    writeFileSync(file, before);
    const { add, notes } = answerLog(file);
    add(answer);
    expect(notes).toEqual([expect.stringMatching(/without the columns .*nearest, light, focus, limitFrom, ngAbove,/)]);
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith(before)).toBe(true);
    expect(rowsOf(text)[1]).toMatchObject({ verdict: 'UNSURE', score: '0.6', limit: '0.5', category: 'unknown' });
    expect(readDriftLog(file).map(({ score }) => score)).toEqual([0.25, 0.6]);
  });

  it('loses a line that was cut short, and no other', () => {
    const file = join(folder, 'cut.csv');
    answerLog(file).add(answer);
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, `${whole}2026-01-01T00:00:00.000Z,OK,0.2`);
    const { add, notes } = answerLog(file);
    expect(notes).toEqual([expect.stringMatching(/cut short and is removed/)]);
    expect(readFileSync(file, 'utf8')).toBe(whole);
    add(answer);
    expect(readDriftLog(file).map(({ score }) => score)).toEqual([0.6, 0.6]);
    expect(answerLog(file).notes).toEqual([]);
  });

  it('is looked at by its ends where it is long', () => {
    const file = join(folder, 'long.csv');
    const { add } = answerLog(file);
    for (let i = 0; i < 800; i++) add(answer);
    const { size } = statSync(file);
    expect(size).toBeGreaterThan(65_536);
    writeFileSync(file, 'cut', { flag: 'a' });
    expect(answerLog(file).notes).toHaveLength(1);
    expect(statSync(file).size).toBe(size);
  });

  it('is never added to another kind of file', () => {
    const file = join(folder, 'list.txt');
    for (const text of ['a list\nof other things\n', 'score', '"open\n']) {
      writeFileSync(file, text);
      expect(() => answerLog(file)).toThrow(DataError);
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
    expect(() => answerLog(folder)).toThrow(DataError);
  });
});
