/** Tables of numbers. */
import { made } from './element';

/** A table whose rows begin with their name; where the page is narrow it scrolls, also by keyboard, and says so. */
export function table(caption: string, heads: string[], rows: string[][]): HTMLElement {
  const aligned = (column: number) => (column === 0 ? 'left' : 'right');
  const head = heads.map((text, i) => made('th', text, { scope: 'col', align: aligned(i) }));
  const body = rows.map((row) =>
    made(
      'tr',
      row.map((text, i) => (i === 0 ? made('th', text, { scope: 'row' }) : made('td', text, { align: aligned(i) }))),
    ),
  );
  const whole = made('table', [made('caption', caption), made('thead', [made('tr', head)]), made('tbody', body)]);
  const box = made('div', [whole], { className: 'scroll', tabIndex: 0, role: 'group', ariaLabel: caption });
  new ResizeObserver(() => box.classList.toggle('wide', box.scrollWidth > box.clientWidth + 1)).observe(box);
  return box;
}
