import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const WIDTHS = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
const SCHEMES = /** @type {const} */ (['light', 'dark']);

/** Runs in the page. Drawings have thousands of marks and one text alternative: what is inside of them is not looked at. */
const INSPECT = `(async () => {
  const { violations } = await axe.run({ exclude: ['.plot svg'] }, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 120)));
})()`;

/** Let what depends on the window's size settle. */
const SETTLED =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 200))))';

/**
 * What axe finds in a page, wide and narrow, light and dark. The page is left narrow.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} the rule, the element, and under which circumstances
 */
export async function violationsOf(page) {
  await page.evaluate(AXE);
  const found = [];
  for (const viewport of WIDTHS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const faults = /** @type {string[]} */ (await page.evaluate(INSPECT));
      found.push(...faults.map((fault) => `${fault} (${viewport.width}, ${colorScheme})`));
    }
  }
  return found;
}
