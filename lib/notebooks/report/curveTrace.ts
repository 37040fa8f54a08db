import { OptionError, ShapeError } from 'borad/base';
import type { PlotlyObject } from './figure';
import type { PanelAxes } from './panelLayout';

/** First and last positions of the stretches in which every point is known. */
function knownStretches(x: ArrayLike<number>, y: ArrayLike<number>): [number, number][] {
  const stretches: [number, number][] = [];
  let isOpen = false;
  for (let i = 0; i < x.length; i++) {
    const isKnown = !Number.isNaN(x[i]) && !Number.isNaN(y[i]);
    if (isKnown && isOpen) stretches[stretches.length - 1][1] = i;
    else if (isKnown) stretches.push([i, i]);
    isOpen = isKnown;
  }
  return stretches;
}

/** Positions from first to last that a line needs to stay within the tolerance (Ramer, Douglas and Peucker). */
function keep(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  [first, last]: [number, number],
  tolerance: number,
): number[] {
  const kept = new Uint8Array(last - first + 1);
  kept[0] = 1;
  kept[last - first] = 1;
  const spans: [number, number][] = [[first, last]];
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
    kept[at - first] = 1;
    spans.push([a, at], [at, b]);
  }
  return Array.from(kept, (_, i) => first + i).filter((i) => kept[i - first]);
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
 * NaN, a point that is not known, leaves a gap, and a curve without a known point is empty.
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
  const parts = knownStretches(x, y).map((stretch) => keep(x, y, stretch, tolerance));
  // plotly breaks a line where a coordinate is null.
  const drawn = (values: ArrayLike<number>) =>
    parts.flatMap((part, p) => [...(p > 0 ? [null] : []), ...part.map((i) => values[i])]);
  return {
    name,
    legendgroup: name,
    showlegend: legend !== false,
    mode: 'lines',
    x: drawn(x),
    y: drawn(y),
    line: { color, dash, width: 2 },
    ...axes,
  };
}
