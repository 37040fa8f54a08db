import { describe, expect, it } from 'vitest';
import * as study from '../../lib/notebooks/study';

const run = (batch: number, seconds: number, first = 256, engine = 'compiled'): study.StepRun => ({
  ...{ engine, backend: 'wasm', batch, widths: [first, 2 * first, 4 * first], prepareSeconds: 10, seconds },
  gigaflops: 100,
  peakBytes: 3 * 2 ** 30,
  losses: [{ total: 2.5 }],
});

const record: study.FullSize = {
  machine: { processor: 'P', cores: 2 },
  ...{ batch: 2, operations: 4e11, warmUp: 2 },
  runs: [
    run(2, 4),
    run(16, 24),
    { ...run(16, 12, 256, 'PyTorch 2'), losses: undefined },
    { engine: 'eager', backend: 'wasm', batch: 2, widths: [256, 512, 1024], failed: 'too large' },
    run(2, 1, 128),
  ],
};

const row = (axis: study.GrowthAxis, value: number, seconds: number, mib: number, engine = 'compiled') => ({
  ...{ axis, value, engine, seconds },
  peakBytes: mib * 2 ** 20,
});

const growth: study.Growth = {
  machine: { processor: 'P', cores: 2 },
  base: { widths: [32, 64, 128], maps: [32, 16, 8], images: 8, prototypes: 7 },
  rows: [row('batch', 16, 0.8, 600), row('batch', 2, 0.1, 200), row('width', 16, 0.1, 200), row('width', 64, 0.9, 500)],
};

describe('recorded steps at the full size', () => {
  it('takes the fastest compiled step per image at the full widths', () => {
    expect(study.fastestStep(record)?.batch).toBe(16);
    expect(study.daysOf(run(16, 24), 3629 * 100)).toBeCloseTo((3629 * 100 * 1.5) / 86400, 10);
  });

  it('lists what finished, and says what did not', () => {
    expect(study.stepRows(record).map(([engine, , images, , , seconds]) => [engine, images, seconds])).toEqual([
      ['compiled', '2', 4],
      ['compiled', '16', 24],
      ['PyTorch 2', '16', 12],
      ['compiled', '2', 1],
    ]);
    expect(study.unfinishedText(record)).toBe('Not finished: eager on wasm at widths 256/512/1024 (too large).');
    expect(study.unfinishedText({ ...record, runs: [run(2, 4)] })).toBe('');
  });
});

describe('growth of a step', () => {
  it('compares the last point with the first, whatever their order', () => {
    const [batch, width] = study.growthFactors(growth);
    expect(batch).toMatchObject({ axis: 'batch', value: 8, peakBytes: 3 });
    expect(batch?.seconds).toBeCloseTo(8, 12);
    expect(width?.seconds).toBeCloseTo(9, 12);
    expect(study.growthText(growth)).toMatch(/^compiled: 8 times the images in a batch: 8.0 times the time, 3.0 times/);
  });

  it('draws time and memory for each thing that is changed', () => {
    const { data } = study.growthFigure(growth, { name: 'model-growth', title: 'Growth' });
    expect(data.filter(({ x }) => (x as number[]).length > 0).map(({ x }) => x)).toEqual([
      [2, 16],
      [16, 64],
      [2, 16],
      [16, 64],
    ]);
  });
});
