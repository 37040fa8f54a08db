/** Outputs that are worth a slide. */
const PICTURES = ['image/png', 'image/svg+xml', 'text/html', 'text/markdown'];

/**
 * Whether an output is a figure, a table, a picture or what prose says with numbers.
 *
 * @param {import('./notebook.d.ts').Output} output
 */
export const isShown = ({ data }) => Boolean(data && PICTURES.some((type) => data[type]));

/**
 * What a cell is in the slides of stock nbconvert: a heading begins a slide, prose goes on with it, what a cell shows stands below,
 * and a cell that shows nothing is left out.
 *
 * @param {import('./notebook.d.ts').Cell} cell
 * @returns {'slide' | 'subslide' | '-' | 'skip'}
 */
export function slideType(cell) {
  if (cell.cell_type === 'code') return (cell.outputs ?? []).some(isShown) ? 'subslide' : 'skip';
  return /^#{1,2} /m.test([cell.source].flat().join('')) ? 'slide' : '-';
}
