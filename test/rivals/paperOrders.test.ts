import { describe, expect, it } from 'vitest';
import { judgePaperOrders, type PrintedValue, paperOrders, type RivalRun } from '../../lib/notebooks/study/rivals';

const runsWith = (values: { [variant: string]: number[] }) =>
  Object.entries(values).flatMap(([variant, own]) => own.map((value, i) => ({ variant, seed: i + 1, value })));

// On data set one: A > B > C > D; on two: A > B, D > C, and nothing of A beside C.
const rows: PrintedValue[] = [
  ...[['A', 90] as const, ['B', 80] as const, ['C', 70] as const, ['D', 60] as const].map(([method, value]) => ({
    ...{ dataset: 'one', method, value },
  })),
  ...[['A', 50] as const, ['B', 40] as const, ['D', 45] as const].map(([method, value]) => ({
    ...{ dataset: 'two', method, value },
  })),
  { dataset: 'two', method: 'C', value: null },
];

// Here: B decidedly before A, A decidedly before C, C and D equal; E is not in the paper.
const runs = runsWith({
  A: [20, 21, 20.5, 20, 21],
  B: [30, 31.1, 30.5, 30.2, 30.9],
  C: [10, 11, 10.1, 10, 11.1],
  D: [11, 10, 10.1, 11.1, 10],
  E: [99, 99, 98, 99, 97],
});

describe('judgePaperOrders', () => {
  const { judged, divided } = judgePaperOrders(rows, runs, ({ value }) => value);
  const of = (ahead: string, behind: string) => judged.find((one) => one.ahead === ahead && one.behind === behind);

  it('confirms, contradicts and leaves open', () => {
    expect(of('A', 'B')?.verdict).toBe('contradicted');
    expect(of('A', 'C')?.verdict).toBe('confirmed');
    expect(of('C', 'D')?.verdict).toBe('undecided');
  });

  it('takes the lead from every data set that has both, and leaves out where they disagree', () => {
    expect(of('A', 'B')?.leads).toEqual([
      { dataset: 'one', points: 10 },
      { dataset: 'two', points: 10 },
    ]);
    expect(of('A', 'C')?.leads).toEqual([{ dataset: 'one', points: 20 }]);
    // B before D on one, D before B on two.
    expect(divided).toEqual([['B', 'D']]);
    expect(judged.length + divided.length).toBe(6);
  });
});

describe('paperOrders', () => {
  it("reads the paper's table: OmiAD before UniAD on all data sets", async () => {
    const made = (variant: string, values: number[]) =>
      values.map((value, i) => ({ variant, seed: i + 1, mean: { mad: value } }) as unknown as RivalRun);
    const { judged, divided } = await paperOrders(
      [...made('OmiAD', [0.7, 0.71, 0.72]), ...made('UniAD', [0.5, 0.511, 0.52])],
      'mad',
    );
    expect(divided).toEqual([]);
    expect(judged).toHaveLength(1);
    const [{ ahead, behind, verdict, leads }] = judged;
    expect([ahead, behind, verdict]).toEqual(['OmiAD', 'UniAD', 'confirmed']);
    // mAD 85.3 and 81.7 on MVTec AD.
    expect(leads[0]).toEqual({ dataset: 'MVTec AD', points: expect.closeTo(3.6, 6) });
  });
});
