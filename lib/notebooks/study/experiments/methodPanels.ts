/** Curves of several methods side by side: one panel per quantity, one band over seeds per method. */

import { OptionError } from 'borad/base';
import {
  bandTraces,
  type Figure,
  type FigureOptions,
  figure,
  methodStyle,
  type PanelLayoutOptions,
  type PlotlyObject,
  panelLayout,
} from '../../report';
import type { Checkpoint, ExperimentRun } from '../measures';
import { type NamedRun, runsOf } from './comparison';

/** One panel. */
export interface MethodPanel<R extends NamedRun = ExperimentRun> {
  title: string;
  /** Title of the y axis, with unit. */
  yTitle: string;
  /** The curve of a run: a value at each position of x. */
  curve: (run: R) => ArrayLike<number>;
  /** Methods drawn here, where not all. */
  methods?: readonly string[];
  /** Further plotly attributes of its y axis. */
  y?: PlotlyObject;
}

export interface MethodCurvesOptions<R extends NamedRun> {
  panels: readonly MethodPanel<R>[];
  /** Positions on the x axis. */
  x: readonly number[];
  /** Default `step`. */
  xTitle?: string;
  /** Methods of all panels. */
  methods: readonly string[];
  /** Curves are replaced by their moving average over so many positions. Default 1: as they are. */
  smooth?: number;
  /** Further settings of the panels. */
  layout?: Partial<PanelLayoutOptions>;
}

/** Default of `x`: the steps of the checkpoints. */
export type MethodPanelsOptions = Omit<MethodCurvesOptions<ExperimentRun>, 'x'> & { x?: readonly number[] };

/**
 * Mean and 95% interval over seeds of curves of anything that has a method and a seed, as traces and layout of a figure.
 *
 * @throws {OptionError} a method has no run. @throws {ShapeError} a curve has another length than x.
 */
export function methodCurves<R extends NamedRun>(
  runs: readonly R[],
  { panels, x, methods, xTitle = 'step', smooth = 1, layout: further }: MethodCurvesOptions<R>,
): { data: PlotlyObject[]; layout: PlotlyObject } {
  const { layout, axes } = panelLayout({
    titles: panels.map(({ title }) => title),
    xTitle,
    yTitle: panels.map(({ yTitle }) => yTitle),
    sharedY: false,
    ...further,
  });
  const named = new Set<string>();
  const data = panels.flatMap(({ curve, methods: own = methods }, p) =>
    own.flatMap((method) => {
      const { label, color, dash } = methodStyle(method);
      const curves = runsOf(runs, method).map(curve);
      if (curves.length === 0) throw new OptionError(`There is no run of ${method} to draw.`);
      const legend = !named.has(label);
      named.add(label);
      return bandTraces({ name: label, x, curves, color, dash, smooth, axes: axes[p], legend });
    }),
  );
  const own = panels.map(({ y }, p) => {
    const key = axes[p].yaxis.replace('y', 'yaxis');
    return [key, { ...layout[key], ...y }];
  });
  return { data, layout: { ...layout, ...Object.fromEntries(own) } };
}

/** Panels of numbers that runs record at their checkpoints. */
export const checkpointPanels = (
  rows: readonly (readonly [title: string, yTitle: string, value: (c: Checkpoint, run: ExperimentRun) => number])[],
): MethodPanel[] =>
  rows.map(([title, yTitle, value]) => ({
    ...{ title, yTitle },
    curve: (run) => run.checkpoints.map((checkpoint) => value(checkpoint, run)),
  }));

/** `methodCurves` of trained runs. */
export function methodPanels(runs: readonly ExperimentRun[], options: MethodPanelsOptions) {
  return methodCurves(runs, { ...options, x: options.x ?? runs[0].checkpoints.map(({ step }) => step) });
}

/** Curves of trained runs as a figure: which quantities, of which methods, titled so. */
export const methodFigure = (
  runs: readonly ExperimentRun[],
  { name, title, alt, ...panels }: MethodPanelsOptions & Pick<FigureOptions, 'name' | 'title' | 'alt'>,
): Figure => figure({ name, title, alt, ...methodPanels(runs, panels) });
