import type { MeanInterval } from 'borad/statistics';
import type { PlotlyObject } from './figure';
import { methodStyle } from './methodStyle';

export interface MethodDotsOptions {
  /** Names of the rows, from the top. */
  labels: readonly string[];
  methods: readonly string[];
  /** Mean and interval of a method in a row. */
  interval: (method: string, row: number) => MeanInterval;
}

/** Distance of two methods in a row, of which each is 1 high. */
const APART = 0.24;

/** y axis of rows of dots: every row named, the first at the top. */
export const rowAxis = (labels: readonly string[]): PlotlyObject => ({
  tickvals: labels.map((_, row) => row),
  ticktext: [...labels],
  range: [labels.length - 0.5, -0.5],
  zeroline: false,
});

/** Means of several methods with their intervals, row by row, in the colour and symbol of the method; wants {@link rowAxis}. */
export function methodDots({ labels, methods, interval }: MethodDotsOptions): PlotlyObject[] {
  return methods.map((method, m) => {
    const { color, symbol, label } = methodStyle(method);
    const means = labels.map((_, row) => interval(method, row));
    return {
      mode: 'markers',
      x: means.map(({ mean }) => mean),
      y: labels.map((_, row) => row + APART * (m - (methods.length - 1) / 2)),
      error_x: {
        ...{ type: 'data', symmetric: false, color, thickness: 1, width: 2 },
        array: means.map(({ mean, upper }) => upper - mean),
        arrayminus: means.map(({ mean, lower }) => mean - lower),
      },
      marker: { color, symbol, size: 6 },
      name: label,
    };
  });
}
