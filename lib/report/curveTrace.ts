import { OptionError, ShapeError } from '../base';
import type { PlotlyObject } from './figure';
import type { PanelAxes } from './panelLayout';

/** Positions that a line through the points needs to stay within the tolerance (Ramer, Douglas and Peucker). */
function keep(x: ArrayLike<number>, y: ArrayLike<number>, tolerance: number): number[] {
  const n = x.length;
  const kept = new Uint8Array(n);
  kept[0] = 1;
  kept[n - 1] = 1;
  const spans: [number, number][] = [[0, n - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [a, b] = span;
    const [dx, dy] = [x[b] - x[a], y[b] - y[a]];
    const length = Math.hypot(dx, dy);
    let farthest = tolerance;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const [ex, ey] = [x[i] - x[a], y[i] - y[a]];
      const distance = length > 0 ? Math.abs(dx * ey - dy * ex) / length : Math.hypot(ex, ey);
      if (distance > farthest) {
        farthest = distance;
        at = i;
      }
    }
    if (at < 0) continue;
    kept[at] = 1;
    spans.push([a, at], [at, b]);
  }
  return Array.from({ length: n }, (_, i) => i).filter((i) => kept[i]);
}

export interface CurveOptions {
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  color: string;
  dash?: string;
  /** Distance that the drawn line may have from the curve, in units of the axes. Default 0.0005: invisible on axes from 0 to 1. */
  tolerance?: number;
  /** Panel of {@link panelLayout} to draw in. */
  axes?: PanelAxes;
  legend?: boolean;
}

/**
 * A ROC, precision-recall or PRO curve with no more points than its picture needs: an exact curve of pixels has millions.
 *
 * @throws {ShapeError} x and y have different lengths or are empty. @throws {OptionError} the tolerance is not above 0.
 */
export function curveTrace(options: CurveOptions): PlotlyObject {
  const { name, x, y, color, dash = 'solid', tolerance = 5e-4, axes, legend } = options;
  if (x.length !== y.length || x.length === 0)
    throw new ShapeError(
      `curveTrace "${name}": expected as many y as x, at least one, got ${y.length} and ${x.length}.`,
    );
  if (!(tolerance > 0)) throw new OptionError(`curveTrace "${name}": expected a tolerance above 0, got ${tolerance}.`);
  const kept = keep(x, y, tolerance);
  return {
    name,
    legendgroup: name,
    showlegend: legend !== false,
    mode: 'lines',
    x: kept.map((i) => x[i]),
    y: kept.map((i) => y[i]),
    line: { color, dash, width: 2 },
    ...axes,
  };
}
