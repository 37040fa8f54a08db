/** What several methods let through, as a table, a plane and a sentence. */
import { mean } from 'borad/statistics';
import { type Figure, figure, methodStyle, panelLayout, type Table, table } from '../../report';
import { runsOf } from '../experiments';
import { type LetThrough, letThrough, type TwinSets } from './letThrough';
import type { RivalModel } from './rivalModels';
import type { RivalRun } from './rivalTables';

/** A method with what it lets through. */
export interface Passed extends LetThrough {
  name: string;
}

/** Measures all models that rebuild features. */
export async function letThroughAll(models: readonly RivalModel[], sets: TwinSets): Promise<Passed[]> {
  const results: Passed[] = [];
  for (const model of models) {
    const passed = await letThrough(model, sets);
    if (passed) results.push({ name: model.name, ...passed });
  }
  return results;
}

const aurocOf = (runs: readonly RivalRun[], name: string): number | null => {
  const own = runsOf(runs, name);
  return own.length ? 100 * mean(own.map((run) => run.mean.imageAuroc)) : null;
};

/** A row per method; image AUROC is the mean of its recorded runs. */
export function letThroughTable(name: string, passed: readonly Passed[], runs: readonly RivalRun[]): Table {
  const percent = (value: number) => `${Math.round(100 * value)}%`.replace('-', '−');
  return table({
    ...{
      name,
      save: false,
      digits: { 'CopySim, defect': 3, 'CopySim, normal': 3, 'confusion, %': 1, 'image AUROC': 1 },
    },
    caption:
      'Models of seed 1; image AUROC is the mean of all their recorded runs. Copied share: mean over scales, in brackets the mean ends of the 95% bootstrap intervals over images. CopySim as in Table 6.',
    columns: ['method', 'copied share', 'CopySim, defect', 'CopySim, normal', 'confusion, %', 'image AUROC'],
    rows: passed.map(({ name: method, copiedShare, copySim, copySimNormal, confusion }) => [
      method,
      `${percent(copiedShare.value)} [${percent(copiedShare.low)}, ${percent(copiedShare.high)}]`,
      ...[copySim, copySimNormal, 100 * confusion, aurocOf(runs, method)],
    ]),
    best: { 'CopySim, defect': 'min', 'confusion, %': 'min', 'image AUROC': 'max' },
  });
}

/** The plane: fidelity against the copied share, and against the confusion, a point per method. */
export function letThroughFigure(name: string, passed: readonly Passed[]): Figure {
  const panels = panelLayout({
    titles: ['copied share of defects', 'confused normal images'],
    xTitle: 'fidelity: CopySim at normal places',
    yTitle: ['share', 'share'],
    ...{ sharedY: false, legend: 'right', width: 1000, height: 430 },
  });
  const values = [({ copiedShare }: Passed) => copiedShare.value, ({ confusion }: Passed) => confusion];
  const data = passed.flatMap((one) => {
    const { label, color, symbol } = methodStyle(one.name);
    return values.map((value, p) => ({
      ...{ name: label, legendgroup: label, showlegend: p === 0, mode: 'markers', ...panels.axes[p] },
      ...{ x: [one.copySimNormal], y: [value(one)], marker: { color, symbol, size: 12 } },
    }));
  });
  const said = passed.map(
    (one) =>
      `${one.name} ${one.copySimNormal.toFixed(2)}, ${one.copiedShare.value.toFixed(2)}, ${one.confusion.toFixed(2)}`,
  );
  return figure({
    ...{ name, data, layout: panels.layout, title: 'Where each method stands between copying and confusing' },
    alt: `Fidelity, copied share and confusion of each method: ${said.join('; ')}.`,
  });
}

/** Who copies most and least, and whether that goes with detection. */
export function letThroughText(passed: readonly Passed[], runs: readonly RivalRun[]): string {
  const ordered = [...passed].sort((a, b) => b.copiedShare.value - a.copiedShare.value);
  const [most, least] = [ordered[0], ordered[ordered.length - 1]];
  const detecting = passed.flatMap((one) => {
    const auroc = aurocOf(runs, one.name);
    return auroc === null ? [] : [{ ...one, auroc }];
  });
  const worst = detecting.sort((a, b) => a.auroc - b.auroc)[0];
  const say = ({ name, copiedShare }: Passed) => `${name} (${(100 * copiedShare.value).toFixed(0)}%)`;
  const same = worst && worst.name === most.name;
  return (
    `**${say(most)} repeats most of a defect, ${say(least)} least.** ` +
    (worst
      ? `The lowest image AUROC among them is that of ${worst.name}: ${same ? 'copying most and detecting least go together here' : 'copying most is not detecting least'}.`
      : '')
  );
}
