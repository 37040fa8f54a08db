import { seriesColours } from 'borad/display';

const DASHES = ['solid', 'dash', 'dot', 'dashdot'];

const at = (list: readonly string[], place: number): string => list[place % list.length] as string;

/** Colour and dash of a line by its place, for lines that are no methods ({@link methodStyle}). */
export const seriesStyle = (place: number): { color: string; dash: string } => ({
  color: at(seriesColours, place),
  dash: at(DASHES, place),
});
