import { describe, expect, it } from 'vitest';
import { type CapacitySweep, type DilemmaMeasures, sweepFigure } from '../../lib/notebooks/study/dilemma';

interface Curves {
  copiedShare: number[];
  confusion: number[];
  imageAuroc: number[];
}

/** A sweep over 1, 4, 16, ... whose two seeds measure the same. */
function sweepOf(name: string, curves: Curves): CapacitySweep {
  const capacities = curves.imageAuroc.map((_, k) => 4 ** k);
  const row = capacities.map(
    (_, k) =>
      ({
        copiedShare: curves.copiedShare[k],
        confusion: curves.confusion[k],
        imageAuroc: curves.imageAuroc[k],
      }) as DilemmaMeasures,
  );
  return { name, axis: 'width of the code', capacities, seeds: [1, 2], measures: [row, row] };
}

const whole = sweepOf('linear', { copiedShare: [0, 0.3, 1], confusion: [0.8, 0.1, 0], imageAuroc: [0.6, 0.9, 0.5] });
const partial = sweepOf('trained', {
  copiedShare: [0.1, 0.4, 0.7, 0.9],
  confusion: [0.3, 0.2, 0.1, 0],
  imageAuroc: [0.6, 0.7, 0.8, 0.7],
});
const drawn = (sweeps: CapacitySweep[], reversed = false) =>
  sweepFigure({ name: 'sweep', title: 'A sweep', sweeps, ticks: [1, 4, 16], reversed });
const endsOf = ({ layout }: ReturnType<typeof drawn>) =>
  layout.annotations.filter(({ text }: { text: string }) => text.startsWith('<i>'));

describe('sweepFigure', () => {
  it('names the ends at the capacities of the sweep that reaches them, in each panel', () => {
    const ends = endsOf(drawn([partial, whole]));
    expect(ends.map(({ text, xref }: { text: string; xref: string }) => `${text} ${xref}`)).toEqual(
      ['x', 'x2', 'x3'].flatMap((axis) => [`<i>collapse</i> ${axis}`, `<i>identity</i> ${axis}`]),
    );
    // The linear code is the identity at 16, though the axis goes on to 64.
    expect(ends.slice(0, 2).map(({ x }: { x: number }) => 10 ** x)).toEqual([1, expect.closeTo(16, 9)]);
  });

  it('names no end that no sweep reaches', () => {
    expect(endsOf(drawn([partial]))).toEqual([]);
  });

  it('puts a star on the best mean AUROC, in the last panel alone', () => {
    const stars = drawn([whole, partial]).data.filter(({ marker }) => marker?.symbol === 'star');
    expect(stars.map(({ x, y, xaxis }) => ({ x, y, xaxis }))).toEqual([
      { x: [4], y: [0.9], xaxis: 'x3' },
      { x: [16], y: [0.8], xaxis: 'x3' },
    ]);
  });

  it('turns the axis around where capacity grows as its number falls, with room at both ends', () => {
    const [left, right] = drawn([whole]).layout.xaxis.range;
    expect(left).toBeLessThan(0);
    expect(right).toBeGreaterThan(Math.log10(16));
    expect(drawn([whole], true).layout.xaxis.range).toEqual([right, left]);
  });

  it('says in its text alternative what is measured at both ends and at the best capacity', () => {
    expect(drawn([whole]).alt).toContain(
      'linear at 1, 4, 16: copied share 0.00, 0.30, 1.00, confused 0.80, 0.10, 0.00, image AUROC 0.60, 0.90, 0.50',
    );
  });
});
