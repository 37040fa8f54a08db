/** Curves of several methods side by side: one panel per quantity, one band over seeds per method. */

import { OptionError } from 'borad/base';
import { bandTraces, methodStyle, type PanelLayoutOptions, type PlotlyObject, panelLayout } from '../../report';
import { runsOf } from './comparison';
import type { ExperimentRun } from './experimentRun';

/** One panel. */
export interface MethodPanel {
  title: string;
  /** Title of the y axis, with unit. */
  yTitle: string;
  /** The curve of a run: a value at each position of x. */
  curve: (run: ExperimentRun) => ArrayLike<number>;
  /** Methods drawn here, where not all. */
  methods?: readonly string[];
}

export interface MethodPanelsOptions {
  panels: readonly MethodPanel[];
  /** Positions on the x axis; default: the steps of the checkpoints. */
  x?: readonly number[];
  /** Default `step`. */
  xTitle?: string;
  /** Methods of all panels. */
  methods: readonly string[];
  /** Curves are replaced by their moving average over so many positions. Default 1: as they are. */
  smooth?: number;
  /** Further settings of the panels. */
  layout?: Partial<PanelLayoutOptions>;
}

/**
 * Mean and 95% interval over seeds of curves of runs, as traces and layout of a figure.
 *
 * @throws {OptionError} a method has no run. @throws {ShapeError} a curve has another length than x.
 */
export function methodPanels(
  runs: readonly ExperimentRun[],
  options: MethodPanelsOptions,
): { data: PlotlyObject[]; layout: PlotlyObject } {
  const { panels, methods, smooth = 1 } = options;
  const x = options.x ?? runs[0].checkpoints.map(({ step }) => step);
  const { layout, axes } = panelLayout({
    titles: panels.map(({ title }) => title),
    xTitle: options.xTitle ?? 'step',
    yTitle: panels.map(({ yTitle }) => yTitle),
    sharedY: false,
    ...options.layout,
  });
  const named = new Set<string>();
  const data = panels.flatMap(({ curve, methods: own = methods }, p) =>
    own.flatMap((method) => {
      const { label, color, dash } = methodStyle(method);
      const curves = runsOf(runs, method).map(curve);
      if (curves.length === 0) throw new OptionError(`methodPanels: there is no run of ${method}.`);
      const legend = !named.has(label);
      named.add(label);
      return bandTraces({ name: label, x, curves, color, dash, smooth, axes: axes[p], legend });
    }),
  );
  return { data, layout };
}
