import type { Figure } from './figure';

/** The figure as JSON, one trace per line, so that a changed curve is one changed line. */
export const figureJson = ({ data, layout }: Figure): string =>
  `{"data":[\n${data.map((trace) => JSON.stringify(trace)).join(',\n')}\n],\n"layout":${JSON.stringify(layout)}}\n`;
